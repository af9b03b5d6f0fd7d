"""What happened: events that are never changed, chained by hash for each case, their heads anchored every day.

The database itself refuses to change or remove an event. An event carries what changed, from and to, so that any day can be
told again; it never carries a person's name or address, so that those can be forgotten and the chain still holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import takewhile
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, bindparam, column, func, insert, select, table
from sqlmodel import Field, SQLModel

from engine.calendar import local_day
from engine.database import Session
from engine.statements import Statement, UTCDateTime, compact, table_of

OPENED, ADVANCED, CORRECTED = "opened", "advanced", "corrected"


class EventRecord(SQLModel, table=True):
    """One thing that happened to a case. `data` is kept as the very text that was hashed."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("case_id", "seq"), Index("ix_event_at", "at"), {"sqlite_autoincrement": True})
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    seq: int
    kind: str = Field(max_length=20)
    action: str = Field(max_length=80)
    by: int | None = Field(default=None, foreign_key="person.id")
    behalf_of: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    from_state: str | None = Field(default=None, max_length=80)
    to_state: str = Field(max_length=80)
    data: str = Field(sa_column=Column(Text, nullable=False))
    hash: str = Field(max_length=64)
    request: str | None = Field(default=None, unique=True, max_length=120)


class Anchor(SQLModel, table=True):
    """The heads of all chains that grew since the anchor before it, in one hash: a vanished case shows."""

    day: date = Field(primary_key=True)
    last_event_id: int
    cases: int
    hash: str = Field(max_length=64)


class Event(NamedTuple):
    """An event as it is read."""

    id: int
    case_id: int
    seq: int
    kind: str
    action: str
    by: int | None
    behalf_of: int | None
    at: datetime
    from_state: str | None
    to_state: str
    data: str
    hash: str

    @property
    def parts(self) -> dict[str, Any]:
        """What the event carries: `changes` {field: [old, new]}, `comment`, `reason`, `corrects`, `role`, `quiet`."""
        return json.loads(self.data)  # type: ignore[no-any-return]

    @property
    def quiet(self) -> bool:
        """Whether it was old news when it was recorded, as in an import: no mail of its own."""
        return bool(self.parts.get("quiet"))


_event = table_of(EventRecord)
_columns = [_event.c[name] for name in Event._fields]
_fresh = ("case_id", "seq", "kind", "action", "by", "behalf_of", "at", "from_state", "to_state", "data", "hash", "request")
_APPEND = Statement(insert(_event).values({name: bindparam(name) for name in _fresh}).returning(_event.c.id))
_OF_CASE = Statement(select(*_columns).where(_event.c.case_id == bindparam("case_id")).order_by(_event.c.seq))
_BY_REQUEST = Statement(select(*_columns).where(_event.c.request == bindparam("request")))
_AFTER = Statement(
    select(*_columns).where(_event.c.id > bindparam("after"), _event.c.id <= bindparam("until")).order_by(_event.c.id)
    .limit(bindparam("most", type_=_event.c.id.type))
)  # fmt: skip
_LAST = Statement(select(func.coalesce(func.max(_event.c.id), 0)))


_told = itemgetter(*Event._fields[1:])


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
    """Give an event that is about to be written its hash, behind the one whose hash is `previous`."""
    event["hash"] = digest = sealed(previous, ref, event)
    return digest


def append(session: Session, event: dict[str, Any]) -> Event:
    """Write a sealed event, in the transaction of the change it tells of.

    That transaction shares the order of events before it holds any row: else those who wait could wait in a ring.
    """
    number = session.value(_APPEND, event)
    return Event(number, *_told(event))


def of_case(session: Session, case_id: int) -> list[Event]:
    """Everything that happened to a case, in order."""
    return [Event(*row) for row in session.rows(_OF_CASE, {"case_id": case_id})]


def by_request(session: Session, request: str) -> Event | None:
    """What an earlier attempt with the same key did, if it did anything."""
    row = session.row(_BY_REQUEST, {"request": request})
    return None if row is None else Event(*row)


def after(session: Session, event_id: int, until: int, most: int = 1000) -> list[Event]:
    """Events numbered above `event_id`, up to `until`, oldest first."""
    return [Event(*row) for row in session.rows(_AFTER, {"after": event_id, "until": until, "most": most})]


def last_number(session: Session) -> int:
    """The highest number below which no event is still to come; call it in a transaction."""
    session.settle_event_order()
    return int(session.value(_LAST))


def standing(events: Iterable[Event]) -> list[Event]:
    """The steps that still count: what was corrected is taken away with its correction."""
    steps: list[Event] = []
    for event in events:
        if event.kind == CORRECTED:
            steps.pop()
        else:
            steps.append(event)
    return steps


@dataclass(frozen=True)
class Told:
    """A case as it stood at the end of a day."""

    state: str
    version: int
    fields: dict[str, Any]


def as_of(events: Iterable[Event], day: date) -> Told | None:
    """The case at the end of that day, folded from its events; None when it was not born."""
    told = list(takewhile(lambda event: local_day(event.at) <= day, events))
    return Told(told[-1].to_state, told[-1].seq, folded(told)) if told else None


def folded(events: Iterable[Event]) -> dict[str, Any]:
    """The fields of a case after these events."""
    fields: dict[str, Any] = {}
    for event in events:
        fields |= {name: new for name, (_old, new) in event.parts.get("changes", {}).items()}
    return {name: value for name, value in fields.items() if value is not None}


class Break(NamedTuple):
    """A place where the record does not hold: which case or day, which event, and what is wrong."""

    ref: str
    seq: int
    what: str


_case = table("case", column("id"), column("ref"), column("head"), column("version"), column("state"), column("fields", JSON))
_CASES = Statement(select(*_case.c).order_by(_case.c.id))


def verify(session: Session) -> list[Break]:
    """Recompute every chain and every anchor, as they are at one moment; each place that does not hold."""
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
        if (previous, Told(events[-1].to_state, events[-1].seq, folded(events))) != (head, Told(state, version, fields)):
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
_ANCHORS = Statement(select(_anchor.c.day, _anchor.c.last_event_id, _anchor.c.cases, _anchor.c.hash).order_by(_anchor.c.day))
_NEWEST_ANCHOR = Statement(
    select(_anchor.c.day, _anchor.c.last_event_id, _anchor.c.cases, _anchor.c.hash).order_by(_anchor.c.day.desc()).limit(1)
)
_ADD_ANCHOR = Statement(
    lambda insert: (
        insert(_anchor).values({c: bindparam(c) for c in ("day", "last_event_id", "cases", "hash")}).on_conflict_do_nothing()
    )
)
_GROWN = Statement(
    select(_event.c.id, _event.c.case_id, _event.c.seq, _event.c.hash)
    .where(_event.c.id > bindparam("after"), _event.c.id <= bindparam("until"))
    .order_by(_event.c.id)
)


def anchor(session: Session, today: date) -> bool:
    """Anchor what happened up to now under this day; False when the day has its anchor already or nothing happened."""
    with session.begin():
        newest = session.row(_NEWEST_ANCHOR)
        if newest is not None and newest[0] >= today:
            return False
        last_day_number, cases, previous = newest[1:] if newest else (0, 0, "")
        until = last_number(session)
        if until == last_day_number:
            return False
        digest, born = _digest(session, previous, last_day_number, until)
        return session.run(_ADD_ANCHOR, {"day": today, "last_event_id": until, "cases": cases + born, "hash": digest}) == 1


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


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What differs between two sets of fields, as [from, to]."""
    names = sorted(old.keys() | new.keys())
    return {name: [old.get(name), new.get(name)] for name in names if old.get(name) != new.get(name)}


def text(parts: Mapping[str, Any]) -> str:
    """The parts of an event as the text that is stored and hashed; empty parts are left out."""
    return compact({name: value for name, value in parts.items() if value not in (None, "", {}, [])})
