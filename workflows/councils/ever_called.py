"""Every meeting that was ever called, with each day and time that it ever had."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from engine.people.trace import registry_event
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from workflows.councils.meeting_lists import bodies_of_all
from workflows.councils.meetings import MEETING, Meeting

_TRACED = Statement(
    select_columns(registry_event.c.subject_id, registry_event.c.data)
    .where(registry_event.c.subject == bindparam("subject"))
    .where(any_of(registry_event.c.subject_id, "meetings"))
    .order_by(registry_event.c.subject_id, registry_event.c.seq)
)


class KnownMeeting(NamedTuple):
    """A meeting with the ids of its bodies and every (day, time) that it ever had."""

    meeting: Meeting
    bodies: frozenset[str]
    times: frozenset[tuple[date, str]]

    @property
    def days(self) -> set[date]:
        """The days that it ever had."""
        return {day for day, _clock in self.times}


def ever_called(session: Session, partnership_id: int) -> list[KnownMeeting]:
    """Every meeting that was ever called in a partnership, moved and cancelled ones too."""
    wanted = select(Meeting).where(col(Meeting.partnership_id) == partnership_id)
    found = list(session.orm.exec(wanted.order_by(col(Meeting.id))))
    bodies, times = bodies_of_all(session, found), _times(session, found)
    return [
        KnownMeeting(
            each, frozenset(bodies.get(each.number, ())), frozenset(times.get(each.number, ()))
        )
        for each in found
    ]


def _times(session: Session, found: Sequence[Meeting]) -> dict[int, list[tuple[date, str]]]:
    """The days and times of meetings, in the order in which they had them, by their traces."""
    times: dict[int, list[tuple[date, str]]] = {}
    numbers = [meeting.id for meeting in found]
    for row in session.rows(_TRACED, {"subject": MEETING.name, "meetings": numbers}):
        changes = json.loads(row[1]).get("changes", {})
        known = times.setdefault(row[0], [])
        before = known[-1] if known else (None, "")
        day, clock = changes.get("day"), changes.get("clock")
        now = date.fromisoformat(day[1]) if day else before[0]
        if now is not None:
            known.append((now, clock[1] if clock else before[1]))
    return times
