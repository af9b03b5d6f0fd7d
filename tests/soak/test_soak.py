"""Nothing is lost and nothing doubled while workers are killed, frozen and stopped: small, on both
databases; `make soak` plays it whole."""

from __future__ import annotations

import pytest

from tests.soak.driver import Soak, SoakSize, Trouble

SMALL = SoakSize(members=5, meetings=6, workers=3, speed=900, patience=240)


@pytest.mark.usefixtures("peopled")
def test_workers_are_killed_frozen_and_stopped(database_url, tmp_path):
    trouble = Trouble(kills=3, freezes=1, stops=1)

    result = Soak(database_url, tmp_path / "soak", SMALL, trouble, seed=1).play()

    assert (result.verdict.lost, result.verdict.doubled, result.refused) == ([], [], 0)
    assert result.done == {"kills": 3, "freezes": 1, "stops": 1}
