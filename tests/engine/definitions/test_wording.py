"""What a definition says of what was done, why somebody hears of it, and what is due."""

from __future__ import annotations

from datetime import date

import pytest

from engine.definitions import wording
from engine.definitions.loader import load
from engine.definitions.model import Definition
from engine.language.sentences import say
from tests.engine.definitions.test_loader import GUARDS, small

DAY = date(2026, 3, 2)
OWNER = "label: {nb: Eieren, nn: Eigaren, en: The owner}"
FINISH = "label: {nb: Fullfør, nn: Fullfør, en: Finish}\n"
SOON = "label: {nb: Frist, nn: Frist, en: Due}\n"


def worded(old: str, new: str) -> Definition:
    return load(small(old, new), "errand.yaml", guards=GUARDS)


@pytest.fixture(scope="module")
def wordless() -> Definition:
    return load(small(), "errand.yaml", guards=GUARDS)


def test_an_action_says_what_was_done():
    done = "done: {nb: Ærendet er fullført, nn: Ærendet er fullført, en: The errand was finished}"
    errand = worded(FINISH, f"{FINISH}    {done}\n")

    assert say(wording.done(errand, "new", "finish"), "nb") == "Ærendet er fullført"


def test_a_step_that_was_taken_back_is_called_as_it_was_from_where_it_began(wordless):
    assert say(wording.done(wordless, "done", "finish"), "en") == "“Finish” was done"


@pytest.mark.parametrize(
    ("source", "name", "said"),
    [
        (None, "open", "“Errand” was done"),
        ("new", "finish", "“Finish” was done"),
        ("new", "vanished", "“vanished” was done"),
    ],
)
def test_where_it_does_not_say_what_was_done_the_label_is_quoted(wordless, source, name, said):
    assert say(wording.done(wordless, source, name), "en") == said


def test_a_role_says_why_somebody_hears_of_a_case():
    errand = worded(OWNER, f"because: {{nb: du eier det, nn: du eig det, en: you own it}}, {OWNER}")

    assert say(wording.because(errand, ["owner", "office", "gone", "owner"]), "nn") == (
        "du eig det og du har rolla «Kontoret»"
    )


def test_a_deadline_says_due_sentences_and_what_was():
    due = "due: {nb: Det skal gjøres, nn: Det skal gjerast, en: It is to be done}"
    late = "late: {nb: Det skulle vært gjort, nn: Det skulle vore gjort, en: It was to be done}"
    errand = worded(SOON, f"{SOON}    {due}\n    {late}\n")

    said = [say(wording.due(errand, "soon", DAY, late=late), "nb") for late in (False, True)]
    assert said == [
        "Det skal gjøres innen 2. mars 2026",
        "Det skulle vært gjort innen 2. mars 2026",
    ]


def test_where_a_deadline_says_nothing_its_label_is_quoted(wordless):
    said = [say(wording.due(wordless, "soon", DAY, late=late), "en") for late in (False, True)]

    assert said == ["The deadline “Due” is 2 March 2026", "The deadline “Due” was 2 March 2026"]
    assert say(wording.due(wordless, "gone", DAY, late=False), "nn") == (
        "Fristen «gone» er 2. mars 2026"
    )
