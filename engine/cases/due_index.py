"""Due days that are kept as an index for lists: derived from definition, events and closed days,
never typed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, select, update

from engine.cases import records
from engine.cases.deadlines import Due, needs_history, running
from engine.cases.events import Event, about_to_write, events_of, events_of_cases
from engine.cases.records import Case
from engine.days.calendar import Calendar
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.people.closed_days import calendar
from engine.people.tables import Partnership
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

PORTION = 100  # cases that are reckoned while others wait to write
_partnership = table_of(Partnership)
_reached = _partnership.c.reckoned_to
_REACHED = Statement(
    select(_reached).where(_partnership.c.id == bindparam("partnership_id")).with_for_update()
)
_REACH = Statement(
    update(_partnership)
    .where(_partnership.c.id == bindparam("_id"))
    .values(reckoned_to=bindparam("to"))
)
_NEXT = Statement(
    select(*records.CASE_COLUMNS)
    .where(
        records.case_table.c.partnership_id == bindparam("partnership_id"),
        records.case_table.c.id > bindparam("after"),
    )
    .order_by(records.case_table.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)
_UNRECKONED = Statement(
    select(_partnership.c.id).where(_reached.is_not(None)).order_by(_partnership.c.id)
)


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


def reckon_again(session: Session, partnership_id: int) -> None:
    """Say that the days of a partnership's cases are to be reckoned anew, in the transaction that
    changed what they hang on."""
    session.run(_REACH, {"_id": partnership_id, "to": 0})


def go_on(session: Session, partnership_id: int) -> int:
    """Reckon anew what is still to be reckoned of a partnership; returns how many cases have other
    days than before.

    In portions with a short transaction each, for others wait to write meanwhile. Whatever ends it,
    the next tick goes on where it stopped.
    """
    moved = 0
    while (portion := _portion(session, partnership_id)) is not None:
        moved += portion
        session.give_way()
    return moved


def go_on_in_all(session: Session) -> None:
    """The same for each partnership in which something is still to be reckoned."""
    for (partnership_id,) in session.rows(_UNRECKONED):
        go_on(session, partnership_id)


def _portion(session: Session, partnership_id: int) -> int | None:
    """Derive the days of the next cases; None where all are reckoned. Who else does so waits."""
    with session.begin():
        session.settle_event_order()  # else a step that holds two of the cases could want both
        reached = session.value(_REACHED, {"partnership_id": partnership_id})
        if reached is None:
            return None
        behind = {"partnership_id": partnership_id, "after": reached, "most": PORTION}
        cases = [Case(*row) for row in session.rows(_NEXT, behind)]
        moved = _moved(session, partnership_id, cases)
        session.run_many(records.SET_DUE, moved)
        session.run_many(records.SET_BODY_DUE, moved)
        last = cases[-1].id if len(cases) == PORTION else None
        session.run(_REACH, {"_id": partnership_id, "to": last})
    return len(moved)


def _moved(session: Session, partnership_id: int, cases: list[Case]) -> list[dict[str, Any]]:
    """The days of those of these cases that have other ones by now."""
    session.cache.pop(("calendar", partnership_id), None)  # others may have closed a day since
    found = deadlines_of_all(session, cases, {partnership_id: calendar(session, partnership_id)})
    return [
        {"_id": case.id, **days}
        for case in cases
        if (days := _days(found[case.id])) != {"due_on": case.due_on, "wake_on": case.wake_on}
    ]
