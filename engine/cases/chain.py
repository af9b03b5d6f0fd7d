"""Proof: events chained by hash for each case, the heads of all chains anchored every day, both
recomputed by `verify`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import JSON, bindparam, column, func, select, table
from sqlmodel import Field, SQLModel

from engine.cases.events import _LAST, Event, Stood, _columns, _event, folded, last_event_number
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class Anchor(SQLModel, table=True):
    """The heads of all chains that grew since the anchor before it, in one hash: a vanished case
    shows."""

    day: date = Field(primary_key=True)
    last_event_id: int
    cases: int
    hash: str = Field(max_length=64)


def sealed(previous: str, ref: str, event: Mapping[str, Any]) -> str:
    """The hash of an event: of the hash before it, the case's ref and everything the event says.

    Fields stand one a line in a fixed order; `data` is last, because it alone may hold line breaks.
    """
    lines = (
        previous,
        ref,
        str(event["seq"]),
        event["kind"],
        event["action"],
        str(event["by"]),
        str(event["behalf_of"]),
        event["at"].astimezone(UTC).isoformat(timespec="microseconds"),
        str(event["from_state"]),
        event["to_state"],
        event["data"],
    )
    return sha256("\n".join(lines).encode()).hexdigest()


def seal(ref: str, previous: str, event: dict[str, Any]) -> str:
    """Give an event that is about to be written its hash, behind the one whose hash is
    `previous`."""
    event["hash"] = digest = sealed(previous, ref, event)
    return digest


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
    cases = {row[0]: row[1:] for row in session.rows(_CASES)}
    seen: set[int] = set()
    until = int(session.value(_LAST))
    for case_id, events in _chains(session):
        seen.add(case_id)
        if case_id not in cases:
            yield Break(f"#{case_id}", events[0].seq, "case_vanished")
            continue
        ref, head, version, state, fields = cases[case_id]
        previous = ""
        for expected, event in enumerate(events, start=1):
            if event.seq != expected:
                yield Break(ref, expected, "event_vanished")
            if sealed(previous, ref, event._asdict()) != event.hash:
                yield Break(ref, event.seq, "event_changed")
            previous = event.hash
        if (previous, Stood(events[-1].to_state, events[-1].seq, folded(events))) != (
            head,
            Stood(state, version, fields),
        ):
            yield Break(ref, version, "case_differs")
    for case_id, (ref, *_rest) in cases.items():
        if case_id not in seen:
            yield Break(ref, 0, "history_vanished")
    yield from _broken_anchors(session, until)


def _chains(session: Session) -> Iterator[tuple[int, list[Event]]]:
    """Each case's events, a case at a time, without holding all of them."""
    page = Statement(
        select(*_columns)
        .where(_event.c.case_id > bindparam("low"), _event.c.case_id <= bindparam("high"))
        .order_by(_event.c.case_id, _event.c.seq)
    )
    highest = session.value(Statement(select(func.coalesce(func.max(_event.c.case_id), 0))))
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


_anchor = table_of(Anchor)
_ANCHORS = Statement(
    select(_anchor.c.day, _anchor.c.last_event_id, _anchor.c.cases, _anchor.c.hash).order_by(
        _anchor.c.day
    )
)
_NEWEST_ANCHOR = Statement(
    select(_anchor.c.day, _anchor.c.last_event_id, _anchor.c.cases, _anchor.c.hash)
    .order_by(_anchor.c.day.desc())
    .limit(1)
)
_ADD_ANCHOR = Statement(
    lambda insert: (
        insert(_anchor)
        .values({c: bindparam(c) for c in ("day", "last_event_id", "cases", "hash")})
        .on_conflict_do_nothing()
    )
)
_GROWN = Statement(
    select(_event.c.id, _event.c.case_id, _event.c.seq, _event.c.hash)
    .where(_event.c.id > bindparam("after"), _event.c.id <= bindparam("until"))
    .order_by(_event.c.id)
)


def anchor_chains(session: Session, today: date) -> bool:
    """Anchor what happened up to now under this day; False when the day has its anchor already
    or nothing happened."""
    with session.begin():
        newest = session.row(_NEWEST_ANCHOR)
        if newest is not None and newest[0] >= today:
            return False
        last_day_number, cases, previous = newest[1:] if newest else (0, 0, "")
        until = last_event_number(session)
        if until == last_day_number:
            return False
        digest, born = _digest(session, previous, last_day_number, until)
        return (
            session.run(
                _ADD_ANCHOR,
                {"day": today, "last_event_id": until, "cases": cases + born, "hash": digest},
            )
            == 1
        )


def _digest(session: Session, previous: str, after: int, until: int) -> tuple[str, int]:
    """The hash over all events between two numbers, and how many cases were born among them."""
    digest, born = sha256(previous.encode()), 0
    for number, case_id, seq, sealed_as in session.rows(_GROWN, {"after": after, "until": until}):
        digest.update(f"\n{number} {case_id} {seq} {sealed_as}".encode())
        born += seq == 1
    return digest.hexdigest(), born


def _broken_anchors(session: Session, until: int) -> Iterator[Break]:
    previous, after, cases = "", 0, 0
    for day, last, counted, kept in session.rows(_ANCHORS):
        digest, born = _digest(session, previous, after, last)
        cases += born
        if digest != kept or cases != counted or last > until:
            yield Break(day.isoformat(), last, "anchor_broken")
        previous, after, cases = kept, last, counted
