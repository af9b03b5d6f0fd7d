"""Due days that are kept as an index for lists: derived from definition, events and closed days,
never typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.cases import records
from engine.cases.deadlines import Due, needs_history, running
from engine.cases.events import Event, events_of
from engine.cases.lists import Wanted, every
from engine.cases.records import Case
from engine.days.dates import NEVER
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.people.actors import OPERATOR
from engine.people.closed_days import calendar
from engine.storage.session import Session


def deadlines_of(
    session: Session, definition: Definition, case: Case, *, newest: Sequence[Event] = ()
) -> list[Due]:
    """The deadlines that run for a case as it stands, nearest first; `newest` are events that
    are not written yet."""
    events = (
        events_of(session, case.id)
        if case.id and any(map(needs_history, definition.deadlines.values()))
        else []
    )
    return running(
        definition,
        case.state,
        case.fields,
        [*events, *newest],
        calendar(session, case.partnership_id),
    )


def days_of(
    session: Session, definition: Definition, case: Case, newest: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The derived days of a case that is about to stand so, once these events are written."""
    if not definition.deadlines:
        return {"due_on": None, "wake_on": None}
    written = [Event(0, *(event[name] for name in Event._fields[1:])) for event in newest]
    found = deadlines_of(session, definition, case, newest=written)
    return {"due_on": found[0].on if found else None, "wake_on": first_moment(found)}


def first_moment(found: list[Due], after: date | None = None) -> date | None:
    """The earliest day, after the given one, on which one of these deadlines has something to
    say."""
    days = [
        moment.day for due in found for moment in due.moments if after is None or moment.day > after
    ]
    return min(days, default=None)


def reckon(session: Session, case: Case) -> bool:
    """Derive a case's days anew, as after a new closed day; True when they changed."""
    case = records.locked(session, case.id)
    definition = versions.by_id(session, case.definition_id)
    days = days_of(session, definition, case, ())
    if days == {"due_on": case.due_on, "wake_on": case.wake_on}:
        return False
    session.send(records.SET_DUE, {"_id": case.id, **days})
    session.send(records.SET_BODY_DUE, {"_id": case.id, "due_on": days["due_on"]})
    return True


def reckon_all(session: Session, partnership_id: int) -> int:
    """Reckon every case of a partnership; returns how many have other days than before."""
    with session.begin():
        listed = list(every(session, Wanted(), OPERATOR, NEVER))
        return sum(
            reckon(session, each.case)
            for each in listed
            if each.case.partnership_id == partnership_id
        )
