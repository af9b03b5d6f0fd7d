"""Other systems, and what tells the person for whom one stands from somebody who reads mails and
sees that work waits: a token of hers that has not been ended."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, exists, not_
from sqlalchemy import select as select_columns
from sqlmodel import Field, SQLModel

from engine.storage.columns import UTCDateTime
from engine.storage.numbered import Numbered
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class Token(Numbered, SQLModel, table=True):
    """A token of a system: its name, who stands for it, what it may do, and its last day."""

    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True, max_length=64)
    person_id: int = Field(foreign_key="person.id", index=True)
    name: str = Field(max_length=80)
    scopes: list[str] = Field(sa_column=Column(JSON, nullable=False))
    until: date
    made_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


_token = table_of(Token)
_SYSTEMS = Statement(
    select_columns(_token.c.person_id).where(_token.c.ended_at.is_(None)).distinct()
)


def systems(session: Session) -> frozenset[int]:
    """The persons who are there for other systems: no work is left to them alone."""
    return frozenset(number for (number,) in session.rows(_SYSTEMS))


def no_system(person_id: Any) -> ColumnElement[bool]:
    """The condition that a person is not there for another system."""
    return not_(exists().where(_token.c.person_id == person_id, _token.c.ended_at.is_(None)))
