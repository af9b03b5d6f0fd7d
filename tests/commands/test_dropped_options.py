"""Nothing that is typed is dropped without a word, and a refusal names the option as it is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.storage.database import Database
from tests.world import found

Typed = Callable[..., Result]


@pytest.fixture
def secretary(sqlite_url: str, peopled: None) -> Typed:
    """The secretary's command line, in Fjord with a meeting, a mandate and a report."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        world.meeting()
        world.measure()
        code = world.report().code
    database.close()

    def run(*words: str) -> Result:
        environ = {
            "SAMSAK_DATABASE_URL": sqlite_url,
            "SAMSAK_AS": "secretary@example.no",
            "SAMSAK_LANGUAGE": "en",
        }
        said = [code if word == "CODE" else word for word in words]
        return CliRunner(env=environ).invoke(main, [*said, "--at", "2026-03-02T10:00"])

    return run


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("meeting item add 1 T-2026-1 --plan plan", "enten en sak eller en plan"),
        ("measure propose --title Én --set title=To", "given twice"),
        ("measure propose --title Én --body asu --set bodies=psu", "given twice"),
        ("do T-2026-1 withdraw --reason Dobbelt --set reason=Feil", "given twice"),
        ("mandate set 1 --no-end --to 2027-01-01", "enten en siste dag eller at det ikke er noen"),
        ("person add ny@example.no Ny --from 2026-01-01", "oppgi vervet med --body"),
        ("person add ny@example.no Ny --deputy-for member@example.no", "oppgi vervet med --body"),
    ],
)
def test_what_cannot_both_be_meant_is_refused(secretary, words, said):
    answer = secretary(*words.split())

    assert answer.exit_code != 0
    assert said in " ".join(answer.output.split())


@pytest.mark.parametrize(
    ("words", "option"),
    [
        (("deviation", "report", "--to", "mottak", "--what", ""), "--what"),
        (("measure", "propose", "--title", "", "--body", "asu"), "--title"),
        (("deviation", "follow", "CODE", "--reply", ""), ""),
    ],
)
def test_a_remedy_names_the_option_of_the_command(secretary, words, option):
    answer = secretary(*words)

    assert answer.exit_code == 1
    assert "--set" not in answer.output
    assert option in answer.output


def test_a_first_day_that_changes_nothing_is_told(secretary):
    given = ("person", "add", "new@example.no", "New", "--body", "asu:member", "--from")

    changes_nothing = "den senere første dagen endrer ingenting"
    assert changes_nothing not in secretary(*given, "2026-01-01").output
    assert changes_nothing in secretary(*given, "2026-02-01").output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--to 2027-12-31", "Oppgi den første dagen."),
        ("--from 2026-01-01 --to 2027-12-31", "fra 1. januar 2026 til og med 31. desember 2027"),
        ("--from 2026-01-01", "gjelder fra 1. januar 2026."),
        ("--no-end", "Oppgi den første dagen."),
    ],
)
def test_setting_a_mandate_answers_with_all_its_days(secretary, words, said):
    assert said in secretary("mandate", "set", "1", *words.split()).output


@pytest.mark.parametrize(
    "words", [("show", "T\x07\u202e-1"), ("T\x07\u202e",), ("meeting", "list", "--from", "1\x07")]
)
def test_a_complaint_commands_no_terminal(secretary, words):
    answer = secretary(*words)

    assert answer.exit_code != 0
    assert not {"\x07", "\u202e"} & set(answer.output)
