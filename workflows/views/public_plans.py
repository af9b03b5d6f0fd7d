"""The plans that a partnership shows to everybody: what a member without a role sees of measures,
and nothing else. A partnership that shows none is not there."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from engine.days.dates import ALWAYS, NEVER
from engine.errors import NotFound
from engine.people import registry
from engine.people.actors import Actor, Post
from engine.people.tables import Partnership
from engine.storage.session import Session
from workflows import plans
from workflows.plans import Plan
from workflows.views import plan_progress, plan_tree
from workflows.views.plan_progress import PlanProgress
from workflows.views.plan_tree import ShownOf, Tree


class PublicPlan(NamedTuple):
    """A plan as everybody may see it."""

    owner: Partnership
    tree: Tree
    progress: PlanProgress


def shown_by(session: Session, key: str, on: date) -> tuple[Partnership, list[Plan]]:
    """A partnership with its plans; NotFound where it shows none to everybody."""
    owner = _showing(session, key, on)
    found = plans.every(session, _somebody_of(owner), on)
    return owner, [each.plan for each in found if not each.taken_back]


def shown(session: Session, key: str, plan_id: str, on: date) -> PublicPlan:
    """A plan; NotFound where its partnership shows none, and where the plan is another's."""
    owner, there = shown_by(session, key, on)
    if plan_id not in [each.id for each in there]:
        raise _nothing()
    reader = _somebody_of(owner)
    tree = plan_tree.tree(session, plan_id, ShownOf(), reader, on)
    tree = tree._replace(rows=tuple(row for row in tree.rows if not row.entry.gone))
    return PublicPlan(owner, tree, plan_progress.progress(session, plan_id, reader, on))


def _showing(session: Session, key: str, on: date) -> Partnership:
    for each in registry.partnerships(session):
        if each.key == key and each.public_since is not None and each.public_since <= on:
            return each
    raise _nothing()


def _nothing() -> NotFound:
    return NotFound()


def _somebody_of(owner: Partnership) -> Actor:
    """A member without a role: of the partnership, and of none of its bodies."""
    seat = Post(
        body_id=0,
        body="",
        kind="",
        partnership_id=owner.number,
        role="observer",
        acts=False,
        deputy_for=None,
        valid_from=ALWAYS,
        valid_to=NEVER,
    )
    return Actor(posts=(seat,))
