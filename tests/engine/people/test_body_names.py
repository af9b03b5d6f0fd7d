"""A renamed body does not rewrite what happened before it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import BadInput
from engine.people.body_names import names_on
from tests.world import World
from workflows.views.case_view import View, seen


def called(world: World, ref: str, day: int) -> str:
    """What Fagråd 1 is called in the case, for who looks at it on the tenth day; as of another
    day where that is asked."""
    case, definition = seen(world.session, ref, world.secretary, world.day(10))
    view = View(world.session, case, definition, world.secretary, world.day(10), "nb")
    return view.body_names(world.day(day).date() if day else None)["fagrad-1"]


def test_each_day_has_the_name_of_that_day(world):
    world.rename("fagrad-1", "Fagråd for rus", at=world.day(5))

    monday = world.at.date()
    for days, name in ((-30, "Fagråd 1"), (4, "Fagråd 1"), (5, "Fagråd for rus")):
        names = names_on(world.session, world.partnership, monday + timedelta(days=days))
        assert (names["fagrad-1"], names["asu"]) == (name, "Administrativt samarbeidsutvalg")


def test_nobody_knows_how_a_case_will_stand_on_a_day_to_come(world):
    case, definition = seen(world.session, world.measure().ref, world.secretary, world.day(10))
    view = View(world.session, case, definition, world.secretary, world.day(10), "nb")

    assert view.as_of(world.day(10).date())["state"] == "proposed"
    with pytest.raises(BadInput, match="13 March 2026 lies ahead"):
        view.as_of(world.day(11).date())


def test_a_case_as_of_a_day_and_one_that_has_ended_keep_the_old_name(world):
    living, over = world.measure(), world.measure()
    world.step(over, "withdraw", at=world.day(1), reason="Ikke aktuelt")
    world.rename("fagrad-1", "Fagråd for rus", at=world.day(5))

    assert called(world, living.ref, 0) == "Fagråd for rus"
    assert called(world, living.ref, 4) == "Fagråd 1"
    assert called(world, over.ref, 0) == "Fagråd 1"
