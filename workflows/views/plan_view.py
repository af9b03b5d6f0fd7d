"""A plan as it is answered to a face: what is printed, and where each measure stands."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.people.actors import Actor
from engine.storage.session import Session
from workflows import plans


def listed(session: Session, reader: Actor, on: date) -> list[dict[str, Any]]:
    """The plans that the reader may see."""
    return [
        {
            "plan": plan.id,
            "title": plan.title,
            "partnership": owner.key,
            "period": [plan.period_start, plan.period_end],
            "layout": plan.layout,
        }
        for plan, owner in plans.every(session, reader, on)
    ]


def whole(session: Session, plan_id: str, reader: Actor, on: date) -> dict[str, Any]:
    """A plan with its rows in printed order."""
    plan, entries = plans.read(session, plan_id, reader, on)
    owners = {owned.plan.id: owned.partnership for owned in plans.every(session, reader, on)}
    return {
        "plan": plan.id,
        "title": plan.title,
        "partnership": owners[plan.id].key,
        "period": [plan.period_start, plan.period_end],
        "layout": plan.layout,
        "not_adopted": sum(entry.state == plans.PROPOSED for entry in entries),
        "entries": [entry.answer() for entry in entries],
    }
