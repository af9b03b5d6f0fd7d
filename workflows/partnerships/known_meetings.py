"""A row of a year's meetings beside the meetings that were ever called: what is known is left as it
is, and what the row would change is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

from engine.errors import BadInput
from engine.language.sentences import Sentence, _
from engine.people.tables import Body
from workflows.councils.ever_called import KnownMeeting
from workflows.councils.meetings import MeetingState


class MeetingIn(NamedTuple):
    """A meeting as a row gives it; `clock` and `place` are empty where the row has none."""

    bodies: list[Body]
    day: date
    clock: str
    place: str = ""


def find_known(known: Iterable[KnownMeeting], wanted: MeetingIn) -> tuple[Sentence, ...] | None:
    """What is to be told of a meeting that was called before; None where it is new.

    BadInput where the row has another time or other bodies than the meeting was ever given.
    """
    keys = {body.key for body in wanted.bodies}
    here = [each for each in known if wanted.day in each.days and each.bodies & keys]
    same = [each for each in here if _same_time(each, wanted)]
    for each in same:
        if each.bodies == keys:
            return tuple(_changed_since(each, wanted))
    if same:
        raise _other_bodies(same[0], wanted)
    if here:
        raise _another_time(here[0], wanted)
    return None


def _same_time(called: KnownMeeting, wanted: MeetingIn) -> bool:
    return not wanted.clock or (wanted.day, wanted.clock) in called.times


def _changed_since(called: KnownMeeting, wanted: MeetingIn) -> Iterable[Sentence]:
    meeting = called.meeting
    if meeting.state == MeetingState.CANCELLED:
        yield _("Meeting {number} was cancelled, and stays so.", number=meeting.id)
    elif (meeting.day, meeting.clock) != (wanted.day, wanted.clock or meeting.clock):
        yield _(
            "Meeting {number} was moved to {day} at {clock}, and stays there.",
            number=meeting.id,
            day=meeting.day,
            clock=time.fromisoformat(meeting.clock),
        )
    elif wanted.place not in ("", meeting.place):
        yield _("Meeting {number} keeps its place; move it to change that.", number=meeting.id)


def _other_bodies(called: KnownMeeting, wanted: MeetingIn) -> BadInput:
    return BadInput(
        _(
            "Meeting {number} on {day} is of {bodies}, not of {given}. Cancel it and call another"
            " one, or mend the row.",
            number=called.meeting.id,
            day=wanted.day,
            bodies=sorted(called.bodies),
            given=[body.key for body in wanted.bodies],
        )
    )


def _another_time(called: KnownMeeting, wanted: MeetingIn) -> BadInput:
    return BadInput(
        _(
            "Meeting {number} of {bodies} on {day} is at {clock}, not at {given}. Move it, call a"
            " second one by itself, or mend the row.",
            number=called.meeting.id,
            bodies=sorted(called.bodies),
            day=wanted.day,
            clock=time.fromisoformat(called.meeting.clock),
            given=time.fromisoformat(wanted.clock),
        )
    )
