"""How often somebody without a name tries something: rows that are counted, so that several
processes agree. Who it was is kept as a hash, and no longer than a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import Column, Index, delete, func
from sqlmodel import Field, SQLModel, col, select

from engine.errors import BadInput, Reason, Refused, TooOften
from engine.language.sentences import _
from engine.storage.columns import UTCDateTime
from engine.storage.numbered import Numbered
from engine.storage.session import Session

KEPT = timedelta(days=1)


class Limit(NamedTuple):
    """So many attempts at one thing within so much time."""

    what: str
    most: int
    within: timedelta


class Attempt(Numbered, SQLModel, table=True):
    """One attempt of somebody."""

    __table_args__ = (Index("ix_attempt_what", "what", "who", "at"),)
    id: int | None = Field(default=None, primary_key=True)
    what: str = Field(max_length=20)
    who: str = Field(max_length=64)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


@contextmanager
def counting(
    session: Session, limit: Limit, refused: Limit, caller: str, now: datetime
) -> Iterator[None]:
    """Count what is done within as an attempt; what is refused counts as one of another kind
    instead, for whoever mends what she typed tries nothing."""
    number = count_attempt(session, limit, caller, now)
    try:
        yield
    except (BadInput, Refused):
        forget_attempt(session, number)
        count_attempt(session, refused, caller, now)
        raise


def forget_attempt(session: Session, number: int) -> None:
    """Count an attempt no longer, as it was none."""
    with session.begin():
        session.orm.exec(delete(Attempt).where(col(Attempt.id) == number))


def count_attempt(session: Session, limit: Limit, caller: str, now: datetime) -> int:
    """Note an attempt, and give its number; TooOften when there were too many. `caller` tells
    callers apart: an address of the network, or of a person."""
    who = sha256(f"{limit.what}\n{caller}".encode()).hexdigest()
    with session.begin():
        session.take_turns(who)
        session.orm.exec(delete(Attempt).where(col(Attempt.at) < now - KEPT))
        tried = (
            select(func.count())
            .select_from(Attempt)
            .where(
                col(Attempt.what) == limit.what,
                col(Attempt.who) == who,
                col(Attempt.at) > now - limit.within,
            )
        )
        if session.orm.exec(tried).one() >= limit.most:
            minutes = int(limit.within.total_seconds() // 60)
            sentence = _("Too many attempts. Try again in {minutes} minutes.", minutes=minutes)
            raise TooOften([Reason("often", sentence)])
        attempt = Attempt(what=limit.what, who=who, at=now)
        session.orm.add(attempt)
        session.orm.flush()
        return attempt.number
