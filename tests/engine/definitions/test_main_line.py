"""The main line of a workflow."""

from __future__ import annotations

import pytest

from engine.definitions.main_line import main_line
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
