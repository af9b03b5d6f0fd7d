"""The measures of a plan that another one carries on: what changes in them, changes there too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import bindparam, select

from engine.language.sentences import n_
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_import.reading.drafts import Finding, Level, Where
from workflows.plans import Plan, PlanEntry

SHOWN = 12  # numbers of measures that are named

_entry, _plan = table_of(PlanEntry), table_of(Plan)
_CARRIED = Statement(
    select(_entry.c.case_id, _entry.c.plan_id)
    .join(_plan, _plan.c.id == _entry.c.plan_id)
    .where(_plan.c.follows.in_([bindparam("plan_id"), bindparam("before")]))
    .where(_plan.c.id != bindparam("plan_id"))
    .where(_entry.c.case_id.is_not(None), _entry.c.gone.is_(False))
    .order_by(_entry.c.plan_id)
)


def carried_on(session: Session, plan: Plan) -> dict[int, str]:
    """The cases that stand in a plan that follows this one, or follows what this one does, with
    that plan."""
    asked = {"plan_id": plan.id, "before": plan.follows or plan.id}
    return dict(session.rows(_CARRIED, asked))


def carried_by_others(
    session: Session, plan: Plan, numbers: Mapping[int, str]
) -> Iterator[Finding]:
    """Which of a plan's measures, given by their cases with their numbers, another plan carries on
    already, plan by plan."""
    found: dict[str, list[str]] = {}
    others = carried_on(session, plan)
    for case, number in numbers.items():
        if case in others:
            found.setdefault(others[case], []).append(number)
    for other, measures in found.items():
        sentence = n_(
            "One measure is carried on in {plan} already, and changes there too: {numbers}.",
            "{n} measures are carried on in {plan} already, and change there too: {numbers}.",
            len(measures),
            plan=other,
            numbers=first_of(measures),
        )
        yield Finding(Level.WARNING, "carried_elsewhere", Where(plan.id), sentence)


def first_of(numbers: Sequence[str]) -> list[str]:
    """As many of them as are named."""
    return [*numbers] if len(numbers) <= SHOWN else [*numbers[:SHOWN], "…"]
