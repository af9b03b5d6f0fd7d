"""Proof: events chained by hash for each case, the heads of all chains anchored every day, both
recomputed by `verify` with every row that is derived from them."""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from engine.cases.anchors import broken_anchors, missed_anchors
from engine.cases.events import EVENT_COLUMNS, Event, event_table, folded, last_number, sealed
from engine.cases.records import CASE_COLUMNS, Case, Counter, case_table
from engine.cases.told_ties import TiesOfCases, told_ties
from engine.definitions import versions
from engine.people.trace import broken_traces
from engine.storage import append_only
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

PAGE = 1000  # cases that are read at a time
COUNTED = re.compile(r"[A-Z]+-\d{4}")  # a series of numbers that are given out, as in T-2026-1
# what comes of a row that holds what nobody here wrote
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError)


class Break(NamedTuple):
    """A place where the record does not hold: which case or day, which event, and what is wrong."""

    ref: str
    seq: int
    what: str


_counter = table_of(Counter)
_COUNTERS = Statement(select(_counter.c.series, _counter.c.last).order_by(_counter.c.series))
_LAST = [
    Statement(select(func.coalesce(func.max(column), 0)))
    for column in (case_table.c.id, event_table.c.case_id)
]
_CASES = Statement(
    select(*CASE_COLUMNS)
    .where(case_table.c.id > bindparam("low"), case_table.c.id <= bindparam("high"))
    .order_by(case_table.c.id)
)
_EVENTS = Statement(
    select(*EVENT_COLUMNS)
    .where(event_table.c.case_id > bindparam("low"), event_table.c.case_id <= bindparam("high"))
    .order_by(event_table.c.case_id, event_table.c.seq)
)


def verify_chains(session: Session) -> list[Break]:
    """Recompute every chain and every anchor, as they are at one moment; each place that does
    not hold."""
    with session.snapshot():
        return list(_breaks(session))


def _breaks(session: Session) -> Iterator[Break]:
    for table in append_only.without_triggers(session):
        yield Break(table, 0, "trigger_missing")
    for table in ("event", "registry_event", "case"):
        if append_only.has_gap(session, table):
            yield Break(table, 0, "number_missing")
    for called in versions.changed(session):
        yield Break(called, 0, "definition_changed")
    yield from _broken_cases(session)
    for found in broken_traces(session):
        yield Break(f"{found.subject} {found.subject_id}", found.seq, found.what)
    try:
        yield from _broken_anchors(session)
    except UNREADABLE:
        yield Break("anchor", 0, "unreadable")


def _broken_anchors(session: Session) -> Iterator[Break]:
    for anchor in broken_anchors(session):
        yield Break(anchor.day.isoformat(), anchor.last_event_id, "anchor_broken")
    missed = missed_anchors(session)
    if missed is not None:
        yield Break(missed.isoformat(), 0, "anchor_missing")


def _broken_cases(session: Session) -> Iterator[Break]:
    counted: Tally[str] = Tally()
    for low in range(0, max(session.value(statement) for statement in _LAST), PAGE):
        page = _Page(session, {"low": low, "high": low + PAGE})
        counted.update(str(ref).rpartition("-")[0] for ref in page.refs.values())
        yield from page.breaks()
    yield from _broken_counters(session, counted)


def _broken_counters(session: Session, counted: Tally[str]) -> Iterator[Break]:
    """Counters that gave out more numbers than there are cases, and those that are gone: a number
    would be given twice."""
    counters: dict[str, object] = dict(session.rows(_COUNTERS))
    for series, number in counters.items():
        if not isinstance(number, int):
            yield Break(series, 0, "unreadable")
        elif counted[series] < number:
            yield Break(series, number, "case_missing")
    for series in sorted(counted.keys() - counters.keys()):
        if COUNTED.fullmatch(series):
            yield Break(series, counted[series], "counter_missing")


class _Page:
    """Some cases, read at once with what belongs to them. Of a case with a row that cannot be read
    nothing else is said."""

    def __init__(self, session: Session, bounds: dict[str, int]) -> None:
        self._session, self._ties = session, TiesOfCases(session, bounds)
        self.refs: dict[int, str] = {}
        self._cases: dict[int, Case] = {}
        self._events: dict[int, list[Event | None]] = {}
        for raw, row in session.read_each(_CASES, bounds):
            self.refs[raw[0]] = raw[1]
            if row is not None:
                self._cases[row[0]] = Case(*row)
        for raw, row in session.read_each(_EVENTS, bounds):
            self._events.setdefault(raw[1], []).append(Event(*row) if row else None)

    def breaks(self) -> Iterator[Break]:
        """Each place in these cases that does not hold."""
        for number in sorted({*self.refs, *self._events}):
            chain = self._events.get(number, [])
            case, events = self._cases.get(number), [event for event in chain if event]
            if number not in self.refs:
                yield Break(f"#{number}", 1, "case_vanished")
            elif not chain:
                yield Break(self.refs[number], 0, "history_vanished")
            elif case is None or len(events) < len(chain):
                yield Break(self.refs[number], 0, "unreadable")
            else:
                yield from self._of_case(case, events)

    def _of_case(self, case: Case, events: list[Event]) -> list[Break]:
        try:
            return [*_broken_chain(case, events), *self._differing(case, events)]
        except UNREADABLE:
            return [Break(case.ref, 0, "unreadable")]

    def _differing(self, case: Case, events: list[Event]) -> Iterator[Break]:
        definition = versions.by_id(self._session, case.definition_id)
        fields, born = folded(events), events[0].parts["born"]
        told = case._replace(
            workflow=definition.id,
            title=str(fields.get(definition.title, "")) if definition.title else "",
            state=events[-1].to_state,
            version=events[-1].seq,
            fields=fields,
            head=events[-1].hash,
            moved_at=events[-1].at,
            opened_at=events[0].at,
            **{**born, "number": last_number(events, born["number"])},
        )
        if told != case:
            yield Break(case.ref, case.version, "case_differs")
        if told_ties(self._session, definition, told, events) != self._ties.of(case):
            yield Break(case.ref, case.version, "ties_differ")


def _broken_chain(case: Case, events: list[Event]) -> Iterator[Break]:
    previous = ""
    for expected, event in enumerate(events, start=1):
        if event.seq != expected:
            yield Break(case.ref, expected, "event_vanished")
        if sealed(previous, case.ref, event._asdict()) != event.hash:
            yield Break(case.ref, event.seq, "event_changed")
        previous = event.hash
