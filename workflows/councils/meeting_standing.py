"""What can be done with a meeting as it stands on a day, whoever does it; and what its states are
called."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.language.sentences import Sentence, _
from workflows.councils.meetings import Meeting, MeetingState

STATE_LABELS = {
    MeetingState.PLANNED: _("planned"),
    MeetingState.HELD: _("held"),
    MeetingState.CANCELLED: _("cancelled"),
}


class Standing(NamedTuple):
    """What its state is called, and what can be done: the outcomes of its items `record`ed, what is
    recorded `mend`ed alone, the meeting `move`d or cancelled, recorded as held (`hold`), or its
    cancellation taken back (`revive`). `unrecorded` where its day has passed, and neither that it
    was held nor that it was cancelled is known."""

    label: Sentence
    record: bool
    mend: bool
    move: bool
    hold: bool
    revive: bool
    unrecorded: bool


def standing(meeting: Meeting, on: date) -> Standing:
    """What can be done with the meeting on that day."""
    planned = meeting.state == MeetingState.PLANNED
    cancelled = meeting.state == MeetingState.CANCELLED
    return Standing(
        label=STATE_LABELS[MeetingState(meeting.state)],
        record=not cancelled,
        mend=meeting.state == MeetingState.HELD,
        move=planned,
        hold=planned and meeting.day <= on,
        revive=cancelled,
        unrecorded=planned and meeting.day < on,
    )
