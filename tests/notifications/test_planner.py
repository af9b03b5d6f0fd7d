"""Who hears of what, planned once however often the planner runs."""

from __future__ import annotations

from tests.notifications.world import MONDAY


def test_the_secretariat_hears_of_a_proposed_measure(world):
    world.measure()

    assert world.plan() == 2
    assert world.told() == [("siri", "step"), ("stein", "step")]


def test_a_tick_sends_and_a_second_one_does_not(world):
    world.measure()

    assert sorted(mail.to for mail in world.tick() if mail.kind == "notices") == ["siri", "stein"]
    assert world.tick() == []
