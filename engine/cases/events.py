"""What happened to a case: events that are never changed.

The database itself refuses to change or remove an event. An event carries what changed, from and
to, so that any day can be told again; it never carries a person's name or address, so that those
can be forgotten and the chain still holds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import takewhile
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Text, UniqueConstraint, bindparam, func, insert, select
from sqlmodel import Field, SQLModel

from engine.days.calendar import local_day
from engine.seals import seal_of
from engine.storage.columns import UTCDateTime, any_of, compact, index_of_known
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

OPENED, ADVANCED, CORRECTED = "opened", "advanced", "corrected"


class EventRecord(SQLModel, table=True):
    """One thing that happened to a case. `data` is kept as the very text that was hashed."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_event_at", "at"),
        index_of_known("uq_event_request", "request", unique=True),
    )
    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case.id")
    seq: int
    kind: str = Field(max_length=20)
    action: str = Field(max_length=80)
    by: int | None = Field(default=None, foreign_key="person.id")
    behalf_of: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    from_state: str | None = Field(default=None, max_length=80)
    to_state: str = Field(max_length=80)
    data: str = Field(sa_column=Column(Text, nullable=False))
    hash: str = Field(max_length=64)
    request: str | None = Field(default=None, max_length=120)


class Event(NamedTuple):
    """An event as it is read: `at` is when it took effect, `recorded_at` the clock's own time."""

    id: int
    case_id: int
    seq: int
    kind: str
    action: str
    by: int | None
    behalf_of: int | None
    at: datetime
    recorded_at: datetime
    from_state: str | None
    to_state: str
    data: str
    hash: str

    @property
    def parts(self) -> dict[str, Any]:
        """What the event carries: `changes` {field: [old, new]}, `number` [old, new], `comment`,
        `reason`, `corrects`, `role`, `quiet`; of a case that was carried over `carried_from`, the
        ref that it had there, `told`, whether its reporter knew before, and `carried`, of a step
        that was taken there."""
        return json.loads(self.data)  # type: ignore[no-any-return]

    @property
    def quiet(self) -> bool:
        """Whether it was old news when it was recorded, as in an import: no mail of its own."""
        return bool(self.parts.get("quiet"))


event_table = table_of(EventRecord)
EVENT_COLUMNS = tuple(event_table.c[name] for name in Event._fields)
_fresh = (*Event._fields[1:], "request")
_APPEND = Statement(
    insert(event_table)
    .values({name: bindparam(name) for name in _fresh})
    .returning(event_table.c.id)
)
_OF_CASE = Statement(
    select(*EVENT_COLUMNS)
    .where(event_table.c.case_id == bindparam("case_id"))
    .order_by(event_table.c.seq)
)
_OF_CASES = Statement(
    select(*EVENT_COLUMNS)
    .where(any_of(event_table.c.case_id, "cases"))
    .order_by(event_table.c.case_id, event_table.c.seq)
)
_BY_REQUEST = Statement(select(*EVENT_COLUMNS).where(event_table.c.request == bindparam("request")))
_AFTER = Statement(
    select(*EVENT_COLUMNS)
    .where(event_table.c.id > bindparam("after"), event_table.c.id <= bindparam("until"))
    .order_by(event_table.c.id)
    .limit(bindparam("most", type_=event_table.c.id.type))
)
LAST_EVENT = Statement(select(func.coalesce(func.max(event_table.c.id), 0)))

_told = itemgetter(*Event._fields[1:])


def append_event(session: Session, event: dict[str, Any]) -> Event:
    """Write a sealed event, in the transaction of the change it tells of.

    That transaction shares the order of events before it holds any row: else those who wait could
    wait in a ring.
    """
    number = session.value(_APPEND, event)
    return Event(number, *_told(event))


def about_to_write(event: Mapping[str, Any]) -> Event:
    """An event that is about to be written, for who reckons with it."""
    return Event(0, *_told(event))


def events_of(session: Session, case_id: int) -> list[Event]:
    """Everything that happened to a case, in order."""
    return [Event(*row) for row in session.rows(_OF_CASE, {"case_id": case_id})]


def events_of_cases(session: Session, cases: Collection[int]) -> dict[int, list[Event]]:
    """Everything that happened to each of these cases, in order, in one query."""
    found: dict[int, list[Event]] = defaultdict(list)
    for row in session.rows(_OF_CASES, {"cases": sorted(cases)}) if cases else ():
        event = Event(*row)
        found[event.case_id].append(event)
    return found


def event_by_request(session: Session, request: str) -> Event | None:
    """What an earlier attempt with the same key did, if it did anything."""
    row = session.row(_BY_REQUEST, {"request": request})
    return None if row is None else Event(*row)


def events_after(session: Session, event_id: int, until: int, most: int = 1000) -> list[Event]:
    """Events numbered above `event_id`, up to `until`, oldest first."""
    return [
        Event(*row)
        for row in session.rows(_AFTER, {"after": event_id, "until": until, "most": most})
    ]


def last_event_number(session: Session) -> int:
    """The highest number below which no event is still to come; call it in a transaction."""
    session.settle_event_order()
    return int(session.value(LAST_EVENT))


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
class Stood:
    """A case as it stood at the end of a day."""

    state: str
    version: int
    fields: dict[str, Any]


def as_of(events: Iterable[Event], day: date) -> Stood | None:
    """The case at the end of that day, folded from its events; None when it was not born."""
    told = list(takewhile(lambda event: local_day(event.at) <= day, events))
    return Stood(told[-1].to_state, told[-1].seq, folded(told)) if told else None


def folded(events: Iterable[Event]) -> dict[str, Any]:
    """The fields of a case after these events."""
    fields: dict[str, Any] = {}
    for event in events:
        fields |= {name: new for name, (_old, new) in event.parts.get("changes", {}).items()}
    return {name: value for name, value in fields.items() if value is not None}


def last_number(events: Iterable[Event], born_with: str) -> str:
    """The number that is printed of a case after these events."""
    numbers = [event.parts["number"][1] for event in events if "number" in event.parts]
    return str(numbers[-1]) if numbers else born_with


def parts_as_text(parts: Mapping[str, Any]) -> str:
    """The parts of an event as the text that is stored and hashed; empty parts are left out."""
    return compact({name: part for name, part in parts.items() if part})


_said = itemgetter(
    "seq",
    "kind",
    "action",
    "by",
    "behalf_of",
    "at",
    "recorded_at",
    "from_state",
    "to_state",
    "data",
)


def sealed(previous: str, ref: str, event: Mapping[str, Any]) -> str:
    """The hash of an event: of the hash before it, the case's ref and everything the event says."""
    return seal_of(previous, ref, *_said(event))


def seal(ref: str, previous: str, event: dict[str, Any]) -> str:
    """Give an event that is about to be written its hash, behind the one whose hash is
    `previous`."""
    event["hash"] = digest = sealed(previous, ref, event)
    return digest
