"""Checking a definition file, in a process of its own: nothing else has loaded the guards there.
And a partnership's own lists, from the file to the handler's command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from tests.house import ROOT
from tests.world import World
from workflows.known_definitions import DEFINITIONS

CHECK = ("-c", "from cli import main; main()", "workflow", "check")


def checked(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *CHECK, str(file)], capture_output=True, text=True)


@pytest.mark.parametrize("name", ["measure", "deviation"])
def test_the_definitions_that_come_along_are_valid(name):
    done = checked(DEFINITIONS / f"{name}.yaml")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_guard_that_there_is_none_of_is_told_with_its_line(tmp_path):
    text = (DEFINITIONS / "measure.yaml").read_text(encoding="utf-8")
    file = tmp_path / "own.yaml"
    file.write_text(text.replace("has_years", "has_tears"), encoding="utf-8")

    done = checked(file)

    assert done.returncode == 1
    assert "has_tears" in done.stderr
    assert "Traceback" not in done.stderr


EXAMPLE = str(ROOT / "examples/lists/clause.yaml")


def samsak(url: str, *words: str, who: str = "secretary") -> str:
    environ = {"SAMSAK_DATABASE_URL": url, "SAMSAK_AS": f"{who}@example.no"}
    return CliRunner(env=environ).invoke(main, words, catch_exceptions=False).output


def test_a_list_is_checked_as_a_definition_is():
    assert "en gyldig liste for «Del av samarbeidsavtalen»" in checked(Path(EXAMPLE)).stdout


def test_a_list_is_imported_used_and_dropped(world: World, database_url: str):
    importing = ("workflow", "import", EXAMPLE, "--partnership", "fjord")
    lists = ("workflow", "lists", "deviation", "clause")
    choose = ("do", "A-2026-1", "answer", "--set", "answer=Ja", "--set", "clause=Del B")

    assert "ingenting blir lagret" in samsak(database_url, *importing, "--dry-run")
    assert "Nye: Del A" in samsak(database_url, *importing)
    world.routed()
    told = json.loads(samsak(database_url, *lists, "--partnership", "fjord", "--json"))
    assert [each["own"] for each in told] == [True]
    assert "Del B" not in samsak(database_url, *lists)
    refused = samsak(database_url, *choose, who="handler")
    assert "Del A – Inn- og utskriving, Del B – Digital samhandling" in refused
    written = samsak(database_url, *lists, "--yaml")
    assert written.startswith("workflow: deviation\nlist: clause\noptions:\n  guideline_1:")
    dropped = samsak(database_url, "workflow", "drop", *lists[2:], "--partnership", "fjord")
    assert "1 åpen sak beholder listen" in dropped
