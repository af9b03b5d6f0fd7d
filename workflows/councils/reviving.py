"""Taking back that a meeting was cancelled."""

from __future__ import annotations

from engine.errors import Reason, Refused
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.trace import trace
from engine.storage.session import Session
from workflows.councils.meetings import (
    CALLED,
    MEETING,
    Meeting,
    MeetingState,
    body_ids,
    held_fast,
    refuse_same_time,
)
from workflows.councils.waiting_reports import has_report, refuse_second_report


def revive(session: Session, meeting: Meeting, act: Act) -> None:
    """Take back that a meeting was cancelled: it is planned for its day again, with its agenda.
    Refused where the report on that agenda waits for another meeting by now."""
    with session.begin():
        session.take_turns(CALLED)
        meeting = held_fast(session, meeting, act)
        if meeting.state != MeetingState.CANCELLED:
            sentence = _("Meeting {number} is not cancelled.", number=meeting.id)
            raise Refused([Reason("meeting", sentence)])
        refuse_same_time(session, body_ids(session, meeting), meeting.day, meeting.clock)
        if has_report(session, meeting):
            refuse_second_report(session, meeting)
        meeting.state = MeetingState.PLANNED
        meeting.sequence += 1
        trace(session, MEETING, meeting, "revived", act)
