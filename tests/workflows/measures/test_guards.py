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


def test_a_measure_keeps_the_deviations_that_it_is_linked_to(world):
    first, second = world.learnt(), world.learnt()
    case = world.approved()
    world.step(case, "link_deviation", behind=[first.ref])

    told = unmet(lambda: world.step(case, "link_deviation", behind=[second.ref]))
    assert told == {
        "keeps_linked": f"It is linked to {first.ref} too, and stays so. Name them as well."
    }
    world.step(case, "link_deviation", behind=[first.ref, second.ref])
    assert world.now(case).fields["behind"] == [first.ref, second.ref]


def test_what_a_measure_is_linked_to_and_may_not_be_seen_is_not_named(world):
    case = world.approved()
    world.step(case, "link_deviation", behind=[world.learnt().ref])
    owner = world.owner

    told = unmet(lambda: world.step(case, "link_deviation", owner, behind=[world.learnt().ref]))
    assert "A-2026-1" not in told["keeps_linked"]


def test_a_measure_is_linked_to_some_deviation(world):
    told = unmet(lambda: world.step(world.approved(), "link_deviation"))
    assert told["keeps_linked"] == "Say which deviations the measure comes of."
