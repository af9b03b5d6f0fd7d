"""A report waits for one meeting at a time, whichever way a second one would get there."""

from __future__ import annotations

from engine.errors import Refused
from engine.people.acts import Act
from tests.world import World, at_once, refusal
from workflows.councils import decisions
from workflows.councils.agenda import Outcome
from workflows.deviations import council_reports


def test_of_two_meetings_that_are_given_a_report_at_once_one_has_it(database, world):
    world.learnt()
    called = [world.meeting(), world.meeting()]

    def propose(there: World, number: int) -> None:
        act = Act(there.secretary, there.at)
        council_reports.propose(there.session, called[number], act)

    got = at_once(database, world, propose)

    (late,) = [each for each in got if each is not None]
    assert isinstance(late, Refused), late
    assert late.unmet == ["elsewhere"]


def test_a_postponement_is_not_taken_back_while_the_report_waits_for_another_meeting(world):
    world.learnt()
    first, second = world.meeting(), world.meeting()
    act = Act(world.secretary, world.at, reason="Feil i protokollen")
    item = council_reports.propose(world.session, first, act).item
    decisions.decide(world.session, first, item, Outcome.POSTPONED, "", act)
    world.hold(first)
    council_reports.propose(world.session, second, act)

    mend = lambda: decisions.mend(world.session, first, item, Outcome.NOTED, "", act)  # noqa: E731
    assert refusal(mend).unmet == ["elsewhere"]
    decisions.mend(world.session, first, item, Outcome.POSTPONED, "7/26", act)
    council = world.hold(second)
    assert [event.action for event in council] == ["report"]
