"""Words have a root in common, however they end and in both written languages."""

from __future__ import annotations

import pytest

from engine.cases.word_roots import has_root, root, roots_of, spellings


@pytest.mark.parametrize(
    "words",
    [
        "epikrise epikrisen epikriser epikrisene epikrisane Epikrisa",
        "sykehus sykehuset sjukehus sjukehuset sjukehusa sykehusets",
        "utskrivning utskrivningen utskriving utskrivinga",
        "hjemreise heimreise heimreisa",
    ],
)
def test_forms_of_a_word_have_one_root(words):
    assert len({root(word) for word in words.split()}) == 1


def test_what_says_little_and_what_is_short_has_none():
    assert [root(word) for word in ("ikkje", "pasienten", "kom", "og", "aldri")] == [None] * 5


def test_a_root_is_looked_for_as_both_languages_spell_it():
    assert spellings("sykehus") == ["sjukehus", "sykehus"]
    assert roots_of(["Epikrisen, og epikriser."]) == {"epikris": "epikrisen"}


def test_a_part_of_a_compound_counts_where_it_is_long_enough():
    assert has_root(["legemiddellist"], "legemiddel")
    assert has_root(["hjemmesykepleiedokument"], "dokument")
    assert not has_root(["legemiddellist"], "list")
