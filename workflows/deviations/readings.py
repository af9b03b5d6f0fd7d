"""Who read a deviation: every reading by someone else than its reporter is logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Column, Index, bindparam, select
from sqlmodel import Field, SQLModel

from engine.cases import records
from engine.cases.access import may
from engine.cases.reading import about
from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.definitions.model import Definition
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.tables import Person
from engine.people.trace import trace, traced
from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.deviations.heard import read_page


class Reading(SQLModel, table=True):
    """Somebody other than the reporter read a deviation, in the role that gave the right to; None
    where that was not kept yet."""

    __table_args__ = (Index("ix_reading_case_id", "case_id"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    role: str | None = Field(default=None, max_length=80)


_reading, _person = table_of(Reading), table_of(Person)
_OF_CASE = Statement(
    select(_reading.c.at, _person.c.name, _reading.c.role)
    .join(_person, _person.c.id == _reading.c.person_id, isouter=True)
    .where(_reading.c.case_id == bindparam("case_id"))
    .order_by(_reading.c.at.desc(), _reading.c.id.desc())
)
READING = traced("reading", Reading, "case_id", "person_id", "at", "role")


class Read(NamedTuple):
    """Somebody read a deviation: when, who and in which role; the operator has no name."""

    at: datetime
    name: str | None
    role: str | None


def read_by(session: Session, case_id: int) -> Iterator[Read]:
    """Who read a deviation, the newest first; whoever asks answers for who is told."""
    for row in session.rows(_OF_CASE, {"case_id": case_id}):
        yield Read(*row)


def note_reading(
    session: Session, case: Case, definition: Definition, reader: Actor, at: datetime
) -> None:
    """Somebody reads the deviation: kept, in the role that gives the right to; of its reporter,
    that what was written to her has reached her."""
    asked = about(session, definition, case)
    if ("reporter", reader.person_id) in asked.ties().persons:
        read_page(session, case, definition, at)
    elif grant := may(reader, definition.visible_to, asked, local_day(at), acting=False):
        log_reading(session, case, grant.role, reader, at)


def log_reading(session: Session, case: Case, role: str, reader: Actor, at: datetime) -> None:
    """Keep that somebody read the deviation in that role, unless it is the reporter's own."""
    if reader.case_id == case.id:
        return
    tied = records.ties(session, case.id).persons
    if reader.person_id is not None and ("reporter", reader.person_id) in tied:
        return
    with session.begin():
        read = Reading(case_id=case.id, person_id=reader.person_id, at=at, role=role)
        session.orm.add(read)
        trace(session, READING, read, "read", Act(reader, at))
