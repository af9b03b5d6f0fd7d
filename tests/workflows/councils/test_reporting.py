from __future__ import annotations

from tests.world import definitions
from workflows.councils.reporting import council_kind, reporting_action


def test_a_deviation_is_reported_to_the_council_by_one_of_its_actions():
    action = reporting_action(definitions()["deviation"])

    assert action is not None
    assert (action.name, council_kind(action)) == ("report", "administrative_council")


def test_a_measure_is_reported_by_none():
    assert reporting_action(definitions()["measure"]) is None
