"""Each condition of a measure's own, with both answers."""

from __future__ import annotations

import pytest

from tests.world import unmet


@pytest.mark.parametrize(
    ("bodies", "said"),
    [
        (None, "No body is responsible yet"),
        (["tomt-rad"], "Det tomme rådet"),
        (["fagrad-1"], None),
        (["fagradene"], None),
    ],
)
def test_a_measure_is_assigned_to_somebody_who_can_act(world, bodies, said):
    found = unmet(lambda: world.step(world.approved(bodies=bodies), "assign"))

    assert (said is None and found == {}) or said in found["has_members"]


@pytest.mark.parametrize(
    ("when", "settled"),
    [({"years": None}, False), ({"years": None, "ongoing": "ja"}, True), ({}, True)],
)
def test_a_measure_is_assigned_when_it_is_settled_when(world, when, settled):
    assert (
        "has_years" in unmet(lambda: world.step(world.approved(**when), "assign"))
    ) is not settled


def test_what_is_missing_can_be_given_with_the_step(world):
    case = world.approved(bodies=None, years=None)

    assert unmet(lambda: world.step(case, "assign", bodies="fagrad-2", years="2026")) == {}


def test_a_measure_waits_for_those_it_depends_on(world):
    first = world.ongoing()
    case = world.approved(depends_on=[first.ref])
    world.step(case, "assign")
    assert f"{first.ref} (Ongoing)" in unmet(lambda: world.step(case, "start"))["not_blocked"]

    world.step(first, "evaluate", result="Ferdig", outcome="ended")

    assert unmet(lambda: world.step(case, "start")) == {}
