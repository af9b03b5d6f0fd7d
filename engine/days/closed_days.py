"""Days on which a partnership is closed beside Norway's public holidays: 24 and 31 December, the
weeks of summer."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Index, bindparam, select
from sqlmodel import Field, SQLModel

from engine.days.calendar import Calendar
from engine.errors import BadInput
from engine.language.sentences import _
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
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


_closed = table_of(ClosedDay)
_OF_PARTNERSHIP = Statement(
    select(_closed.c.first, _closed.c.last).where(
        _closed.c.partnership_id == bindparam("partnership_id")
    )
)
LONGEST = 120  # days; a longer closure is more likely a slip of the keyboard


def calendar(session: Session, partnership_id: int) -> Calendar:
    """The partnership's working days."""
    known: Calendar | None = session.cache.get(("calendar", partnership_id))
    if known is None:
        spans = session.rows(_OF_PARTNERSHIP, {"partnership_id": partnership_id})
        days = {
            first + timedelta(days=n)
            for first, last in spans
            for n in range((last - first).days + 1)
        }
        known = session.cache["calendar", partnership_id] = Calendar(frozenset(days))
    return known


def spans(session: Session, partnership_id: int) -> list[tuple[date, date, str]]:
    """The closed days as they were given, earliest first."""
    rows = session.execute(
        select(_closed.c.first, _closed.c.last, _closed.c.name)
        .where(_closed.c.partnership_id == partnership_id)
        .order_by(_closed.c.first)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def close(session: Session, partnership_id: int, first: date, last: date, name: str) -> bool:
    """Add a stretch of closed days; False when the very same one is known.

    Running deadlines are for the caller to reckon.
    """
    if not first <= last <= first + timedelta(days=LONGEST):
        raise BadInput(
            _(
                "Closed days run from a first to a last day, {most} days at most; not from "
                "{first} to {last}.",
                first=first,
                last=last,
                most=LONGEST,
            )
        )
    refuse_unfit(name, "name", LINE)
    with session.begin():
        if (first, last) in session.rows(_OF_PARTNERSHIP, {"partnership_id": partnership_id}):
            return False
        session.orm.add(ClosedDay(partnership_id=partnership_id, first=first, last=last, name=name))
        session.orm.flush()
        session.cache.pop(("calendar", partnership_id), None)
    return True
