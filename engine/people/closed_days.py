"""Days on which a partnership is closed beside Norway's public holidays: 24 and 31 December, the
weeks of summer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Index
from sqlmodel import Field, SQLModel, col, select

from engine.days.calendar import Calendar
from engine.errors import BadInput
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require
from engine.people.trace import trace, traced
from engine.storage.session import Session
from engine.typed_text import LINE, refuse_unfit


class ClosedDay(SQLModel, table=True):
    """A stretch of closed days, both ends included, and what it is called."""

    __tablename__ = "closed_day"
    __table_args__ = (Index("ix_closed_day_partnership_id", "partnership_id"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    first: date
    last: date
    name: str


LONGEST = 120  # days; a longer closure is more likely a slip of the keyboard
CLOSED_DAY = traced("closed_day", ClosedDay, "partnership_id", "first", "last", "name")


def calendar(session: Session, partnership_id: int) -> Calendar:
    """The partnership's working days."""
    known: Calendar | None = session.cache.get(("calendar", partnership_id))
    if known is None:
        days = frozenset(day for span in spans(session, partnership_id) for day in _days(span))
        known = session.cache["calendar", partnership_id] = Calendar(days)
    return known


def _days(span: ClosedDay) -> Iterator[date]:
    for number in range((span.last - span.first).days + 1):
        yield span.first + timedelta(days=number)


def spans(session: Session, partnership_id: int) -> list[ClosedDay]:
    """The closed days as they were given, earliest first."""
    of_one = select(ClosedDay).where(col(ClosedDay.partnership_id) == partnership_id)
    return list(session.orm.exec(of_one.order_by(col(ClosedDay.first), col(ClosedDay.id))))


def close(
    session: Session, partnership_id: int, first: date, last: date, name: str, act: Act
) -> bool:
    """Add a stretch of closed days; False when the very same one is known.

    Running deadlines are for the caller to reckon.
    """
    if not first <= last <= first + timedelta(days=LONGEST):
        raise _too_long(first, last)
    refuse_unfit(name, "name", LINE)
    with session.begin():
        require(act, PARTNERSHIP, partnership_id)
        known = {(span.first, span.last) for span in spans(session, partnership_id)}
        if (first, last) in known:
            return False
        closed = ClosedDay(partnership_id=partnership_id, first=first, last=last, name=name)
        session.orm.add(closed)
        trace(session, CLOSED_DAY, closed, "closed", act)
        session.cache.pop(("calendar", partnership_id), None)
    return True


def _too_long(first: date, last: date) -> BadInput:
    return BadInput(
        _(
            "Closed days run from a first to a last day, {most} days at most; not from {first}"
            " to {last}.",
            first=first,
            last=last,
            most=LONGEST,
        )
    )
