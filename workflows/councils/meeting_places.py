"""Moving a meeting to another day, time or place, all in one."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.people.acts import Act
from engine.people.trace import trace
from engine.storage.session import Session
from workflows.councils import meetings
from workflows.councils.meeting_days import clock_of, place_of, require_day
from workflows.councils.meetings import MEETING, Meeting


class NewTime(NamedTuple):
    """To which day, time and place a meeting moves; None as before, an empty place is none."""

    day: date
    clock: str | None = None
    place: str | None = None


def move_to(
    session: Session, meeting: Meeting, to: NewTime, act: Act, *, expected: int | None = None
) -> None:
    """Move a planned meeting to another day, time or place, all in one; `expected` is the sequence
    that was seen. Refused where it is there already."""
    with session.begin():
        session.take_turns(meetings.CALLED)
        now = meetings.planned(session, meeting, act)
        meetings.refuse_changed(now, expected)
        clock, place = clock_of(to.clock or now.clock), place_of(to.place, now.place)
        elsewhere, stays = place != now.place, (to.day, clock) == (now.day, now.clock)
        now.place = place
        session.orm.flush()
        if elsewhere and stays:
            require_day(now.day, act)
            now.sequence += 1
            trace(session, MEETING, now, "moved", act)
        else:
            meetings.move(session, now, to.day, clock, act)
