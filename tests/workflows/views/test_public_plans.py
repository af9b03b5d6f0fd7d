"""Plans that are shown to everybody, from a day on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import NotFound
from engine.people.acts import Act
from tests.imported import fjord_plan
from workflows.plan_import.taking_back import take_back_newest
from workflows.plans import Plan
from workflows.views import public_plans


def test_plans_are_shown_from_the_day_on_which_it_was_said(world):
    plan, today = fjord_plan(world), world.at.date()
    world.show_plans()

    _owner, shown = public_plans.shown_by(world.session, "fjord", today)

    assert [each.id for each in shown] == [plan]
    with pytest.raises(NotFound):
        public_plans.shown_by(world.session, "fjord", today - timedelta(days=1))


def test_a_plan_whose_import_was_taken_back_is_not_shown(world):
    plan, today = fjord_plan(world), world.at.date()
    world.show_plans()
    act = Act(world.secretary, world.at, reason="Feil fil")
    take_back_newest(world.session, world.session.orm.get_one(Plan, plan), act)

    assert public_plans.shown_by(world.session, "fjord", today)[1] == []


def test_a_plan_of_another_partnership_is_not_shown_with_it(world):
    plan, today = fjord_plan(world), world.at.date()
    world.show_plans()
    world.show_plans(world.neighbours)

    assert public_plans.shown(world.session, "fjord", plan, today).tree.rows
    assert public_plans.shown_by(world.session, "nabo", today)[1] == []
    with pytest.raises(NotFound):
        public_plans.shown(world.session, "nabo", plan, today)
