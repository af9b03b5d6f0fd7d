"""What an installation is: for real use, or for rehearsal, where the database may be told what time
it is."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, bindparam, select, update
from sqlmodel import Field, SQLModel

from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

ONLY = 1


class Installation(SQLModel, table=True):
    """The one row that says what this database was made for, when the last tick was, when the next
    is to be; since when all mail is held; of when the backup is that was restored, and when that
    was; when the last one was made."""

    id: int | None = Field(default=ONLY, primary_key=True)
    rehearsal: bool = False
    ticked_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    next_tick_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    held_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    restored_from: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    restored_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))
    backed_up_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime))


_table = table_of(Installation)
_REHEARSAL = Statement(select(_table.c.rehearsal).where(_table.c.id == ONLY))

_TICKED = Statement(select(_table.c.ticked_at).where(_table.c.id == ONLY))
_BACKED_UP = Statement(select(_table.c.backed_up_at).where(_table.c.id == ONLY))
_BACK_UP = Statement(
    update(_table).where(_table.c.id == ONLY).values(backed_up_at=bindparam("moment"))
)


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


def last_backup(session: Session) -> datetime | None:
    """When the last backup was made; None where none was."""
    found: datetime | None = session.value(_BACKED_UP)
    return found


def keep_backup(session: Session, moment: datetime) -> None:
    """Keep when a backup was made."""
    with session.begin():
        session.run(_BACK_UP, {"moment": moment})
