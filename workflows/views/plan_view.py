"""A plan as it is answered to a face: what is printed, and where each measure stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.language.sentences import _
from engine.people import registry
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows import plans
from workflows.views import plan_tree
from workflows.views.plan_tree import ShownOf, Tree, TreeRow

TAKEN_BACK = _("The plan is empty: its newest edition was undone.")


def listed(session: Session, reader: Actor, on: date) -> list[dict[str, Any]]:
    """The plans that the reader may see."""
    return [
        {
            "plan": plan.id,
            "title": plan.title,
            "partnership": owner.key,
            "period": [plan.period_start, plan.period_end],
            "layout": plan.layout,
            "follows": plan.follows,
            "taken_back": taken_back,
        }
        for plan, owner, taken_back in plans.every(session, reader, on)
    ]


def standing(session: Session, reader: Actor, on: date) -> list[dict[str, Any]]:
    """The plans that the reader may choose another one from: something stands in them."""
    return [each for each in listed(session, reader, on) if not each["taken_back"]]


def shown(
    session: Session, plan_id: str, reader: Actor, on: date, as_of: date | None = None
) -> tuple[Tree, dict[str, Any]]:
    """A plan as a tree in printed order, now or at the end of a day, and the same for JSON."""
    tree = plan_tree.tree(session, plan_id, ShownOf(as_of=as_of), reader, on)
    return tree, _answer(session, tree)


def whole(session: Session, plan_id: str, reader: Actor, on: date) -> dict[str, Any]:
    """A plan with its rows in printed order."""
    return shown(session, plan_id, reader, on)[1]


def _answer(session: Session, tree: Tree) -> dict[str, Any]:
    plan = tree.plan
    owners = {each.number: each.key for each in registry.partnerships(session)}
    states = [row.entry.state for row in tree.rows if not row.entry.gone]
    return {
        "plan": plan.id,
        "title": plan.title,
        "partnership": owners[plan.partnership_id],
        "period": [plan.period_start, plan.period_end],
        "layout": plan.layout,
        "follows": plan.follows,
        "not_adopted": states.count(plans.PROPOSED),
        "entries": [_row(row) for row in tree.rows],
    }


def _row(row: TreeRow) -> dict[str, Any]:
    told = {**row.entry.answer(), "depth": row.depth}
    if row.entry.ref is None:
        return told
    return {
        **told,
        "light": row.light_name or None,
        "bodies": list(row.owner_keys),
        "supporting": list(row.supporting),
        "owners": list(row.owners),
        "years": list(row.all_years),
        "ongoing": row.ongoing,
        "late": row.late,
    }
