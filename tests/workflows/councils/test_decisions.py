"""Decisions of a meeting take effect together, or not at all; whatever is in the way is told."""

from __future__ import annotations

import pytest

from engine.cases.events import events_of
from engine.errors import Remedy, WayOut
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from tests.world import refusal
from workflows.councils.agenda import Outcome, items
from workflows.councils.decisions import advance_as_decided, decide, hold, mend
from workflows.councils.meetings import MeetingState, get, happened_to


@pytest.fixture
def decided(world):
    """A meeting that adopted three measures, of which two were withdrawn before it was held."""
    cases = [world.measure(f"Tiltak {n}") for n in range(3)]
    meeting = world.meeting()
    for case in cases:
        world.item(meeting, case, Outcome.APPROVED)
    for case in cases[:2]:
        world.step(case, "withdraw", reason="Ikke aktuelt")
    return meeting, cases


def test_everything_in_the_way_of_a_meeting_is_told_with_its_case(world, decided):
    meeting, cases = decided

    refused = refusal(lambda: world.hold(meeting))
    assert [(reason.code, reason.sentence.values["ref"]) for reason in refused.reasons] == [
        ("state", case.ref) for case in cases[:2]
    ]


def test_a_meeting_that_is_refused_leaves_nothing(world, decided):
    meeting, cases = decided
    refusal(lambda: world.hold(meeting))

    on = world.at.date()
    assert get(world.session, meeting.id, world.secretary, on).state == MeetingState.PLANNED
    assert [world.now(case).state for case in cases] == ["withdrawn", "withdrawn", "proposed"]
    assert len(events_of(world.session, cases[2].id)) == 1


def test_what_is_taken_back_lets_the_meeting_be_held(world, decided):
    meeting, cases = decided
    for case in cases[:2]:
        world.correct(case)

    world.hold(meeting)
    assert [world.now(case).state for case in cases] == ["approved"] * 3


def test_a_step_and_the_decision_it_carries_out_are_recorded_together_or_not_at_all(world):
    case, meeting = world.measure(), world.meeting()
    world.hold(meeting)
    act = Act(world.secretary, world.at)
    inputs = {"meeting": meeting.id, "case_number": "1/26"}

    refusal(
        lambda: advance_as_decided(
            world.session, case, "approve", act._replace(at=world.day(-1)), inputs
        )
    )
    assert items(world.session, meeting) == []

    advance_as_decided(world.session, case, "approve", act, inputs)
    (item,) = items(world.session, meeting)
    assert (item.outcome, item.case_number) == (Outcome.APPROVED, "1/26")
    assert world.now(case).state == "approved"


# An outcome that was recorded by mistake


def mended(world, meeting, item, outcome, number="", reason="Feil i protokollen"):
    act = Act(world.secretary, world.at, reason=reason)
    return mend(world.session, meeting, item, outcome, number, act)


@pytest.mark.parametrize(
    ("recorded", "meant", "state"),
    [
        (Outcome.POSTPONED, Outcome.APPROVED, "approved"),
        (Outcome.APPROVED, Outcome.POSTPONED, "proposed"),
        (Outcome.APPROVED, Outcome.DECLINED, "declined"),
        (Outcome.DECLINED, Outcome.APPROVED, "approved"),
    ],
)
def test_a_mistaken_outcome_is_mended_after_the_meeting(world, recorded, meant, state):
    case, meeting = world.measure(), world.meeting()
    item = world.item(meeting, case, recorded, number="1/26")
    world.hold(meeting)

    mended(world, meeting, item, meant)

    (kept,) = items(world.session, meeting)
    assert (kept.outcome, kept.case_number, world.now(case).state) == (meant, "1/26", state)
    (told,) = [e.parts for e in happened_to(world.session, meeting) if e.kind == "mended"]
    assert (told["was"], told["outcome"], told["reason"]) == (recorded, meant, "Feil i protokollen")


def test_what_has_gone_on_keeps_the_decision(world):
    case, meeting = world.measure(), world.meeting()
    item = world.item(meeting, case, Outcome.APPROVED)
    world.hold(meeting)
    world.step(case, "assign")

    refused = refusal(lambda: mended(world, meeting, item, Outcome.DECLINED))

    assert refused.unmet == ["step"]
    assert refused.reasons[0].remedy == Remedy(WayOut.CORRECT_STEPS, {"ref": case.ref})
    assert (items(world.session, meeting)[0].outcome, world.now(case).state) == (
        Outcome.APPROVED,
        "assigned",
    )


def test_only_what_is_recorded_is_mended_and_with_a_reason(world):
    meeting = world.meeting()
    item = world.item(meeting, world.measure())
    assert refusal(lambda: mended(world, meeting, item, Outcome.DECLINED)).unmet == ["item"]
    recorded_as(world, meeting, item, Outcome.APPROVED)

    same = refusal(lambda: mended(world, meeting, item, Outcome.APPROVED, reason=" "))

    assert same.unmet == ["item", "reason"]


def recorded_as(world, meeting, item, outcome, number=""):
    return decide(world.session, meeting, item, outcome, number, Act(world.secretary, world.at))


def test_no_two_items_of_a_meeting_have_one_number_in_the_minutes(world):
    meeting = world.meeting()
    first, second = (world.item(meeting, world.measure()) for _number in range(2))
    recorded_as(world, meeting, first, Outcome.APPROVED, "7/26")

    for same in ("7/26", "7 / 26"):
        refused = refusal(lambda number=same: recorded_as(world, meeting, second, "noted", number))
        assert f"has the number {same} in the minutes already" in str(refused)
    recorded_as(world, meeting, second, Outcome.NOTED, "8/26")
    assert [item.case_number for item in items(world.session, meeting)] == ["7/26", "8/26"]


def test_the_same_outcome_recorded_twice_is_recorded_once(world):
    meeting = world.meeting()
    item = world.item(meeting, world.measure())

    recorded_as(world, meeting, item, Outcome.APPROVED)
    recorded_as(world, meeting, item, Outcome.APPROVED, "1/26")
    for number in ("", "1/26"):
        recorded_as(world, meeting, item, Outcome.APPROVED, number)

    (kept,) = items(world.session, meeting)
    assert (kept.outcome, kept.case_number) == (Outcome.APPROVED, "1/26")
    told = [e.parts for e in happened_to(world.session, meeting) if e.kind == "decided"]
    assert [each["case_number"] for each in told] == ["", "1/26"]


@pytest.mark.parametrize(
    ("outcome", "number"), [(Outcome.DECLINED, "1/26"), (Outcome.APPROVED, "2/26")]
)
def test_an_outcome_is_not_written_over_but_mended_before_the_meeting_too(world, outcome, number):
    case, meeting = world.measure(), world.meeting()
    item = world.item(meeting, case, Outcome.APPROVED, number="1/26")

    refused = refusal(lambda: recorded_as(world, meeting, item, outcome, number))

    (kept,) = items(world.session, meeting)
    assert (refused.unmet, kept.outcome, kept.case_number) == (["item"], Outcome.APPROVED, "1/26")
    assert mended(world, meeting, item, outcome, number) == []
    world.hold(meeting)
    (kept,) = items(world.session, meeting)
    assert (kept.outcome, kept.case_number, world.now(case).state) == (outcome, number, outcome)


# Names and numbers


def test_nothing_is_decided_or_held_without_a_name(world):
    meeting = world.meeting()
    item, act = world.item(meeting, world.measure()), Act(OPERATOR, world.at)

    for verb in (
        lambda: decide(world.session, meeting, item, Outcome.APPROVED, "", act),
        lambda: hold(world.session, meeting, act),
    ):
        assert refusal(verb).unmet == ["name"]


def test_one_number_in_the_minutes_is_of_one_item(world):
    meeting = world.meeting()
    world.item(meeting, world.measure(), Outcome.APPROVED, number="1/26")
    second = world.item(meeting, world.measure())
    act = Act(world.secretary, world.at)

    twice = refusal(lambda: decide(world.session, meeting, second, Outcome.APPROVED, "1/26", act))

    assert twice.unmet == ["case_number"]
    assert items(world.session, meeting)[1].outcome is None


# Asked ahead


def test_what_will_stand_in_the_way_is_told_when_a_decision_is_recorded(world):
    done, meeting, act = world.approved(), world.meeting(), Act(world.secretary, world.at)
    item = world.item(meeting, done)
    fits = world.item(meeting, world.measure())
    approved = lambda which: decide(world.session, meeting, which, Outcome.APPROVED, "", act)  # noqa: E731

    assert done.ref in str(refusal(lambda: approved(item)))
    assert approved(fits) == []

    assert [each.outcome for each in items(world.session, meeting)] == [None, Outcome.APPROVED]
    assert meeting.state == MeetingState.PLANNED
    assert len(hold(world.session, meeting, act)) == 1
