"""A list says each case with the definition that the case began with."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.cases.guards import registered
from engine.definitions import versions
from engine.definitions.loader import load
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from tests.world import MONDAY, definitions, found

AT = "2026-03-02T12:00"


def test_a_case_in_a_state_that_the_newest_version_lacks_is_listed(sqlite_url, peopled):
    text = definitions()["measure"].source.replace("version: 1", "version: 2", 1)
    newer = text.replace("deferred", "resting").replace("en: Proposed}", "en: Put forward}")
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        world.step(world.measure(), "defer", reason="Venter")
        world.measure()
        newer_one = load(newer, "measure.yaml", guards=registered())
        versions.store(session, [newer_one], Act(OPERATOR, MONDAY))
    database.close()

    here = {"SAMSAK_DATABASE_URL": sqlite_url}
    asked = ["measure", "list", "--at", AT, "--as", "observer@example.no"]
    said = CliRunner().invoke(main, asked, env=here)

    assert said.exit_code == 0, said.output
    assert [line.split("\t")[1] for line in said.output.splitlines()] == [
        "Status",
        "Deferred",
        "Proposed",
    ]
    only = CliRunner().invoke(main, [*asked, "--state", "deferred", "--json"], env=here)
    assert [each["ref"] for each in json.loads(only.output)] == ["T-2026-1"]


def listed(sqlite_url: str, *words: str) -> Result:
    here = {"SAMSAK_DATABASE_URL": sqlite_url}
    asked = ["measure", "list", "--at", AT, "--as", "observer@example.no"]
    return CliRunner().invoke(main, [*asked, *words], env=here)


@pytest.fixture
def three(sqlite_url, peopled) -> str:
    """A database with an ongoing measure that is late, and two that are not."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        for years in ("2025", "2026", "2027"):
            world.ongoing(years=years)
    database.close()
    return sqlite_url


def test_a_case_that_is_overdue_is_marked(three):
    rows = [line.split("\t") for line in listed(three).output.splitlines()[1:]]

    assert [row[2] for row in rows] == ["! 2025-12-31 overdue", "2026-12-31", "2027-12-31"]
    assert [each["late"] for each in json.loads(listed(three, "--json").output)] == [
        True,
        False,
        False,
    ]


def test_a_list_is_cut_and_says_so_beside_it(three):
    said = listed(three, "--limit", "2")

    assert len(said.stdout.splitlines()) == 3
    assert said.stderr == "1 row was left out.\n"
    assert len(json.loads(listed(three, "--limit", "1", "--json").stdout)) == 1
    assert listed(three, "--limit", "3").stderr == ""
    assert listed(three, "--limit", "0").exit_code == 2


def test_measures_say_which_plan_and_area_they_stand_in(sqlite_url, peopled, tmp_path):
    file = tmp_path / "plan.csv"
    file.write_text("Nr.;1. Felles rutiner;Ansvarlig;Når\n1;Lage rutine;Fagråd 1;2026\n", "utf-8")
    environ = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_AS": "secretary@example.no"}
    runner = CliRunner(env=environ)
    taken = runner.invoke(main, ["plan", "import", str(file), "--partnership", "fjord"])
    assert taken.exit_code == 0, taken.output

    told = json.loads(runner.invoke(main, ["measure", "list", "--json"]).output)
    table = runner.invoke(main, ["measure", "list"]).output

    assert [(each["plan"], each["area"]) for each in told] == [("plan", "1 Felles rutiner")]
    assert table.splitlines()[1].endswith("\tLage rutine\tplan\t1 Felles rutiner")


def test_those_who_support_a_measure_are_not_listed_as_responsible(sqlite_url, peopled):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        world.step(world.measure(), "change", supporting=["fagrad-2"], comment="Bidrar")
    database.close()

    (said,) = json.loads(listed(sqlite_url, "--json").output)
    assert "fagrad-2" not in said["bodies"]
    assert said["supporting"] == ["fagrad-2"]
