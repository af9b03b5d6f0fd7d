"""Who read a deviation: every reading by someone else than its reporter is logged."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from engine.cases import records
from engine.cases.records import Case
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.trace import trace, traced
from engine.storage.columns import UTCDateTime
from engine.storage.session import Session


class Reading(SQLModel, table=True):
    """Somebody other than the reporter read a deviation."""

    __table_args__ = (Index("ix_reading_case_id", "case_id"),)
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


READING = traced("reading", Reading, "case_id", "person_id", "at")


def log_reading(session: Session, case: Case, reader: Actor, at: datetime) -> None:
    """Keep that somebody read the deviation, unless it is the reporter's own."""
    if reader.case_id == case.id:
        return
    tied = records.ties(session, case.id).persons
    if reader.person_id is not None and ("reporter", reader.person_id) in tied:
        return
    with session.begin():
        read = Reading(case_id=case.id, person_id=reader.person_id, at=at)
        session.orm.add(read)
        trace(session, READING, read, "read", Act(reader, at))
