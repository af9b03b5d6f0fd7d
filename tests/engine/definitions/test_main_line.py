"""The main line of a workflow."""

from __future__ import annotations

import pytest

from engine.definitions.main_line import (
    leads_on,
    main_line,
    next_step,
    states_ahead,
    steps_beside,
)
from tests.world import definitions


@pytest.mark.parametrize(
    ("workflow", "states"),
    [
        ("measure", ("proposed", "approved", "assigned", "ongoing", "evaluated")),
        ("deviation", ("reported", "handled", "learning", "reported_to_asu")),
    ],
)
def test_it_leads_the_shortest_way_to_the_end_that_lies_farthest_away(workflow, states):
    assert main_line(definitions()[workflow]) == states


@pytest.mark.parametrize(
    ("workflow", "state", "action"),
    [
        ("measure", "approved", "assign"),
        ("measure", "ongoing", "evaluate"),
        ("measure", "deferred", None),
        ("measure", "evaluated", None),
        ("deviation", "reported", "handle"),
    ],
)
def test_what_leads_on_is_the_action_to_the_next_state_of_the_line(workflow, state, action):
    found = leads_on(definitions()[workflow], state)

    assert (found and found.name) == action


@pytest.mark.parametrize(
    ("fields", "step", "beside"),
    [({}, "route", []), ({"handler": "mottak"}, "handle", ["ask_part", "answer", "write"])],
)
def test_who_shall_handle_a_report_is_said_before_it_is_handled(fields, step, beside):
    deviation = definitions()["deviation"]
    found = next_step(deviation, "reported", fields)

    assert found.name == step
    assert [each.name for each in steps_beside(deviation, "reported", step)] == beside


def test_a_step_that_others_may_take_too_waits_for_no_body():
    assert next_step(definitions()["measure"], "ongoing", {}).name == "evaluate"
    assert next_step(definitions()["measure"], "evaluated", {}) is None


def test_ahead_lies_what_comes_after_on_the_line_and_nothing_from_beside_it():
    definition = definitions()["deviation"]

    assert [s.name for s in states_ahead(definition, "handled")] == ["learning", "reported_to_asu"]
    assert states_ahead(definition, "reported_to_asu") == []
    assert states_ahead(definition, "rejected") == []
