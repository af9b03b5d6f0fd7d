"""Plans and what is printed in them: sections, goals, areas, measures, and rows that are other names for a measure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Text, UniqueConstraint, bindparam, select
from sqlmodel import Field, SQLModel

from engine.database import Session, Statement, UTCDateTime


class Plan(SQLModel, table=True):
    """An action plan or a strategy of a partnership, for a period of years."""

    id: str = Field(primary_key=True, max_length=80)
    partnership_id: int = Field(foreign_key="partnership.id")
    title: str
    layout: str = Field(max_length=20)
    language: str = Field(default="nb", max_length=2)
    period_start: int | None = None
    period_end: int | None = None
    source: str = ""
    imported_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))


class PlanEntry(SQLModel, table=True):
    """A section, goal, area or measure as printed: number and official wording. `case_id` is the measure's case.

    A row that is another name has `alias_of` and no case of its own.
    """

    __tablename__ = "plan_entry"
    __table_args__ = (UniqueConstraint("plan_id", "key", "kind"), Index("ix_plan_entry_case_id", "case_id"))
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


_entry = PlanEntry.__table__  # type: ignore[attr-defined]
_PLAN_OF = Statement(select(_entry.c.plan_id).where(_entry.c.case_id == bindparam("case_id")).order_by(_entry.c.id.desc()))


def plan_of(session: Session, case_id: int) -> str | None:
    """The plan that a case stands in, or None; the newest where it was carried over."""
    found = session.value(_PLAN_OF, {"case_id": case_id})
    return None if found is None else str(found)
