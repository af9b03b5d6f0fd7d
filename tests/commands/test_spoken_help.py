"""Help and what is said of a wrong call are in the language of whoever types."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from cli import main
from commands.examples import EXAMPLES
from commands.spoken_help import joined_lines, wrong_call
from engine.language.sentences import translations
from tests.house import ROOT
from tests.test_docs import COMMANDS


def typed(words: str, language: str = "nb") -> str:
    return CliRunner(env={"SAMSAK_LANGUAGE": language}).invoke(main, words.split()).output


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _command in COMMANDS])
def test_every_command_and_option_is_explained_in_three_languages(path, command):
    options = [each for each in command.params if isinstance(each, click.Option)]
    texts = [command.help, *(option.help for option in options)]

    assert all(texts), [option.name for option in options if not option.help]
    for language in ("nb", "nn"):
        told = translations(language)
        assert [text for text in texts if joined_lines(text) not in told._catalog] == [], path


def test_help_is_in_the_language_of_whoever_types():
    assert typed("measure propose --help").splitlines()[0].startswith("Bruk: samsak measure")
    assert "Foreslå et tiltak." in typed("measure propose --help")
    assert "Føreslå eit tiltak." in typed("measure propose --help", "nn")
    assert "Propose a measure." in typed("measure propose --help", "en")
    assert "[må oppgis]" in typed("measure propose --help")
    assert "Kommandoar:" in typed("--help", "nn")
    assert "Avslutt vervene en person har i et organ." in typed("person --help")
    assert "Ta en sak ett steg videre." in typed("--help")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("vis", "Kommandoen «vis» finnes ikke."),
        ("--vis", "Valget «--vis» finnes ikke."),
        ("person vis", "Kommandoen «vis» finnes ikke."),
        ("show", "REF mangler."),
        ("show T-1 T-2", "Dette er for mye: T-2."),
        ("show T-1 --vis", "Valget «--vis» finnes ikke."),
        ("show T-1 --as-of", "Valget --as-of må ha en verdi."),
        ("show T-1 --json=1", "Valget --json skal ikke ha noen verdi."),
        ("show T-1 --as-of mandag", "--as-of: «mandag» er ikke en dag som 2026-03-02"),
        ("measure propose", "Valget --title mangler."),
        ("meeting show en", "M: «en» er ikke et helt tall."),
        ("notices --state borte", "--state: «borte» er ikke en av 'planned'"),
        ("person add a b --digest-day 9", "--digest-day: 9 er ikke innenfor 1<=x<=5."),
    ],
)
def test_a_wrong_call_is_answered_in_the_language_of_whoever_types(words, said):
    assert said in " ".join(typed(words).split())
    assert "Hjelp: samsak" in typed(words)


def test_a_file_that_may_not_be_read_is_told_so():
    said = wrong_call("Invalid value for 'FILE': Path 'plan.csv' is not readable.", None)
    assert "plan.csv" in said.message
    assert "not readable" not in said.message
    assert not said.message.startswith("FILE")


def test_a_group_alone_shows_its_help():
    assert "Kommandoer:" in typed("person")


@pytest.mark.parametrize(("path", "example"), EXAMPLES.items())
def test_the_help_of_a_main_command_has_an_example_that_the_docs_have(path, example):
    docs = (ROOT / "docs" / "commands.md").read_text("utf-8")

    assert f"\n    {example}\n" in docs
    assert example.startswith(f"{path} ")
    assert example in typed(f"{path.removeprefix('samsak ')} --help")
