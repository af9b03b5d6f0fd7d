"""Each condition of the domain, with both answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine.cases.records import Case
from engine.errors import Refused
from tests.world import World
from workflows.councils.agenda import Outcome


def unmet(act: Callable[[], object]) -> dict[str, str]:
    """What stands in the way, by name; nothing when the step was taken."""
    try:
        act()
    except Refused as refused:
        return {reason.name: str(reason.sentence) for reason in refused.reasons}
    return {}


# A measure


def test_approval_needs_a_meeting_and_a_decision(world):
    case = world.measure()

    assert list(unmet(lambda: world.step(case, "approve"))) == ["meeting", "decided"]
    assert (
        "has no decision yet. Put it on an agenda"
        in unmet(lambda: world.step(case, "approve"))["decided"]
    )


def test_approval_needs_a_meeting_that_is_there(world):
    assert (
        "There is no meeting 99"
        in unmet(lambda: world.step(world.measure(), "approve", meeting=99))["decided"]
    )


def test_approval_needs_a_meeting_that_was_held(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.APPROVED)

    assert (
        "not recorded as held"
        in unmet(lambda: world.step(case, "approve", meeting=meeting.id))["decided"]
    )


def test_approval_needs_that_very_decision(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.NOTED)
    world.hold(meeting)

    assert (
        "has no such decision"
        in unmet(lambda: world.step(case, "approve", meeting=meeting.id))["decided"]
    )


def test_a_decision_on_a_groups_report_is_none_on_the_measure(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.APPROVED, report=True)
    world.hold(meeting)

    assert (
        "has no such decision"
        in unmet(lambda: world.step(case, "approve", meeting=meeting.id))["decided"]
    )


def test_a_refusal_says_which_meeting_decided(world):
    case = world.approved()
    world.correct(case)

    assert "--meeting 1" in unmet(lambda: world.step(case, "approve"))["decided"]


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


def test_a_deferred_measure_that_was_never_adopted_is_not_resumed(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter")

    assert "decided" in unmet(lambda: world.step(case, "resume"))


def test_a_deferred_measure_that_was_adopted_is_resumed_without_a_new_decision(world):
    case = world.approved()
    world.step(case, "defer", reason="Venter")

    assert unmet(lambda: world.step(case, "resume")) == {}


def test_a_measure_with_a_working_group_ends_after_the_group_reported(world):
    case, meeting = world.ongoing(sets_up_group=True), world.meeting()
    end = lambda: world.step(case, "evaluate", result="Ferdig", outcome="ended")  # noqa: E731
    assert list(unmet(end)) == ["group_has_reported"]

    world.item(meeting, case, report=True)
    assert list(unmet(end)) == ["group_has_reported"]
    world.hold(meeting)

    assert unmet(end) == {}


# A deviation


def test_a_deviation_is_handled_by_whoever_it_was_routed_to(world):
    case = world.report().case

    assert {"right", "routed"} <= set(
        unmet(lambda: world.step(case, "handle", world.handler, answer="Beklager"))
    )


def test_a_deviation_is_handled_with_an_answer(world):
    case = world.routed()
    assert list(unmet(lambda: world.step(case, "handle", world.handler))) == ["answered"]

    assert unmet(lambda: world.step(case, "handle", world.handler, answer="Beklager")) == {}


def test_an_answer_given_before_is_an_answer(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager")

    assert unmet(lambda: world.step(case, "handle", world.handler)) == {}


def test_a_reporter_who_wants_no_answer_gets_none(world):
    case = world.report(wants_answer=False).case
    world.step(case, "route", handler="mottak")

    assert unmet(lambda: world.step(case, "handle", world.handler)) == {}


def handled(world: World) -> Case:
    case = world.routed()
    world.step(case, "handle", world.handler, answer="Beklager")
    return case


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, ["learning_or_reason"]),
        ({"learning": "Ring før helg.", "no_learning_reason": "Ingenting"}, ["learning_or_reason"]),
        ({"learning": "Ring før helg."}, []),
        ({"no_learning_reason": "Enkeltstående."}, []),
        ({"learning": "Hans Handler ringte ikke."}, ["names_no_one"]),
        ({"learning": "hans  HANDLER ringte ikke."}, ["names_no_one"]),
        ({"learning": "Spør post@example.no."}, ["names_no_one"]),
        ({"learning": "Ring 74 09 80 00."}, ["names_no_one"]),
        ({"no_learning_reason": "Gjelder Fredrik Fastlege."}, ["names_no_one"]),
        ({"learning": "Avtalen av 2018 følges fra 1.1.2019, sak 12/2020."}, []),
    ],
)
def test_learning_is_a_point_or_a_reason_that_names_no_one(world, given: dict[str, Any], why):
    assert list(unmet(lambda: world.step(handled(world), "learn", world.handler, **given))) == why


def test_a_deviation_is_reported_by_an_item_in_a_held_meeting_of_that_council(world):
    case, wrong, right = handled(world), world.meeting("psu"), world.meeting("asu")
    world.step(case, "learn", world.handler, learning="Ring før helg.")
    for meeting in (wrong, right):
        world.item(meeting, case)

    reasons = [
        unmet(lambda m=m: world.step(case, "report", meeting=m.id)).get("item_in_held_meeting", "")
        for m in (wrong, right)
    ]
    assert all("not recorded as held" in reason for reason in reasons)
    world.hold(wrong), world.hold(right)

    assert (
        "not a meeting of the council"
        in unmet(lambda: world.step(case, "report", meeting=wrong.id))["item_in_held_meeting"]
    )
    assert unmet(lambda: world.step(case, "report", meeting=right.id)) == {}


def test_a_deviation_that_was_no_item_is_not_reported(world):
    case, meeting = handled(world), world.meeting()
    world.step(case, "learn", world.handler, learning="Ring før helg.")
    world.hold(meeting)

    assert (
        "was not an item"
        in unmet(lambda: world.step(case, "report", meeting=meeting.id))["item_in_held_meeting"]
    )
