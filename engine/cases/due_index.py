"""Due days that are kept as an index for lists: derived from definition, events and closed days,
never typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.cases import records
from engine.cases.deadlines import Due, needs_history, running
from engine.cases.events import Event, about_to_write, events_of, events_of_cases
from engine.cases.records import Case
from engine.days.calendar import Calendar
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.people.closed_days import calendar
from engine.storage.session import Session


def deadlines_of(
    session: Session,
    definition: Definition,
    case: Case,
    *,
    newest: Sequence[Mapping[str, Any]] = (),
) -> list[Due]:
    """The deadlines that run for a case as it stands, nearest first; `newest` are events that
    are not written yet."""
    events: list[Event] = []
    if needs_history(definition):
        written = events_of(session, case.id) if case.id else []
        events = [*written, *(about_to_write(event) for event in newest)]
    days = calendar(session, case.partnership_id)
    return running(definition, case.state, case.fields, events, days)


def deadlines_of_all(
    session: Session, cases: Sequence[Case], calendars: Mapping[int, Calendar]
) -> dict[int, list[Due]]:
    """The deadlines that run for each of these cases, nearest first; their histories are read in
    one query. `calendars` are the partnerships' working days."""
    definitions = {case.id: versions.by_id(session, case.definition_id) for case in cases}
    told = [c.id for c in cases if needs_history(definitions[c.id])]
    events = events_of_cases(session, told)
    return {
        c.id: running(
            definitions[c.id],
            c.state,
            c.fields,
            events.get(c.id, ()),
            calendars[c.partnership_id],
        )
        for c in cases
    }


def days_of(
    session: Session, definition: Definition, case: Case, newest: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """The derived days of a case that is about to stand so, once these events are written."""
    if not definition.deadlines:
        return {"due_on": None, "wake_on": None}
    return _days(deadlines_of(session, definition, case, newest=newest))


def _days(found: list[Due]) -> dict[str, Any]:
    return {"due_on": found[0].on if found else None, "wake_on": first_moment(found)}


def first_moment(found: list[Due], after: date | None = None) -> date | None:
    """The earliest day, after the given one, on which one of these deadlines has something to
    say."""
    days = [
        moment.day for due in found for moment in due.moments if after is None or moment.day > after
    ]
    return min(days, default=None)


def reckon_all(session: Session, partnership_id: int) -> int:
    """Derive the days of a partnership's cases anew, as after a new closed day; returns how many
    have other days than before. A fixed number of queries, however many cases."""
    with session.begin():
        cases = records.locked_of(session, partnership_id)
        found = deadlines_of_all(
            session, cases, {partnership_id: calendar(session, partnership_id)}
        )
        moved = [
            {"_id": case.id, **days}
            for case in cases
            if (days := _days(found[case.id])) != {"due_on": case.due_on, "wake_on": case.wake_on}
        ]
        session.run_many(records.SET_DUE, moved)
        session.run_many(records.SET_BODY_DUE, moved)
    return len(moved)
