"""Closing a partnership for some days: what is due then moves with it, and meetings do not."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlmodel import col, select

from engine.cases import due_index
from engine.language.sentences import OnDay, Sentence, _
from engine.people import closed_days
from engine.people.acts import Act
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows.councils.meetings import Meeting, MeetingState


class ClosedIn(NamedTuple):
    """A stretch of closed days that is given, both ends included."""

    first: date
    last: date
    name: str = ""


class Closed(NamedTuple):
    """Whether the days were new, how many cases have another due day for it, and the meetings that
    are on a closed day now."""

    added: bool
    moved: int
    meetings: list[Sentence]


def close(session: Session, partnership: Partnership, given: ClosedIn, act: Act) -> Closed:
    """Add closed days, and reckon the due days of the partnership's cases anew."""
    closed = add(session, partnership, given, act)
    return closed._replace(moved=due_index.go_on(session, partnership.number))


def add(session: Session, partnership: Partnership, given: ClosedIn, act: Act) -> Closed:
    """Add closed days, after which the due days are to be reckoned."""
    with session.begin():
        added = closed_days.close(session, partnership.number, *given, act)
        if added:
            due_index.reckon_again(session, partnership.number)
    return Closed(added, 0, _meetings(session, partnership, given))


def _meetings(session: Session, partnership: Partnership, given: ClosedIn) -> list[Sentence]:
    """The meetings that are to be held in these days."""
    held = select(Meeting).where(
        col(Meeting.partnership_id) == partnership.number,
        col(Meeting.state) == MeetingState.PLANNED,
        col(Meeting.day).between(given.first, given.last),
    )
    found = session.orm.exec(held.order_by(col(Meeting.day), col(Meeting.id)))
    return [
        _("Meeting {number} is on {day}, which is closed.", number=each.number, day=OnDay(each.day))
        for each in found
    ]


def open_again(session: Session, partnership: Partnership, given: ClosedIn, act: Act) -> int:
    """Take back closed days, and reckon the due days of the partnership's cases anew; returns how
    many cases have another due day for it."""
    with session.begin():
        closed_days.open_again(session, partnership.number, given.first, given.last, act)
        due_index.reckon_again(session, partnership.number)
    return due_index.go_on(session, partnership.number)
