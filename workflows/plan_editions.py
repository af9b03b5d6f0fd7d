"""Editions of a plan: each import that changed something makes one, and what it changed is kept, so
that the plan of any day can be told and the newest edition taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Index, bindparam, insert, literal, select
from sqlmodel import Field, SQLModel, col
from sqlmodel import select as select_rows

from engine.days.calendar import local_day
from engine.people.trace import traced
from engine.storage.columns import UTCDateTime
from engine.storage.numbered import Numbered
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plans import PlanEntry


class EditionKind(StrEnum):
    """How an edition came about: from a file, carried on from the plan before, or by taking the one
    before it back."""

    IMPORTED = "imported"
    ROLLED = "rolled"
    TAKEN_BACK = "taken_back"


class Edition(SQLModel, Numbered, table=True):
    """One act on a plan: who did it, when, from which file (`digest` is the SHA-256 of it).

    `plan_before` is what the plan's own row said before; `cases` are the cases that were opened or
    moved: [number, version before (0 where it was opened), version after].
    """

    __table_args__ = (Index("ix_edition_plan_id", "plan_id"),)
    id: int | None = Field(default=None, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", max_length=80)
    kind: str = Field(max_length=20)
    file: str = ""
    digest: str = Field(default="", max_length=64)
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    by: int | None = Field(default=None, foreign_key="person.id")
    takes_back: int | None = Field(default=None, foreign_key="edition.id")
    plan_before: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    cases: list[list[int]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class EditionChange(SQLModel, table=True):
    """What an edition changed of one entry: what stood there `before`, column by column; nothing
    where the entry is new."""

    __tablename__ = "edition_change"
    __table_args__ = (Index("ix_edition_change_edition_id", "edition_id"),)
    id: int | None = Field(default=None, primary_key=True)
    edition_id: int = Field(foreign_key="edition.id")
    entry_id: int
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


EDITION = traced("edition", Edition, "plan_id", "kind", "file", "digest", "takes_back")
_entry, _edition, _change = table_of(PlanEntry), table_of(Edition), table_of(EditionChange)
COLUMNS = tuple(column.name for column in _entry.columns)
ADD_CHANGE = Statement(
    insert(_change).values({n: bindparam(n) for n in ("edition_id", "entry_id", "before")})
)
# What is new in an edition: nothing stood there before.
NEW_ONES = Statement(
    insert(_change).from_select(
        ["edition_id", "entry_id", "before"],
        select(
            bindparam("edition_id", type_=_change.c.edition_id.type),
            _entry.c.id,
            literal({}, _change.c.before.type),
        )
        .where(_entry.c.plan_id == bindparam("plan_id"), _entry.c.id > bindparam("last"))
        .order_by(_entry.c.id),
    )
)
_CHANGES_OF = Statement(
    select(_change.c.entry_id, _change.c.before)
    .where(_change.c.edition_id == bindparam("edition_id"))
    .order_by(_change.c.id.desc())
)
_CHANGES_SINCE = Statement(
    select(_change.c.entry_id, _change.c.before, _edition.c.at)
    .join(_edition, _edition.c.id == _change.c.edition_id)
    .where(_edition.c.plan_id == bindparam("plan_id"))
    .order_by(_change.c.id.desc())
)
_NOW = Statement(select(*_entry.columns).where(_entry.c.plan_id == bindparam("plan_id")))


class EntryChange(NamedTuple):
    """An entry by its number, and what stood there before."""

    entry_id: int
    before: Mapping[str, Any]


def editions_of(session: Session, plan_id: str) -> list[Edition]:
    """Every edition of a plan, oldest first."""
    wanted = select_rows(Edition).where(col(Edition.plan_id) == plan_id).order_by(col(Edition.id))
    return list(session.orm.exec(wanted))


def standing_edition(editions: Iterable[Edition]) -> Edition | None:
    """The newest edition that nobody has taken back; None where there is none."""
    found: list[Edition] = []
    for each in editions:
        if each.kind == EditionKind.TAKEN_BACK:
            found.pop()
        else:
            found.append(each)
    return found[-1] if found else None


def changes_of(session: Session, edition: Edition) -> list[EntryChange]:
    """What an edition changed, the last change first."""
    rows = session.rows(_CHANGES_OF, {"edition_id": edition.number})
    return [EntryChange(*row) for row in rows]


def entries_on(session: Session, plan_id: str, day: date) -> list[dict[str, Any]]:
    """The entries of a plan as they stood at the end of that day, in printed order: what was
    changed since is undone, change by change."""
    rows = session.rows(_NOW, {"plan_id": plan_id})
    entries = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
    for entry_id, before, at in session.rows(_CHANGES_SINCE, {"plan_id": plan_id}):
        if local_day(at) <= day:
            break
        take_back(entries, entry_id, before)
    return sorted(entries.values(), key=lambda entry: entry["position"])


def take_back(entries: dict[int, dict[str, Any]], entry_id: int, before: Mapping[str, Any]) -> None:
    """Undo one change: an entry that was new goes, one that was removed comes back whole."""
    if not before:
        entries.pop(entry_id, None)
    else:
        entries[entry_id] = {**entries.get(entry_id, {"id": entry_id}), **before}
