"""Decisions of a meeting take effect together, or not at all; whatever is in the way is told."""

from __future__ import annotations

import pytest

from engine.cases.events import events_of
from engine.people.acts import Act
from tests.world import refusal
from workflows.councils.agenda import Outcome, items
from workflows.councils.decisions import advance_as_decided
from workflows.councils.meetings import MeetingState, get


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
