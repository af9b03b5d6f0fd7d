"""Words that a line break or a typing hand has broken."""

from __future__ import annotations

import pytest

from workflows.plan_import.reading.mends import Mender


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Fort-\nløpende", "Fortløpende"),
        ("Fort- løpende", "Fortløpende"),
        ("Personal-nettverket", "Personalnettverket"),
        ("helse – beredskap", "helseberedskap"),
        ("lgangsatt", "Igangsatt"),
        ("X lgangsatt", "X Igangsatt"),
    ],
)
def test_broken_words_are_mended_where_something_proves_the_whole_word(broken, whole):
    mender = Mender(
        ["fortløpende", "Personalnettverket", "helseberedskap", "samhandlingsforløp", "norge"]
    )
    assert mender.mend(broken)[0] == whole


@pytest.mark.parametrize(
    "text",
    [
        "pasient-/ samhandlingsforløp",
        "web – løsnig",
        "Helse Midt – Norge",
        "rolle- og ansvarsfordeling",
        "E-konsultasjon",
        "lage mat",
        "2-3 byer",
    ],
)
def test_what_may_be_meant_so_is_left_alone(text):
    mender = Mender(
        ["fortløpende", "samhandlingsforløp", "norge", "konsultasjon", "ansvarsfordeling"]
    )
    assert mender.mend(text) == (text, [])
