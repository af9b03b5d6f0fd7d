"""Many meetings at once: those of a body, of a reader's partnerships, with who meets, and the days
on which a partnership ever had a meeting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from engine.people.actors import Actor
from engine.people.tables import Body
from engine.people.trace import registry_event
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.meetings import MEETING, Meeting, MeetingBody

_meeting_body, _body = table_of(MeetingBody), table_of(Body)
_BODIES_OF_ALL = Statement(
    select_columns(_meeting_body.c.meeting_id, _body.c.key)
    .join(_body, _body.c.id == _meeting_body.c.body_id)
    .where(any_of(_meeting_body.c.meeting_id, "meetings"))
    .order_by(_body.c.id)
)
_TRACED = Statement(
    select_columns(registry_event.c.subject_id, registry_event.c.data)
    .where(registry_event.c.subject == bindparam("subject"))
    .where(any_of(registry_event.c.subject_id, "meetings"))
    .order_by(registry_event.c.subject_id, registry_event.c.seq)
)


class Chosen(NamedTuple):
    """Which meetings are asked for: of one body, from a day on."""

    body_id: int | None = None
    since: date | None = None


def every(session: Session, chosen: Chosen, reader: Actor, on: date) -> list[Meeting]:
    """The meetings of the reader's partnerships, earliest first."""
    wanted = select(Meeting).order_by(col(Meeting.day), col(Meeting.clock), col(Meeting.id))
    if chosen.body_id is not None:
        wanted = wanted.join(MeetingBody, col(MeetingBody.meeting_id) == col(Meeting.id))
        wanted = wanted.where(col(MeetingBody.body_id) == chosen.body_id)
    if chosen.since is not None:
        wanted = wanted.where(col(Meeting.day) >= chosen.since)
    if not reader.operator:
        own = {post.partnership_id for post in reader.current(on)}
        wanted = wanted.where(col(Meeting.partnership_id).in_(own))
    return list(session.orm.exec(wanted))


def bodies_of_all(session: Session, found: Sequence[Meeting]) -> dict[int, list[str]]:
    """The ids of the bodies that meet, of many meetings at once."""
    keys: dict[int, list[str]] = {}
    numbers = [meeting.id for meeting in found]
    for number, key in session.rows(_BODIES_OF_ALL, {"meetings": numbers}):
        keys.setdefault(number, []).append(key)
    return keys


class Called(NamedTuple):
    """A meeting with the ids of its bodies and every (day, time) that it ever had."""

    meeting: Meeting
    bodies: frozenset[str]
    times: frozenset[tuple[date, str]]

    @property
    def days(self) -> set[date]:
        """The days that it ever had."""
        return {day for day, _clock in self.times}


def ever_called(session: Session, partnership_id: int) -> list[Called]:
    """Every meeting that was ever called in a partnership, moved and cancelled ones too."""
    wanted = select(Meeting).where(col(Meeting.partnership_id) == partnership_id)
    found = list(session.orm.exec(wanted.order_by(col(Meeting.id))))
    bodies, times = bodies_of_all(session, found), _times(session, found)
    return [
        Called(each, frozenset(bodies.get(each.number, ())), frozenset(times.get(each.number, ())))
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
