"""Each condition that a council decides, with both answers."""

from __future__ import annotations

from engine.errors import Remedy, WayOut
from tests.world import refusal, unmet
from workflows.councils.agenda import Outcome


def test_approval_needs_a_meeting_and_a_decision(world):
    case = world.measure()

    refused = refusal(lambda: world.step(case, "approve"))

    assert refused.unmet == ["meeting", "decided"]
    assert str(refused.reasons[1].sentence) == "T-2026-1 has no decision yet."
    assert refused.reasons[1].remedy == Remedy(WayOut.PUT_ON_AGENDA, {"ref": case.ref})


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
        "has made no such decision"
        in unmet(lambda: world.step(case, "approve", meeting=meeting.id))["decided"]
    )


def test_a_decision_on_a_groups_report_is_none_on_the_measure(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.APPROVED, report=True)
    world.hold(meeting)

    assert (
        "has made no such decision"
        in unmet(lambda: world.step(case, "approve", meeting=meeting.id))["decided"]
    )


def test_a_refusal_says_which_meeting_decided(world):
    case = world.approved()
    world.correct(case)

    reasons = refusal(lambda: world.step(case, "approve")).reasons
    assert [each.remedy.values["value"] for each in reasons if each.code == "decided"] == [1]


def test_a_deferred_measure_that_was_never_adopted_is_not_resumed(world):
    case = world.measure()
    world.step(case, "defer", reason="Venter")

    assert "decided" in unmet(lambda: world.step(case, "resume"))


def test_a_deferred_measure_decided_in_a_coming_meeting_waits_until_that_is_held(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.APPROVED)
    world.step(case, "defer", reason="Venter")

    (reason,) = refusal(lambda: world.step(case, "resume")).reasons
    assert (reason.remedy.way, reason.remedy.values) == (
        WayOut.HOLD_MEETING,
        {"meeting": meeting.id},
    )


def test_a_decision_that_was_taken_back_on_the_case_is_recorded_again_not_resumed(world):
    case = world.approved()
    world.correct(case)
    world.step(case, "defer", reason="Venter")

    (reason,) = refusal(lambda: world.step(case, "resume")).reasons
    assert reason.remedy is None
    assert "Record it there with that meeting first" in str(reason.sentence)
    world.step(case, "approve", meeting=1)


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


def test_a_deviation_is_reported_by_an_item_in_a_held_meeting_of_that_council(world):
    case, wrong, right = world.handled(), world.meeting("psu"), world.meeting("asu")
    world.step(case, "learn", world.handler, learning="Ring før helg.")
    for meeting in (wrong, right):
        world.item(meeting, case)

    reasons = [
        unmet(lambda m=m: world.step(case, "report", meeting=m.id)).get("item_in_held_meeting", "")
        for m in (wrong, right)
    ]
    assert all("not recorded as held" in reason for reason in reasons)
    for each in (wrong, right):
        world.hold(each)

    assert (
        "not a meeting of the council"
        in unmet(lambda: world.step(case, "report", meeting=wrong.id))["item_in_held_meeting"]
    )
    assert unmet(lambda: world.step(case, "report", meeting=right.id)) == {}


def test_a_deviation_that_was_no_item_is_not_reported(world):
    case, meeting = world.handled(), world.meeting()
    world.step(case, "learn", world.handler, learning="Ring før helg.")
    world.hold(meeting)

    assert (
        "was not an item"
        in unmet(lambda: world.step(case, "report", meeting=meeting.id))["item_in_held_meeting"]
    )
