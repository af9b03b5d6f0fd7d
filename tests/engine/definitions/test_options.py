"""What can be chosen: several at once, by name or label, and what was valid on the day."""

from __future__ import annotations

from datetime import date

import pytest

from engine.definitions.loader import load
from engine.definitions.model import Field
from engine.definitions.options import options_on
from engine.errors import BadInput
from engine.language.sentences import LANGUAGES
from tests.engine.definitions.test_loader import GUARDS, small

WORDS = "      no: {nb: Nei, nn: Nei, en: No}\n      yes: {nb: Ja, nn: Ja, en: Yes}\n"
DATED = """\
      old: {nb: Gammel, nn: Gamal, en: "Old, worn", valid_to: 2020-12-31, newer: middle}
      middle:
        {nb: Midt, nn: Midt, en: Middle, valid_from: 2021-01-01, valid_to: 2022-12-31, newer: new}
      new:
        nb: Ny
        nn: Ny
        en: New
        valid_from: 2023-01-01
        meaning: {nb: Den nye., nn: Den nye., en: The new one.}
"""


def field(kind: str = "choice") -> Field:
    text = small(WORDS, DATED).replace("type: choice", f"type: {kind}")
    return load(text, "errand.yaml", guards=GUARDS).fields["choice"]


@pytest.mark.parametrize(
    ("day", "valid"),
    [
        ("2020-12-31", ["old"]),
        ("2021-01-01", ["middle"]),
        ("2022-12-31", ["middle"]),
        ("2023-01-01", ["new"]),
    ],
)
def test_what_could_be_chosen_on_a_day(day, valid):
    assert list(options_on(field().options, date.fromisoformat(day))) == valid


def test_an_older_option_says_what_took_its_place_in_the_end():
    said = [field().type.said(field(), "old", language) for language in LANGUAGES]

    assert said == ["Gammel (nå: Ny)", "Gamal (no: Ny)", "Old, worn (now: New)"]
    assert field().type.said(field(), "new", "en") == "New"


def test_an_option_says_what_it_means():
    assert field().options["new"].meaning.said("nn") == "Den nye."
    assert field().options["old"].meaning is None


@pytest.mark.parametrize(
    "given", [["new", "old"], "new, old", "Ny; gamal", "Old, worn\nNew", ("old", "new", "old")]
)
def test_several_are_chosen_by_name_or_label_and_stand_in_the_order_of_the_file(given):
    assert field("choices").type.read(field("choices"), given, lambda _: False) == ["old", "new"]
    assert field("choices").type.said(field("choices"), ["old", "new"], "en") == (
        "Old, worn (now: New) and New"
    )


def test_one_wrong_of_several_is_named():
    with pytest.raises(
        BadInput, match=r"cannot be “grønt”\. Choose from: Old, worn, Middle and New"
    ):
        field("choices").type.read(field("choices"), "new, grønt", lambda _: False)
