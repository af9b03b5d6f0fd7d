"""The list of plans, a plan in its printed order, and measures with their plan and area."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import main
from engine.storage.database import Database
from tests.world import build
from workflows.plan_import.reading import read_plan

Say = Callable[[str], str]
HEADS = "Nr.;Tiltak;Ansvarlig;Når;Status;Trafikklys"
ROWS = (
    "1 Rus",
    HEADS,
    "1.2;Lage felles rutine;ASU, Fagråd 1;2026–2028;Igangsatt;Gul",
    "1.1;Kurse ansatte;Fagråd 2;Fortløpende;;",
    "2 Barn",
    HEADS,
    "2.1;Holde kurs;Fagråd 2;2027;Utgår;",
)
IMPORT = "plan import {} --partnership fjord --plan p-2026 --period 2026-2029"


@pytest.fixture
def say(sqlite_url: str) -> Say:
    """What a command answers the secretary."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        build(session)
    database.close()
    environ = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_AS": "secretary@example.no"}

    def said(words: str) -> str:
        asked = [*words.split(), "--at", "2026-03-02T12:00"]
        answer = CliRunner().invoke(main, asked, env=environ)
        assert answer.exit_code == 0, answer.output
        return answer.output

    return said


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan of two areas, whose first measures are not printed in the order of their numbers."""
    file = tmp_path / "plan.csv"
    file.write_text("\n".join(ROWS), encoding="utf-8")
    return file


def test_a_plan_is_told_as_it_is_printed_with_where_each_measure_stands(say, plan):
    say(f"{IMPORT.format(plan)} --adopted asu:2026-02-10")

    assert [line.split("\t") for line in say("plan show p-2026").splitlines()] == [
        ["p-2026 (p-2026)"],
        ["Nummer", "Sak", "Status", "Framdrift", "Ansvarlig", "År", "Tittel"],
        ["1", "", "", "", "", "", "Rus"],
        [
            *("1.2", "T-1.2", "I gang", "Kan bli forsinket"),
            *("Administrativt samarbeidsutvalg, Fagråd 1", "2026–2028", "Lage felles rutine"),
        ],
        ["1.1", "T-1.1", "Tildelt", "", "Fagråd 2", "Fortløpende", "Kurse ansatte"],
        ["2", "", "", "", "", "", "Barn"],
        ["2.1", "T-2.1", "Trukket", "", "Fagråd 2", "2027", "Holde kurs"],
    ]


def test_a_plan_says_which_measures_nobody_has_adopted_and_which_are_gone(say, plan):
    say(IMPORT.format(plan))
    plan.write_text("\n".join(ROWS[:4]), encoding="utf-8")
    say(IMPORT.format(plan))

    lines = say("plan show p-2026").splitlines()

    assert lines[1] == "2 tiltak er ikke vedtatt, og ingen blir minnet på dem."
    gone = [line.split("\t") for line in lines if "ikke i den nyeste" in line]
    assert [(row[0], row[-1]) for row in gone] == [
        ("2.1", "Holde kurs (ikke i den nyeste utgaven)"),
    ]


def test_the_list_of_measures_says_which_plan_and_area(say, plan):
    say(IMPORT.format(plan))

    heads, *rows = [line.split("\t") for line in say("measure list").splitlines()]

    assert heads[-2:] == ["Plan", "Innsatsområde"]
    assert [(row[0], *row[-2:]) for row in rows] == [
        ("T-1.2", "p-2026", "1 Rus"),
        ("T-1.1", "p-2026", "1 Rus"),
        ("T-2.1", "p-2026", "2 Barn"),
    ]
    told = json.loads(say("measure list --json"))
    assert [(each["plan"], each["area"]) for each in told] == [tuple(row[-2:]) for row in rows]


def test_a_plan_whose_import_was_taken_back_says_so(say, plan):
    say(IMPORT.format(plan))
    assert "angret" not in say("plan list")
    say("plan take-back p-2026 --reason Feil")

    assert say("plan list").splitlines()[1:] == ["p-2026\t2026–2029\tp-2026 (angret)"]
    assert json.loads(say("plan list --json"))[0]["taken_back"] is True
    assert say("plan show p-2026").splitlines() == [
        "p-2026 (p-2026)",
        "Planen er tom: Den nyeste utgaven er angret.",
    ]
    say(IMPORT.format(plan))
    assert "angret" not in say("plan list")


def test_a_plan_before_its_first_day_says_that_nothing_stood_in_it(say, plan):
    say(IMPORT.format(plan))

    told = say("plan show p-2026 --as-of 2026-02-01").splitlines()

    assert told[1:] == ["Planen var tom den dagen."]


def test_what_is_rehearsed_is_what_is_done_and_a_file_that_was_changed_since_is_told(say, plan):
    say(IMPORT.format(plan))
    changed = "\n".join(ROWS).replace("Fagråd 2;Fort", "Fagråd 1;Fort")
    plan.write_text(changed, encoding="utf-8")
    rehearsed = say(f"{IMPORT.format(plan)} --dry-run")
    plan.write_text(changed.replace("Fagråd 2;2027", "ASU;2027"), encoding="utf-8")

    other = say(f"{IMPORT.format(plan)} --dry-run")
    done = say(IMPORT.format(plan))

    assert "\tT-1.1\t" in rehearsed
    assert "\tT-2.1\t" not in rehearsed
    assert "\tT-2.1\t" in done
    assert done.splitlines() == other.splitlines()[1:]
    assert other.startswith("Dette er en prøvekjøring: ingenting blir lagret.")


def test_a_file_that_is_saved_while_it_is_read_is_not_imported(say, plan, monkeypatch):
    class SavedMeanwhile(read_plan.PlanFile):
        def __init__(self, file, *given, **named):
            super().__init__(file, *given, **named)
            file.write_text("\n".join(ROWS[:4]), encoding="utf-8")

    monkeypatch.setattr(read_plan, "PlanFile", SavedMeanwhile)

    with pytest.raises(AssertionError, match="Filen ble lagret mens den ble lest"):
        say(IMPORT.format(plan))

    assert say("plan list --json").strip() == "[]"
