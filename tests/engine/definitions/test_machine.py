"""The machine is the only table of steps: where it is told otherwise, cases go elsewhere."""

from __future__ import annotations

import pytest

from engine.definitions import machine
from engine.errors import Refused
from tests.world import definitions
from workflows.known_definitions import load_definitions


@pytest.fixture
def steps():
    """The measure's machine, to be told otherwise; forgotten afterwards."""
    remembered = (machine.machine, machine.step, machine.action, machine.possible)
    for each in remembered:
        each.cache_clear()
    yield machine.machine(definitions()["measure"])
    for each in remembered:
        each.cache_clear()


def test_a_case_begins_where_the_machine_does(world, steps):
    steps.initial = "deferred"
    assert world.measure().state == "deferred"


def test_a_step_leads_where_the_machine_says(world, steps):
    case = world.measure()
    steps.events["defer"].transitions["proposed"][-1].dest = "withdrawn"

    world.step(case, "defer", reason="Venter")
    assert world.now(case).state == "withdrawn"


def test_a_step_that_the_machine_does_not_know_is_refused(world, steps):
    case = world.measure()
    del steps.events["defer"].transitions["proposed"]

    with pytest.raises(Refused) as refused:
        world.step(case, "defer", reason="Venter")
    assert [reason.code for reason in refused.value.reasons] == ["state"]


def test_what_is_possible_is_what_the_machine_can(steps):
    measure = definitions()["measure"]
    del steps.events["defer"].transitions["proposed"]

    possible = {action.name for action in machine.possible(measure, "proposed")}
    assert "defer" not in possible
    assert "withdraw" in possible


def test_a_definition_that_is_read_again_has_the_same_steps():
    first, again = definitions()["measure"], load_definitions()["measure"]
    machine.possible.cache_clear()

    assert machine.action(first, "proposed", "defer") in machine.possible(again, "proposed")


def test_a_step_back_from_birth_leads_to_where_the_machine_begins(world, steps):
    case = world.measure()
    world.step(case, "defer", reason="Venter")

    world.correct(case)
    assert world.now(case).state == machine.begin(definitions()["measure"])


def test_an_unknown_state_or_action_leads_nowhere():
    measure = definitions()["measure"]
    assert machine.step(measure, "nowhere", "defer") is None
    assert machine.step(measure, "proposed", "fly") is None
    assert machine.action(measure, "proposed", "fly") is None
    assert machine.possible(measure, "nowhere") == ()
