"""Many meetings at once: those of a body, of a reader's partnerships, with who meets."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from engine.people.actors import Actor
from engine.people.tables import Body
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.meetings import Meeting, MeetingBody

_meeting_body, _body = table_of(MeetingBody), table_of(Body)
_BODIES_OF_ALL = Statement(
    select_columns(_meeting_body.c.meeting_id, _body.c.key)
    .join(_body, _body.c.id == _meeting_body.c.body_id)
    .where(any_of(_meeting_body.c.meeting_id, "meetings"))
    .order_by(_body.c.id)
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
    return list(session.orm.exec(_own(wanted, reader, on)))


def numbered(session: Session, numbers: Collection[int], reader: Actor, on: date) -> list[Meeting]:
    """Those of the meetings with these numbers that are of the reader's partnerships."""
    wanted = select(Meeting).where(col(Meeting.id).in_(numbers)).order_by(col(Meeting.id))
    return list(session.orm.exec(_own(wanted, reader, on)))


def _own(wanted: SelectOfScalar[Meeting], reader: Actor, on: date) -> SelectOfScalar[Meeting]:
    if reader.operator:
        return wanted
    own = {post.partnership_id for post in reader.current(on)}
    return wanted.where(col(Meeting.partnership_id).in_(own))


def bodies_of_all(session: Session, found: Sequence[Meeting]) -> dict[int, list[str]]:
    """The ids of the bodies that meet, of many meetings at once."""
    keys: dict[int, list[str]] = {}
    numbers = [meeting.id for meeting in found]
    for number, key in session.rows(_BODIES_OF_ALL, {"meetings": numbers}):
        keys.setdefault(number, []).append(key)
    return keys
