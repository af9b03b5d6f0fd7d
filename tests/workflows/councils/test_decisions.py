"""Decisions of a meeting take effect together, or not at all; whatever is in the way is told."""

from __future__ import annotations

import pytest

from engine.cases.events import events_of
from tests.world import refusal
from workflows.councils.agenda import Outcome
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
