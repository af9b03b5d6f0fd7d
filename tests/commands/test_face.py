"""What time it is: only a database made for rehearsal may be told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main

Samsak = Callable[..., Result]
STRUCTURE = Path(__file__).parents[2] / "examples" / "nordre-trondelag" / "structure.yaml"


@pytest.fixture
def samsak(tmp_path: Path) -> Samsak:
    def run(*words: str) -> Result:
        environ = {
            "SAMSAK_DATABASE_URL": f"sqlite:///{tmp_path / 'samsak.db'}",
            "SAMSAK_LANGUAGE": "en",
        }
        return CliRunner(env=environ).invoke(main, list(words), catch_exceptions=False)

    return run


@pytest.mark.parametrize("rehearsal", [False, True])
def test_only_a_rehearsal_is_told_the_time(samsak, rehearsal):
    samsak("init", *(["--rehearsal"] if rehearsal else []), "--partnership", str(STRUCTURE))

    told = samsak("tick", "--at", "2026-03-02T10:00")
    listed = samsak("measure", "list", "--at", "2026-03-02T10:00")
    assert (told.exit_code == 0, listed.exit_code == 0) == (rehearsal, rehearsal)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+47 99", "@SUM(A1)"])
def test_a_list_holds_no_formula(samsak, name):
    samsak("init", "--partnership", str(STRUCTURE))
    samsak("person", "add", "kari@example.no", name, "--body", "nordre-trondelag/asu:member")

    listed = samsak("person", "list").output

    assert f"'{name}" in listed
    assert f"\t{name}" not in listed


@pytest.mark.parametrize("rehearsal", [False, True])
def test_doctor_says_aloud_that_it_is_a_rehearsal(samsak, rehearsal):
    samsak("init", *(["--rehearsal"] if rehearsal else []), "--partnership", str(STRUCTURE))

    assert json.loads(samsak("doctor", "--json").stdout)["rehearsal"] is rehearsal
    assert ("for rehearsal" in samsak("doctor").stdout) is rehearsal


def test_a_database_keeps_being_what_it_was_made_as(samsak):
    samsak("init", "--partnership", str(STRUCTURE))
    again = samsak("init", "--rehearsal")

    assert json.loads(samsak("doctor", "--json").stdout)["rehearsal"] is False
    assert again.exit_code != 0
    assert "rehears" in again.stderr


def test_what_took_effect_tomorrow_is_refused_at_the_clock(samsak):
    samsak("init", "--partnership", str(STRUCTURE))
    today = datetime.now(UTC).date()
    meeting = ("meeting", "add", "nordre-trondelag/asu", str(today + timedelta(days=14)))

    ahead = samsak(*meeting, "--at", str(today + timedelta(days=2)))

    assert (ahead.exit_code, "is in the future" in ahead.stderr) == (1, True)
    assert samsak(*meeting).exit_code == 0


def test_a_day_in_a_table_is_written_as_it_is_typed(samsak):
    samsak("init", "--partnership", str(STRUCTURE))
    samsak("closed", "add", "nordre-trondelag", "2026-07-06", "2026-07-31")

    assert "2026-07-06\t2026-07-31" in samsak("closed", "list", "nordre-trondelag").output
