"""Stupid input of every kind gets a sentence or a usage line, and never a traceback."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.acceptance.conftest import EXAMPLES, Samsak

KARI = "kari.nordmann@example.no"
NORTH = ("--partnership", "nordre-trondelag")
BORN = "01010012356"  # fits the check digits, and is nobody's

REFUSED = {
    "a case that is not there": ("show", "T-99.99"),
    "a person who is not there": ("show", "T-2.4", "--as", "nobody@example.no"),
    "no one who acts": ("do", "T-2.4", "start"),
    "an action that is not there": ("do", "T-2.4", "fly", "--as", KARI),
    "an action from another state": ("do", "T-2.4", "evaluate", "--as", KARI),
    "a field that is not there": ("do", "T-2.4", "start", "--set", "colour=blue", "--as", KARI),
    "a field that the action does not take": (
        "do",
        "T-2.4",
        "start",
        "--set",
        "title=X",
        "--as",
        KARI,
    ),
    "a year that is no year": (
        "do",
        "T-2.4",
        "change",
        "--set",
        "years=soon",
        "--reason",
        "x",
        "--as",
        KARI,
    ),
    "a choice that is none": (
        "do",
        "T-2.4",
        "report_progress",
        "--set",
        "light=green",
        "--as",
        KARI,
    ),
    "a body that is not there": (
        "measure",
        "propose",
        "--title",
        "X",
        "--body",
        "nowhere",
        "--as",
        KARI,
    ),
    "a title that is empty": ("measure", "propose", "--title", "", "--as", KARI),
    "a title that is too long": ("measure", "propose", "--title", "x" * 5000, "--as", KARI),
    "an identity number in a title": ("measure", "propose", "--title", f"Om {BORN}", "--as", KARI),
    "an identity number in a report": (
        "deviation",
        "report",
        "--to",
        "hnt",
        "--what",
        f"Pasient {BORN}",
    ),
    "an identity number in a ref": ("show", BORN),
    "an identity number for a plan": (
        "plan",
        "import",
        EXAMPLES / "nordre-trondelag" / "plan.csv",
        *NORTH,
        "--plan",
        f"p-{BORN}",
        "--as",
        KARI,
    ),
    "an address that is none": (
        "deviation",
        "report",
        "--to",
        "hnt",
        "--what",
        "Noe",
        "--email",
        "kari",
    ),
    "a kind that is none": (
        "deviation",
        "report",
        "--to",
        "hnt",
        "--what",
        "Noe",
        "--kind",
        "weird",
    ),
    "a receipt that is none": ("deviation", "follow", "AAAA-BBBB"),
    "a state that is none": ("measure", "list", "--state", "sleeping"),
    "a deviation state that is none": ("deviation", "list", "--state", "approved"),
    "a plan that is not there": ("plan", "show", "nowhere"),
    "a partnership that is not there": ("closed", "list", "nowhere"),
    "a file that is not there": ("plan", "import", "nowhere.xlsx", *NORTH),
    "a folder for a file": ("plan", "import", ".", *NORTH),
    "a plan that is a database": ("plan", "import", "samsak.db", *NORTH),
    "a plan that is a list of people": (
        "plan",
        "import",
        EXAMPLES / "nordre-trondelag" / "people.csv",
        *NORTH,
    ),
    "a period that is none": (
        "plan",
        "import",
        EXAMPLES / "nordre-trondelag" / "plan.csv",
        *NORTH,
        "--period",
        "2025-2022",
    ),
    "an adoption that is none": (
        "plan",
        "import",
        EXAMPLES / "nordre-trondelag" / "plan.csv",
        *NORTH,
        "--adopted",
        "asu",
    ),
    "an adoption by nobody": (
        "plan",
        "import",
        EXAMPLES / "nordre-trondelag" / "plan.csv",
        *NORTH,
        "--adopted",
        "xyz:2018-02-13",
    ),
    "a plan's id that is none": (
        "plan",
        "import",
        EXAMPLES / "nordre-trondelag" / "plan.csv",
        *NORTH,
        "--plan",
        "../x",
    ),
    "people in a plan's place": (
        "person",
        "import",
        EXAMPLES / "nordre-trondelag" / "plan.csv",
        *NORTH,
    ),
    "people of another partnership": (
        "person",
        "import",
        EXAMPLES / "more-og-romsdal" / "people.csv",
        *NORTH,
    ),
    "a structure that is a table": (
        "init",
        "--partnership",
        EXAMPLES / "nordre-trondelag" / "people.csv",
    ),
    "a seat that is none": ("person", "add", "x@example.no", "X", "--body", "asu:king"),
    "a seat without a role": ("person", "add", "x@example.no", "X", "--body", "asu"),
    "a person without a name": ("person", "add", "x@example.no", " "),
    "a person without an address": ("person", "add", "x", "X"),
    "a meeting that is not there": ("meeting", "hold", "999", "--as", KARI),
    "a meeting held before its day": ("meeting", "hold", "1", "--as", KARI, "--at", "2018-01-01"),
    "a time of day that is none": (
        "meeting",
        "add",
        "asu",
        "2026-03-02",
        "--time",
        "25:99",
        "--as",
        KARI,
    ),
    "an item that is not there": ("meeting", "decide", "1", "77", "approved", "--as", KARI),
    "closed days the wrong way round": (
        "closed",
        "add",
        "nordre-trondelag",
        "2026-07-31",
        "2026-07-01",
    ),
    "a mandate that is not there": ("mandate", "set", "999", "--from", "2026-01-01"),
    "a workflow that is not there": ("workflow", "show", "dance"),
    "a definition that is none": (
        "workflow",
        "check",
        EXAMPLES / "nordre-trondelag" / "structure.yaml",
    ),
    "somebody else's right": ("meeting", "cancel", "1", "--as", "geir.lynmann@example.no"),
    "a digest for nobody": ("digest", "nobody@example.no"),
    "a coverage of nothing": ("coverage", "999"),
}
USAGE = {
    "no such command": ("dance",),
    "no such option": ("measure", "list", "--colour"),
    "a missing argument": ("show",),
    "a missing option": ("measure", "propose"),
    "a day that is none": ("measure", "list", "--due", "31.31.2026"),
    "a time that is none": ("show", "T-2.4", "--at", "yesterday"),
    "a number that is none": ("meeting", "show", "one"),
    "an outcome that is none": ("meeting", "decide", "1", "1", "maybe"),
    "a language that is none": ("person", "add", "x@example.no", "X", "--language", "se"),
    "a value without a name": ("do", "T-2.4", "change", "--set", "years", "--as", KARI),
}
SETTINGS = {
    "SAMSAK_DATABASE_URL": "mysql://localhost/samsak",
    "SAMSAK_MAIL_URL": "pigeon://loft",
    "SAMSAK_LANGUAGE": "se",
    "SAMSAK_BASE_URL": "nowhere",
    "SAMSAK_WORKFLOWS": "/nowhere/at/all",
    "SAMSAK_AS": "nobody",
}
QUIET = (
    ("person", "list"),
    ("body", "list"),
    ("plan", "list"),
    ("plan", "show", "hnt-2018-2021"),
    ("measure", "list"),
    ("meeting", "list"),
    ("show", "T-2.4"),
    ("mandate", "list", "nordre-trondelag"),
    ("workflow", "list"),
    ("--help",),
)


@pytest.mark.parametrize("words", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_is_refused_in_sentences(here: Samsak, words):
    reasons = here.refused(*words)

    assert all(re.match(r"^\S.+[.!?:…)”`]$", reason) for reason in reasons), reasons
    assert BORN not in "".join(reasons)


@pytest.mark.parametrize("words", USAGE.values(), ids=USAGE)
def test_a_wrong_call_is_told_how_to_call(here: Samsak, words):
    said = here(*words)

    assert said.code == 2
    assert "Traceback" not in said.err
    assert "Error" in said.err


@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_setting_explains_itself(samsak: Samsak, name):
    reasons = samsak.refused("show", "T-1", **{name: SETTINGS[name]})

    assert len(reasons) == 1


def test_before_there_is_a_database_it_says_what_to_do(samsak: Samsak):
    for words in (("measure", "list"), ("tick",), ("verify",), ("person", "list")):
        assert "samsak init" in samsak.refused(*words)[0]


def test_a_file_that_is_no_database_is_not_written_to(samsak: Samsak):
    file = samsak.folder / "samsak.db"
    file.write_text("my shopping list\n" * 100)

    samsak.refused("init")
    samsak.refused("measure", "list")

    assert file.read_text().startswith("my shopping list")


def test_nothing_is_coloured_in_a_pipe(north: Samsak):
    for words in QUIET:
        assert "\x1b" not in north.ok(*words).out


def test_no_identity_number_stays_anywhere(north: Samsak):
    north.refused("deviation", "report", "--to", "hnt", "--what", f"Pasient {BORN[:6]} {BORN[6:]}")
    north.refused("do", "T-2.4", "start", "--reason", BORN, "--as", KARI)

    for file in Path(north.folder).rglob("*"):
        if file.is_file():
            assert BORN.encode() not in file.read_bytes()
            assert f"{BORN[:6]} {BORN[6:]}".encode() not in file.read_bytes()


def test_help_costs_nothing(installed: Samsak):
    said = installed.ok("--help", PYTHONPROFILEIMPORTTIME="1")

    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in said.err.splitlines()
        if "|" in line
    }
    assert "click" in loaded
    assert not loaded & {
        "sqlalchemy",
        "sqlmodel",
        "pydantic",
        "yaml",
        "babel",
        "jinja2",
        "apscheduler",
        "openpyxl",
        "docx",
    }
