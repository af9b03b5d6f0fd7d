"""What a plan says as a document, sealed with each of its editions, so that `verify` finds a title,
an area or a printed number that was changed past the verbs."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy import and_, bindparam, select

from engine.cases.chain import UNREADABLE, Break
from engine.people.trace import registry_event
from engine.seals import seal_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plan_editions import EDITION, Edition, EditionChange
from workflows.plans import Plan, PlanEntry

SEAL = "whole"  # what an edition's event calls the hash
SEALED = ("partnership_id", "title", "layout", "language", "period_start", "period_end", "follows")

KEPT = ("id", "plan_before", "cases")  # what an edition keeps beside its traced columns

_plan, _entry = table_of(Plan), table_of(PlanEntry)
_edition, _change = table_of(Edition), table_of(EditionChange)
_said = select(_plan.c.id, *(_plan.c[name] for name in SEALED))
_entries = select(_entry.c.plan_id, *_entry.columns).order_by(_entry.c.id)
_kept = select(_edition.c.plan_id, *(_edition.c[name] for name in KEPT)).order_by(_edition.c.id)
_changes = (
    select(_edition.c.plan_id, *_change.columns)
    .join(_edition, _edition.c.id == _change.c.edition_id)
    .order_by(_change.c.id)
)
_PARTS = tuple(Statement(part) for part in (_said, _entries, _kept, _changes))
_PARTS_OF = (
    Statement(_said.where(_plan.c.id == bindparam("plan_id"))),
    Statement(_entries.where(_entry.c.plan_id == bindparam("plan_id"))),
    Statement(_kept.where(_edition.c.plan_id == bindparam("plan_id"))),
    Statement(_changes.where(_edition.c.plan_id == bindparam("plan_id"))),
)
_SEALS = Statement(
    select(_edition.c.plan_id, registry_event.c.data)
    .join(
        registry_event,
        and_(
            registry_event.c.subject == EDITION.name, registry_event.c.subject_id == _edition.c.id
        ),
    )
    .order_by(registry_event.c.id)
)


def seal_of_plan(session: Session, plan_id: str) -> str:
    """The hash of a plan and of all its entries, as they stand, and of what each of its editions
    keeps to be taken back."""
    rows = (row for part in _PARTS_OF for row in session.rows(part, {"plan_id": plan_id}))
    return seal_of("", *(_line(row) for row in rows))


def is_whole(session: Session, plan_id: str) -> bool:
    """Whether a plan, and what its editions keep, is what the newest of them left."""
    newest: dict[str, str] = dict(session.rows(_SEALS))
    sealed = newest.get(plan_id)
    return sealed is None or _differs(sealed, seal_of_plan(session, plan_id)) is None


def broken_plans(session: Session) -> Iterator[Break]:
    """The plans that are not what their newest edition left. One whose editions were made before
    plans were sealed is not compared until the next one."""
    with session.snapshot():
        newest: dict[str, str] = dict(session.rows(_SEALS))
        try:
            seals = _seals(session) if newest else {}
        except UNREADABLE:
            yield Break("plan", 0, "unreadable")
            return
        for plan_id, data in newest.items():
            if (what := _differs(data, seals.get(plan_id, ""))) is not None:
                yield Break(plan_id, 0, what)


def _seals(session: Session) -> dict[str, str]:
    lines: dict[str, list[str]] = defaultdict(list)
    for part in _PARTS:
        for row in session.rows(part):
            lines[row[0]].append(_line(row))
    return {plan_id: seal_of("", *said) for plan_id, said in lines.items()}


def _line(row: Sequence[object]) -> str:
    return json.dumps(list(row), ensure_ascii=False, sort_keys=True)


def _differs(data: str, seal: str) -> str | None:
    """What is wrong with a plan that has this seal, by the event of its newest edition."""
    try:
        sealed = json.loads(data).get(SEAL)
    except UNREADABLE:
        return "unreadable"
    return "plan_differs" if sealed not in (None, seal) else None
