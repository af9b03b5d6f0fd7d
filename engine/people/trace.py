"""The trace of whoever decides: people, seats, bodies, mandates, closed days, settings and meetings
have events like a case's – who, when, from, to – chained by hash and never changed.

A module says once which columns of its rows are traced; `trace` then compares the row with what its
events told and records the difference. Names and addresses of persons are never among them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Text,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
)
from sqlmodel import Field, SQLModel

from engine.errors import Refused
from engine.people.acts import Act, ahead
from engine.seals import moment_as_text, seal_of
from engine.storage.columns import UTCDateTime, compact
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

REMOVED = "removed"


class RegistryEvent(SQLModel, table=True):
    """One thing that happened to a person, seat, body, mandate, closed day, setting or meeting."""

    __tablename__ = "registry_event"
    __table_args__ = (
        UniqueConstraint("subject", "subject_id", "seq"),
        Index("ix_registry_event_at", "at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(max_length=20)
    subject_id: int
    seq: int
    kind: str = Field(max_length=20)
    by: int | None = Field(default=None, foreign_key="person.id")
    actor: str = Field(max_length=20)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    recorded_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    data: str = Field(sa_column=Column(Text, nullable=False))
    hash: str = Field(max_length=64)


class Traced(NamedTuple):
    """An event of the trace as it is read."""

    id: int
    subject: str
    subject_id: int
    seq: int
    kind: str
    by: int | None
    actor: str
    at: datetime
    recorded_at: datetime
    data: str
    hash: str

    @property
    def parts(self) -> dict[str, Any]:
        """What it carries: `changes` {column: [old, new]}, and what the verb added."""
        return json.loads(self.data)  # type: ignore[no-any-return]


# What other tables hold of some rows (of all where none are named), by the rows' numbers.
Joined = Callable[[Session, Sequence[int]], Mapping[int, dict[str, Any]]]


@dataclass(frozen=True)
class Subject:
    """A kind of row whose changes are traced, and which of its columns are; with what other
    tables hold of it, and a condition where not all of its rows are."""

    name: str
    model: type[SQLModel]
    columns: tuple[str, ...]
    joined: Joined | None = None
    only: ColumnElement[bool] | None = None
    key: str = "id"

    def values(self, row: Any) -> dict[str, Any]:
        """The traced columns of a row, as JSON holds them; empty ones are left out."""
        found = {name: _plain(getattr(row, name)) for name in self.columns}
        return {name: value for name, value in found.items() if value is not None}

    def beside(self, session: Session, *ids: int) -> Mapping[int, dict[str, Any]]:
        """What other tables hold of these rows, of all of them where none are named."""
        return self.joined(session, ids) if self.joined else {}


SUBJECTS: dict[str, Subject] = {}
registry_event = table_of(RegistryEvent)
_COLUMNS = tuple(registry_event.c[name] for name in Traced._fields)
_OF_SUBJECT = Statement(
    select(*_COLUMNS)
    .where(
        registry_event.c.subject == bindparam("subject"),
        registry_event.c.subject_id == bindparam("subject_id"),
    )
    .order_by(registry_event.c.seq)
)
_OF_KIND = Statement(
    select(*_COLUMNS)
    .where(
        registry_event.c.subject == bindparam("subject"),
        registry_event.c.kind == bindparam("kind"),
    )
    .order_by(registry_event.c.id)
)
_ALL = Statement(
    select(*_COLUMNS).order_by(
        registry_event.c.subject, registry_event.c.subject_id, registry_event.c.seq
    )
)
_ADD = Statement(
    insert(registry_event).values({name: bindparam(name) for name in Traced._fields[1:]})
)
LAST_TRACED = Statement(select(func.coalesce(func.max(registry_event.c.id), 0)))


def traced(
    name: str,
    model: type[SQLModel],
    *columns: str,
    joined: Joined | None = None,
    only: ColumnElement[bool] | None = None,
    key: str = "id",
) -> Subject:
    """Say that changes of these columns are traced; `verify` compares them with their rows."""
    SUBJECTS[name] = Subject(name, model, columns, joined=joined, only=only, key=key)
    return SUBJECTS[name]


def trace(
    session: Session, subject: Subject, row: Any, kind: str, act: Act, **more: Any
) -> dict[str, list[Any]]:
    """Record what changed in a row, in the transaction that changed it; returns the changes.

    Nothing is recorded where nothing changed and nothing more is said. Refused is what would take
    effect in the future.
    """
    if reasons := list(ahead(act)):
        raise Refused(reasons)
    session.flush()
    asked, beside = _ask(session, subject, row.id), subject.beside(session, row.id)
    old, here = told(known := asked()), beside.get(row.id, {})
    new = {} if kind == REMOVED else {**subject.values(row), **here}
    changes = {
        name: [old.get(name), new.get(name)]
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }
    if changes or more or not known:
        event = _event(act, kind, {"changes": changes, **more})
        place = {"subject": subject.name, "subject_id": row.id, "seq": len(known) + 1}
        sealed = _sealed(known[-1].hash if known else "", {**place, **event})
        session.send(_ADD, {**place, **event, "hash": sealed})
    return changes


def _event(act: Act, kind: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": kind,
        "by": act.by.person_id,
        "actor": str(act.by.kind),
        "at": act.at,
        "recorded_at": act.recorded,
        "data": compact({name: part for name, part in parts.items() if part not in (None, {})}),
    }


def _sealed(previous: str, event: Mapping[str, Any]) -> str:
    return seal_of(previous, *(event[name] for name in Traced._fields[1:-1]))


def trace_of(session: Session, subject: Subject, subject_id: int) -> list[Traced]:
    """Everything that happened to one of them, in order."""
    return _ask(session, subject, subject_id)()


def _ask(session: Session, subject: Subject, subject_id: int) -> Callable[[], list[Traced]]:
    asked = session.ask(_OF_SUBJECT, {"subject": subject.name, "subject_id": subject_id})
    return lambda: [Traced(*row) for row in asked()]


def events_of_kind(session: Session, subject: Subject, kind: str) -> list[Traced]:
    """Every event of that kind, of all rows of the subject, oldest first."""
    rows = session.rows(_OF_KIND, {"subject": subject.name, "kind": kind})
    return [Traced(*row) for row in rows]


def told(events: Iterable[Traced]) -> dict[str, Any]:
    """The traced columns after these events; empty ones are left out."""
    values: dict[str, Any] = {}
    for event in events:
        values |= {name: new for name, (_old, new) in event.parts.get("changes", {}).items()}
    return {name: value for name, value in values.items() if value is not None}


class TraceBreak(NamedTuple):
    """A place where the trace does not hold: of what, which event, and what is wrong."""

    subject: str
    subject_id: int
    seq: int
    what: str


def broken_traces(session: Session) -> Iterator[TraceBreak]:
    """Recompute every chain of the trace, and compare each traced row with what its events say."""
    chains: dict[tuple[str, int], list[Traced]] = {}
    for raw, row in session.read_each(_ALL):
        if row is None:
            yield TraceBreak(raw[1], raw[2], raw[3], "unreadable")
        else:
            chains.setdefault((raw[1], raw[2]), []).append(Traced(*row))
    for chain in chains.values():
        yield from _broken_chain(chain)
    for subject in SUBJECTS.values():
        yield from _differing_rows(session, subject, chains)


def _broken_chain(chain: list[Traced]) -> Iterator[TraceBreak]:
    previous = ""
    for expected, event in enumerate(chain, start=1):
        if event.seq != expected:
            yield TraceBreak(event.subject, event.subject_id, expected, "event_vanished")
        if _sealed(previous, event._asdict()) != event.hash:
            yield TraceBreak(event.subject, event.subject_id, event.seq, "event_changed")
        previous = event.hash


def _differing_rows(
    session: Session, subject: Subject, chains: Mapping[tuple[str, int], list[Traced]]
) -> Iterator[TraceBreak]:
    try:
        rows = _rows(session, subject)
    except (ValueError, TypeError):
        yield TraceBreak(subject.name, 0, 0, "unreadable")
        return
    known = {number: chain for (name, number), chain in chains.items() if name == subject.name}
    for number in sorted(rows.keys() | known.keys()):
        chain = known.get(number, [])
        gone = bool(chain) and chain[-1].kind == REMOVED
        if not chain:
            yield TraceBreak(subject.name, number, 0, "history_vanished")
        elif gone != (number not in rows) or (not gone and _told(chain) != rows[number]):
            yield TraceBreak(subject.name, number, len(chain), "row_differs")


def _rows(session: Session, subject: Subject) -> dict[int, dict[str, Any]]:
    table = table_of(subject.model)
    key = table.c[subject.key].label("of_subject")
    statement = select(key, *(table.c[name] for name in subject.columns))
    if subject.only is not None:
        statement = statement.where(subject.only)
    beside = subject.beside(session)
    return {
        row.of_subject: {**subject.values(row), **beside.get(row.of_subject, {})}
        for row in session.execute(statement)
    }


def _told(chain: list[Traced]) -> dict[str, Any] | None:
    """The same as `told`; None where an event holds what nobody here wrote."""
    try:
        return told(chain)
    except (ValueError, TypeError, AttributeError):
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment_as_text(value)
    return value.isoformat() if isinstance(value, date) else value
