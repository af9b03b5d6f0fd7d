"""The measures of a plan that a later one carries on: what changes in them, changes there too."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plans import Plan, PlanEntry

_entry, _plan = table_of(PlanEntry), table_of(Plan)
_CARRIED = Statement(
    select(_entry.c.case_id, _entry.c.plan_id)
    .join(_plan, _plan.c.id == _entry.c.plan_id)
    .where(_plan.c.follows == bindparam("plan_id"))
    .where(_entry.c.case_id.is_not(None), _entry.c.gone.is_(False))
    .order_by(_entry.c.plan_id)
)


def carried_on(session: Session, plan_id: str) -> dict[int, str]:
    """The cases that stand in a plan that follows this one, with that plan."""
    return dict(session.rows(_CARRIED, {"plan_id": plan_id}))
