"""Plans and what is printed in them: sections, goals, areas, measures, and rows that are other
names for a measure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Index,
    Text,
    UniqueConstraint,
    bindparam,
    exists,
    false,
    func,
    true,
)
from sqlalchemy import case as when
from sqlalchemy import select as select_columns
from sqlmodel import Field, SQLModel, col, select

from engine.cases.records import case_table
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.errors import NotFound, Remedy, UnknownKey, WayOut
from engine.language.sentences import Label, _
from engine.people.actors import Actor
from engine.people.tables import Partnership
from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class Plan(SQLModel, table=True):
    """An action plan or a strategy of a partnership, for a period of years.

    `follows` is the plan whose measures it carries on; `answers` is what people said of its files,
    by what was asked.
    """

    id: str = Field(primary_key=True, max_length=80)
    partnership_id: int = Field(foreign_key="partnership.id")
    title: str
    layout: str = Field(max_length=20)
    language: str = Field(default="nb", max_length=2)
    period_start: int | None = None
    period_end: int | None = None
    source: str = ""
    imported_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    follows: str | None = Field(default=None, max_length=80)
    answers: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False, server_default="{}")
    )


def answers_of(session: Session, plan_id: str, asked: str) -> dict[str, Any]:
    """What people said of the plan's files when that was asked; nothing of a plan that is new."""
    plan = session.orm.get(Plan, plan_id)
    return dict(plan.answers.get(asked, {})) if plan else {}


class PlanEntry(SQLModel, table=True):
    """A section, goal, area or measure as printed: number and official wording.

    `case_id` is the measure's case; it stays with the entry, whatever number a later edition
    prints. One that is `gone` stands in the newest edition no more.

    A row that is another name has `alias_of` and no case of its own.
    """

    __tablename__ = "plan_entry"
    __table_args__ = (
        UniqueConstraint("plan_id", "key", "kind"),
        Index("ix_plan_entry_case_id", "case_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", max_length=80)
    kind: str = Field(max_length=20)
    key: str = Field(max_length=80)
    number: str = Field(default="", max_length=80)
    parent: str | None = Field(default=None, max_length=80)
    position: int
    wording: str = Field(sa_column=Column(Text, nullable=False))
    printed: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    alias_of: str | None = Field(default=None, max_length=80)
    case_id: int | None = Field(default=None, foreign_key="case.id")
    gone: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default=false())
    )


NAMED = 10  # plans that are named where one is not found
PROPOSED = "proposed"  # where a measure stands as long as nobody has adopted it
_entry, _plan = table_of(PlanEntry), table_of(Plan)
_later_entry, _later = _entry.alias("later_entry"), _plan.alias("later")
# A plan that follows this one has the measure too, and says what is to be done of it.
_CARRIED = (
    exists()
    .where(_later_entry.c.case_id == _entry.c.case_id)
    .where(_later.c.id == _later_entry.c.plan_id, _later.c.follows == _entry.c.plan_id)
)
_ROWS = Statement(
    select_columns(
        _entry.c.kind,
        _entry.c.key,
        _entry.c.number,
        _entry.c.parent,
        _entry.c.wording,
        _entry.c.alias_of,
        case_table.c.ref,
        case_table.c.state,
        case_table.c.title,
        case_table.c.due_on,
        _entry.c.gone,
        _entry.c.case_id,
        when((_CARRIED, true()), else_=false()),
        _entry.c.printed,
    )
    .select_from(_entry.outerjoin(case_table, case_table.c.id == _entry.c.case_id))
    .where(_entry.c.plan_id == bindparam("plan_id"))
    .order_by(_entry.c.position)
)
_CASES_OF = Statement(
    select_columns(_entry.c.case_id).where(
        _entry.c.plan_id == bindparam("plan_id"),
        _entry.c.case_id.is_not(None),
        _entry.c.gone.is_(False),
    )
)
_CARRIED_BY = Statement(
    select_columns(_entry.c.case_id, _plan.c.imported_at)
    .join(_plan, _plan.c.id == _entry.c.plan_id)
    .where(_plan.c.follows == bindparam("plan_id"), _entry.c.case_id.is_not(None))
)
_PROPOSED = Statement(
    select_columns(_entry.c.plan_id, func.count())
    .join(case_table, case_table.c.id == _entry.c.case_id)
    .where(case_table.c.state == PROPOSED)
    .group_by(_entry.c.plan_id)
)


class ShownEntry(NamedTuple):
    """A row of a plan as it is shown: as printed, and where its case stands; whether it is gone
    from the newest edition; whether a later plan carries the measure on; all that was printed."""

    kind: str
    key: str
    number: str
    parent: str | None
    wording: str
    alias_of: str | None
    ref: str | None
    state: str | None
    title: str
    due_on: date | None
    gone: bool = False
    case_id: int | None = None
    carried: bool = False
    printed: Mapping[str, Any] = MappingProxyType({})

    def answer(self) -> dict[str, Any]:
        """The row for JSON."""
        hidden = ("case_id", "carried")
        told = {name: value for name, value in self._asdict().items() if name not in hidden}
        return {
            **told,
            "due_on": self.due_on and self.due_on.isoformat(),
            "printed": {**self.printed},
        }


def visible(session: Session, plan_id: str, reader: Actor, on: date) -> Plan:
    """The plan with that id, for someone who has a seat in its partnership; NotFound names those
    there are for the reader."""
    found = session.orm.get(Plan, plan_id)
    if found is not None and reader.sits_in(found.partnership_id, on):
        return found
    known = [each.plan.id for each in every(session, reader, on)]
    if not known:
        raise NotFound(_("No plan has been imported yet."), remedy=Remedy(WayOut.IMPORT_PLAN))
    named = known if len(known) <= NAMED else [*known[:NAMED], "…"]
    raise UnknownKey(
        _("There is no plan “{plan}”. Choose from: {known}.", plan=plan_id, known=named)
    )


def period_of(session: Session, plan_id: str) -> tuple[int, int] | None:
    """The years of a plan that was imported before, where they are known."""
    known = session.orm.get(Plan, plan_id)
    if known is None or not known.period_start or not known.period_end:
        return None
    return known.period_start, known.period_end


class Owned(NamedTuple):
    """A plan and the partnership whose it is; nothing stands in one whose imports were all taken
    back."""

    plan: Plan
    partnership: Partnership
    taken_back: bool = False


def every(session: Session, reader: Actor, on: date) -> list[Owned]:
    """The plans of the reader's partnerships, by their ids."""
    rows = session.orm.exec(
        select(Plan, Partnership, ~exists().where(_entry.c.plan_id == _plan.c.id))
        .join(Partnership, col(Partnership.id) == col(Plan.partnership_id))
        .order_by(col(Plan.id))
    )
    return [Owned(*row) for row in rows if reader.sits_in(row[0].partnership_id, on)]


class StillProposed(NamedTuple):
    """A plan with measures that nobody has adopted, and how many."""

    plan: Plan
    measures: int


def still_proposed(session: Session, reader: Actor, on: date) -> list[StillProposed]:
    """The reader's plans whose period has begun, with measures that still are proposals."""
    found: dict[str, int] = dict(session.rows(_PROPOSED))
    begun = (each.plan for each in every(session, reader, on) if each.plan.id in found)
    return [
        StillProposed(plan, found[plan.id])
        for plan in begun
        if plan.period_start is not None and plan.period_start <= on.year
    ]


def cases_of(session: Session, plan_id: str) -> list[int]:
    """The numbers of the cases that stand in a plan, without those that are gone from it."""
    return [row[0] for row in session.rows(_CASES_OF, {"plan_id": plan_id})]


def read(session: Session, plan_id: str, reader: Actor, on: date) -> tuple[Plan, list[ShownEntry]]:
    """A plan with its rows in printed order, for someone who has a seat in its partnership."""
    plan = visible(session, plan_id, reader, on)
    entries = [ShownEntry(*row) for row in session.rows(_ROWS, {"plan_id": plan_id})]
    return plan, [
        entry if entry.title else entry._replace(title=first_line(entry.wording))
        for entry in entries
    ]


def first_line(wording: str) -> str:
    """The first line of what is printed."""
    return wording.split("\n", 1)[0]


def state_labels(session: Session) -> dict[str, Label]:
    """The names of the states that a measure can be in."""
    return versions.states(session, "measure")


def carried_by(session: Session, plan_id: str, day: date) -> set[int]:
    """The numbers of the cases that a plan after this one had at the end of that day."""
    rows = session.rows(_CARRIED_BY, {"plan_id": plan_id})
    return {number for number, imported_at in rows if local_day(imported_at) <= day}
