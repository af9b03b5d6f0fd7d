"""Proof: events chained by hash for each case, the heads of all chains anchored every day, both
recomputed by `verify`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import JSON, bindparam, column, func, select, table

from engine.cases.anchors import broken_anchors
from engine.cases.events import EVENT_COLUMNS, Event, event_table, folded, sealed
from engine.people.trace import broken_traces
from engine.storage.session import Session
from engine.storage.statements import Statement


class Break(NamedTuple):
    """A place where the record does not hold: which case or day, which event, and what is wrong."""

    ref: str
    seq: int
    what: str


_case = table(
    "case",
    column("id"),
    column("ref"),
    column("head"),
    column("version"),
    column("state"),
    column("fields", JSON),
)
_CASES = Statement(select(*_case.c).order_by(_case.c.id))


def verify_chains(session: Session) -> list[Break]:
    """Recompute every chain and every anchor, as they are at one moment; each place that does
    not hold."""
    with session.snapshot():
        return list(_breaks(session))


def _breaks(session: Session) -> Iterator[Break]:
    yield from _broken_cases(session)
    for found in broken_traces(session):
        yield Break(f"{found.subject} {found.subject_id}", found.seq, found.what)
    for anchor in broken_anchors(session):
        yield Break(anchor.day.isoformat(), anchor.last_event_id, "anchor_broken")


class _Kept(NamedTuple):
    """A case as its row stands."""

    ref: str
    head: str
    version: int
    state: str
    fields: dict[str, Any]


def _broken_cases(session: Session) -> Iterator[Break]:
    cases = {row[0]: _Kept(*row[1:]) for row in session.rows(_CASES)}
    for case_id, events in _chains(session):
        case = cases.pop(case_id, None)
        if case is None:
            yield Break(f"#{case_id}", events[0].seq, "case_vanished")
        else:
            yield from _broken_chain(case, events)
    for case in cases.values():
        yield Break(case.ref, 0, "history_vanished")


def _broken_chain(case: _Kept, events: list[Event]) -> Iterator[Break]:
    previous = ""
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            yield Break(case.ref, expected, "event_vanished")
        if sealed(previous, case.ref, event._asdict()) != event.hash:
            yield Break(case.ref, event.seq, "event_changed")
        previous = event.hash
    last = events[-1]
    told = (previous, last.to_state, last.seq, folded(events))
    if told != (case.head, case.state, case.version, case.fields):
        yield Break(case.ref, case.version, "case_differs")


def _chains(session: Session) -> Iterator[tuple[int, list[Event]]]:
    """Each case's events, a case at a time, without holding all of them."""
    page = Statement(
        select(*EVENT_COLUMNS)
        .where(event_table.c.case_id > bindparam("low"), event_table.c.case_id <= bindparam("high"))
        .order_by(event_table.c.case_id, event_table.c.seq)
    )
    highest = session.value(Statement(select(func.coalesce(func.max(event_table.c.case_id), 0))))
    for low in range(0, highest, 1000):
        chain: list[Event] = []
        for row in session.rows(page, {"low": low, "high": low + 1000}):
            event = Event(*row)
            if chain and chain[0].case_id != event.case_id:
                yield chain[0].case_id, chain
                chain = []
            chain.append(event)
        if chain:
            yield chain[0].case_id, chain
