"""What stands in the way of a step: when it takes effect, who may on which day, and everything at
once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases.events import events_of
from engine.cases.opening import open_case
from engine.cases.steps import advance, correct
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from tests.world import World, unmet

MEASURE = {"title": "Felles rutine", "bodies": ["fagrad-1"], "years": "2026"}


def _deferred(world: World, case, act: Act):
    return advance(world.session, case, "defer", act, {"reason": "Venter"})


def test_an_event_keeps_when_it_took_effect_and_when_it_was_recorded(world):
    case = world.measure()
    _deferred(world, case, Act(world.secretary, world.day(1), recorded_at=world.day(3)))

    born, deferred = events_of(world.session, case.id)
    assert (born.at, born.recorded_at) == (world.at, world.at)
    assert (deferred.at, deferred.recorded_at) == (world.day(1), world.day(3))


def test_nothing_takes_effect_before_what_happened_last(world):
    case = world.measure()
    world.step(case, "defer", at=world.day(5), reason="Venter")
    late = Act(world.secretary, world.day(4), recorded_at=world.day(6), reason="Feil")

    for act in (
        lambda: world.step(case, "withdraw", at=world.day(4), reason="Ikke aktuelt"),
        lambda: advance(world.session, case, "withdraw", late, {"reason": "Ikke aktuelt"}),
        lambda: correct(world.session, case, late),
    ):
        assert "at" in unmet(act)
    assert len(events_of(world.session, case.id)) == 2


def test_the_same_moment_may_hold_two_events(world):
    case = world.measure()
    assert unmet(lambda: world.step(case, "defer", at=world.at, reason="Venter")) == {}


def test_nothing_takes_effect_ahead_of_the_clock(world):
    case = world.measure()
    ahead = Act(world.secretary, world.day(2), recorded_at=world.day(2) - timedelta(seconds=1))
    just = ahead._replace(recorded_at=world.day(2))

    assert "at" in unmet(lambda: _deferred(world, case, ahead))
    assert "at" in unmet(
        lambda: open_case(world.session, "measure", world.partnership, ahead, MEASURE)
    )
    assert unmet(lambda: _deferred(world, case, just)) == {}


@pytest.mark.parametrize("gone", [1, 3])
def test_the_right_is_asked_on_both_days(world, gone):
    """She left before it took effect, or after that and before it was recorded."""
    case = world.measure()
    former = world.person(
        "Frida Forrige", ("fjord/sekretariat", "secretary"), until=world.day(gone).date()
    )
    act = Act(former, world.day(2), recorded_at=world.day(4))

    assert "right" in unmet(lambda: _deferred(world, case, act))
    assert "right" in unmet(
        lambda: open_case(world.session, "measure", world.partnership, act, MEASURE)
    )


def test_who_came_after_the_day_may_not_decide_as_of_it(world):
    case = world.measure()
    newcomer = world.person(
        "Nora Ny", ("fjord/sekretariat", "secretary"), since=world.day(3).date()
    )
    act = Act(newcomer, world.day(2), recorded_at=world.day(4))

    assert "right" in unmet(lambda: _deferred(world, case, act))
    assert unmet(lambda: _deferred(world, case, act._replace(at=world.day(3)))) == {}


def test_the_operator_is_asked_for_a_name(world):
    case = world.measure()
    assert set(unmet(lambda: _deferred(world, case, Act(OPERATOR, world.at)))) == {"name"}


def test_every_reason_is_given_at_once(world):
    case = world.measure()
    act = Act(world.stranger, world.day(2), recorded_at=world.day(1))

    reasons = unmet(lambda: advance(world.session, case, "defer", act, {}))
    assert set(reasons) == {"right", "at", "reason"}
    assert len(events_of(world.session, case.id)) == 1
