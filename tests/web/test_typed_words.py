"""What was typed is told by the words of its input, without what a form gives by itself."""

from __future__ import annotations

import re
from pathlib import Path

from starlette.datastructures import FormData

from engine.language.sentences import say
from web.rendering import WEB
from web.typed_words import BESIDE, GIVEN_BY_FORMS, OF_A_ROW, typed_in

HIDDEN = re.compile(r'type="hidden" name="([a-z.-]+)')
ALSO_TYPED = {"body", "first", "last", "kind", "meeting"}  # in another form


def told(path: str, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    found = typed_in(path, FormData(pairs))
    return [(say(each.label or "", "nb"), say(each.words, "nb")) for each in found]


def test_short_words_and_choices_are_told_with_the_labels_of_their_inputs():
    given = [("event_type", "medicines"), ("answer", "Hei"), ("odd", "Ja"), ("part", " ")]

    assert told("/cases/A-2026-1/do/answer", *given) == [
        ("Type hendelse", "Legemiddelliste og legemidler"),
        ("Svar til melderen", "Hei"),
        ("", "Ja"),
    ]


def test_a_name_is_called_by_the_label_of_a_case_on_pages_of_cases_alone():
    assert told("/meetings/1/items", ("what", "Sak")) == [("", "Sak")]


def test_an_identity_number_is_not_repeated():
    ((_label, said),) = told("/people", ("name", "Nina 01819000049"))

    assert said.startswith("Nina ")
    assert "01819000049" not in said


def test_what_every_form_gives_by_itself_is_known_and_told_to_nobody():
    pages: list[Path] = sorted(WEB.rglob("*.html"))
    hidden = {name for page in pages for name in HIDDEN.findall(page.read_text(encoding="utf-8"))}

    known = GIVEN_BY_FORMS | set(BESIDE) | ALSO_TYPED
    assert {each for each in hidden - known if not each.startswith(OF_A_ROW)} == set()
    assert told("/people", ("key", "k1"), ("seen-number-1", "7/26"), ("name", "Ny")) == [
        ("Navn", "Ny")
    ]
