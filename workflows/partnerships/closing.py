"""Closing a partnership for some days: what is due then moves with it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.cases import due_index
from engine.people import closed_days
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.session import Session


class ClosedIn(NamedTuple):
    """A stretch of closed days that is given, both ends included."""

    first: date
    last: date
    name: str = ""


class Closed(NamedTuple):
    """Whether the days were new, and how many cases have another due day for it."""

    added: bool
    moved: int


def close(session: Session, partnership: Partnership, given: ClosedIn, act: Act) -> Closed:
    """Add closed days, and reckon the due days of the partnership's cases anew."""
    with session.begin():
        added = closed_days.close(session, partnership.number, *given, act)
        moved = due_index.reckon_all(session, partnership.number) if added else 0
    return Closed(added, moved)


def open_again(session: Session, partnership: Partnership, given: ClosedIn, act: Act) -> int:
    """Take back closed days, and reckon the due days of the partnership's cases anew; returns how
    many cases have another due day for it."""
    with session.begin():
        closed_days.open_again(session, partnership.number, given.first, given.last, act)
        return due_index.reckon_all(session, partnership.number)
