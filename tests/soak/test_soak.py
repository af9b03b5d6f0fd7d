"""Nothing is lost and nothing doubled while workers are killed, frozen and stopped, and the
database's server goes away under them; nobody's last word is wrong while secretariats change their
mind: small; `make soak` plays it whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.soak.driver import Soak
from tests.soak.relay import Faults
from tests.soak.secretariat import open_office
from tests.soak.server import soak_server
from tests.soak.trouble import RIGHT, SoakSize, Trouble

SMALL = SoakSize(members=5, meetings=6, workers=3, speed=900, patience=240)
OFTEN = Faults(later=5, dropped=15, refused_silently=15)


@pytest.mark.usefixtures("peopled")
def test_workers_are_killed_frozen_and_stopped(database_url, tmp_path):
    trouble = Trouble(kills=3, freezes=1, stops=1)

    result = Soak(database_url, tmp_path / "soak", SMALL, trouble, seed=1).play()

    assert (result.verdict.lost, result.verdict.doubled, result.refused) == ([], [], 0)
    assert result.done == {"kills": 3, "freezes": 1, "stops": 1, "restarts": 0}


def test_the_database_is_restarted_under_workers(tmp_path):
    trouble = Trouble(kills=1, restarts=2)

    with soak_server() as server:
        open_office(server.url)
        result = Soak(server.url, tmp_path / "soak", SMALL, trouble, 1, server).play()

    assert (result.verdict.lost, result.verdict.doubled, result.refused) == ([], [], 0)
    assert result.done["restarts"] == 2
    assert result.failures, "nobody noticed that the database went away"


@pytest.mark.usefixtures("peopled")
def test_minds_are_changed_while_mails_are_in_doubt(database_url, tmp_path):
    trouble = Trouble(kills=2, faults=OFTEN, changing=True)

    result = Soak(database_url, tmp_path / "soak", SMALL, trouble, seed=1).play()

    assert (result.wrong, result.refused) == ([], 0)


@pytest.mark.usefixtures("peopled")
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nodes_whose_clocks_are_off_send_nothing_and_say_so(database_url, tmp_path):
    off = timedelta(minutes=20)
    trouble = Trouble(kills=1, clocks=(RIGHT, off, -off), ahead=True)

    result = Soak(database_url, tmp_path / "soak", SMALL, trouble, seed=1).play()

    assert (result.verdict.lost, result.verdict.doubled, result.wrong) == ([], [], [])
    assert result.failures["clock off - -"] > 2


@pytest.mark.usefixtures("peopled")
def test_one_clock_that_is_a_year_ahead_for_a_tick_silences_nothing(sqlite_url, tmp_path):
    result = Soak(sqlite_url, tmp_path / "soak", SMALL, Trouble(ahead=True), seed=1).play()

    assert (result.verdict.lost, result.verdict.doubled, result.wrong) == ([], [], [])
    assert result.failures["tick refused - -"] == 1
