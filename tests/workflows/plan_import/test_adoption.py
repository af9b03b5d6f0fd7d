"""The decision that adopted a plan is written down once, whatever the plan is called by then."""

from __future__ import annotations

from datetime import date

from engine.people.acts import Act
from tests.imported import PLAN, fjord_plan
from workflows import plans
from workflows.councils import agenda, meetings
from workflows.plan_import import adoption
from workflows.plan_import.adoption import Adoption


def test_a_plan_that_is_called_otherwise_by_then_is_the_same_item(world):
    fjord_plan(world)
    act, decided = Act(world.secretary, world.at), Adoption(world.body("asu"), date(2026, 2, 10))
    plan = plans.visible(world.session, PLAN, world.secretary, world.at.date())
    first = adoption.record(world.session, plan, decided, act)

    plan.title = "Handlingsplanen, ny utgave"
    second = adoption.record(world.session, plan, decided, act)

    assert second == first
    held = meetings.held_on(world.session, world.body("asu"), date(2026, 2, 10))
    assert [item.plan_id for item in agenda.items(world.session, held)] == [PLAN]
