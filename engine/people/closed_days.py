"""Days on which a partnership is closed beside Norway's public holidays: 24 and 31 December, the
weeks of summer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel, col, select

from engine.days.calendar import Calendar
from engine.days.dates import LAST_YEAR
from engine.errors import BadInput, NotFound, Remedy, WayOut
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.rights import PARTNERSHIP, require
from engine.people.trace import REMOVED, events_of_kind, trace, traced
from engine.storage.session import Session
from engine.typed_text import one_line


class ClosedDay(SQLModel, table=True):
    """A stretch of closed days, both ends included, and what it is called."""

    __tablename__ = "closed_day"
    __table_args__ = (UniqueConstraint("partnership_id", "first", "last"),)
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
    if not 0 <= (last - first).days <= LONGEST or last.year > LAST_YEAR:
        raise _too_long(first, last)
    name = one_line(name, "name")
    with session.begin():
        require(act, PARTNERSHIP, partnership_id)
        session.take_turns(f"closed days of {partnership_id}")
        known = {(span.first, span.last) for span in spans(session, partnership_id)}
        if (first, last) in known:
            return False
        closed = ClosedDay(partnership_id=partnership_id, first=first, last=last, name=name)
        session.orm.add(closed)
        trace(session, CLOSED_DAY, closed, "closed", act)
        session.cache.pop(("calendar", partnership_id), None)
    return True


def open_again(
    session: Session, partnership_id: int, first: date, last: date, act: Act
) -> ClosedDay:
    """Take back a stretch of closed days, as it was given; NotFound where there is none.

    Running deadlines are for the caller to reckon.
    """
    with session.begin():
        require(act, PARTNERSHIP, partnership_id)
        session.take_turns(f"closed days of {partnership_id}")
        known = spans(session, partnership_id)
        found = next((span for span in known if (span.first, span.last) == (first, last)), None)
        if found is None:
            sentence = _("No closed days run from {first} to {last}.", first=first, last=last)
            raise NotFound(sentence, remedy=Remedy(WayOut.LIST_CLOSED_DAYS))
        trace(session, CLOSED_DAY, found, REMOVED, act)
        session.orm.delete(found)
        session.orm.flush()
        session.cache.pop(("calendar", partnership_id), None)
    return found


def opened_again(session: Session, partnership_id: int) -> set[tuple[date, date]]:
    """The stretches that were closed once and opened again, and are open now."""
    removed = (each.parts["changes"] for each in events_of_kind(session, CLOSED_DAY, REMOVED))
    once = {
        (date.fromisoformat(old["first"][0]), date.fromisoformat(old["last"][0]))
        for old in removed
        if old["partnership_id"][0] == partnership_id
    }
    return once - {(span.first, span.last) for span in spans(session, partnership_id)}


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
