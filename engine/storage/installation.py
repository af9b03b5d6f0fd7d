"""What an installation is: for real use, or for rehearsal, where the database may be told what time
it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, select
from sqlmodel import Field, SQLModel

from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

ONLY = 1


class Installation(SQLModel, table=True):
    """The one row that says what this database was made for, when the last tick was, and when the
    next is to be."""

    id: int | None = Field(default=ONLY, primary_key=True)
    rehearsal: bool = False
    ticked_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    next_tick_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


_table = table_of(Installation)
_REHEARSAL = Statement(select(_table.c.rehearsal).where(_table.c.id == ONLY))

_TICKED = Statement(select(_table.c.ticked_at).where(_table.c.id == ONLY))


def is_rehearsal(session: Session) -> bool:
    """Whether the database was made for rehearsal."""
    known: bool | None = session.cache.get("rehearsal")
    if known is None:
        known = session.cache["rehearsal"] = bool(session.value(_REHEARSAL))
    return known


def last_tick(session: Session) -> datetime | None:
    """When the last tick was; None before the first."""
    found: datetime | None = session.value(_TICKED)
    return found
