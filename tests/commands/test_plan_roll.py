"""The next plan by a command: with a file it is asked what an import is asked, without one it takes
nothing that a file alone needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import main
from commands.remedies import worded
from engine.errors import Remedy, WayOut
from engine.language.sentences import say
from engine.storage.database import Database
from tests.imported import fjord_plan
from tests.world import build

Run = Callable[[str], Result]


@pytest.fixture
def run(sqlite_url: str) -> Run:
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        plan = fjord_plan(build(session))
    database.close()
    environ = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_AS": "secretary@example.no"}
    words = f"plan roll {plan} fjord-2030-2033 --period 2030-2033"
    return lambda more: CliRunner().invoke(main, [*words.split(), *more.split()], env=environ)


def test_without_a_file_it_takes_nothing_that_a_file_alone_needs(run: Run):
    for more in ("--same 1=1", "--new 1", "--skip-bad-rows", "--column times=-", "--end-gone Nei"):
        refused = run(more)
        assert refused.exit_code == 1, more
        assert "Oppgi filen også" in refused.output
    assert run("").exit_code == 0


def test_with_a_file_it_is_told_what_its_columns_hold(run: Run, tmp_path: Path):
    file = tmp_path / "neste.csv"
    file.write_text("Tiltak;Hvor;Tidsfrist\n1.1 Lage felles rutine;på kontoret;2031\n", "utf-8")

    asked, done = run(f"{file}"), run(f"{file} --column owners=-")

    assert (asked.exit_code, "--column owners" in asked.output) == (1, True)
    assert (done.exit_code, "fjord-2030-2033" in done.output) == (0, True)


def test_a_file_that_is_not_there_is_named(run: Run, tmp_path: Path):
    missing, folder = run(f"{tmp_path}/borte.csv"), run(f"{tmp_path}")

    assert (missing.exit_code, folder.exit_code) == (1, 1)
    assert missing.output == f"Filen {tmp_path}/borte.csv finnes ikke.\n"
    assert folder.output == f"{tmp_path} er en mappe. Oppgi en fil der.\n"


def test_a_row_that_may_be_several_measures_is_answered_for_each(run: Run, tmp_path: Path):
    file = tmp_path / "neste.csv"
    rows = ("Tiltak;Ansvarlig;Tidsfrist", "2.1 Lage rutine;Fagråd 1;2031")
    file.write_text("\n".join(rows) + "\n", "utf-8")

    asked = run(f"{file}")

    assert "Svar med --same 2.1=1.1 eller --new 2.1." in asked.output


def test_every_answer_to_a_question_is_offered():
    several = Remedy(WayOut.SAY_WHICH_MEASURE, {"row": "2.1", "measures": ["2.1", "2.2"]})

    assert say(worded(several), "nb") == "Svar med --same 2.1=2.1, --same 2.1=2.2 eller --new 2.1."


def test_a_plan_that_came_from_no_file_is_undone_in_words(run: Run, sqlite_url: str):
    run("")
    environ = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_AS": "secretary@example.no"}
    words = "plan take-back fjord-2030-2033 --reason Feil"

    said = CliRunner().invoke(main, words.split(), env=environ).output

    assert said == "fjord-2030-2033: den nyeste utgaven er angret; 0 saker er ført tilbake.\n"
