"""What a mail address is, for every face and for the sender."""

from __future__ import annotations

import pytest

from engine.addresses import kept, normalised
from engine.errors import BadInput
from engine.language.sentences import LANGUAGES, say
from tests.house import modules, text

GOOD = [
    ("kari@example.no", "kari@example.no"),
    (" Kari.Nordmann@Example.NO ", "kari.nordmann@example.no"),
    ("o'hara@example.no", "o'hara@example.no"),
    ("post+samsak@sykehus.example.no", "post+samsak@sykehus.example.no"),
    ("kari@blåbær.no", "kari@xn--blbr-roah.no"),
]
BAD = [
    *("kari", "kari@", "@example.no", "kari@example", "kari@@example.no"),
    *("kari..n@example.no", ".kari@example.no", "kari.@example.no"),
    *("kari@example..no", "kari@example.no.", "kari@-example.no", "kari@ex_ample.no"),
    *("Kari <kari@example.no>", '"kari n"@example.no', "kari@[192.0.2.1]", "kari n@example.no"),
    *("kari@example.no,ola@example.no", "kari@example.no\nBcc: ola@example.no"),
    *("k" * 65 + "@example.no", "kari@" + "e" * 64 + ".no", "kari@" + "e." * 130 + "no"),
]


@pytest.mark.parametrize(("given", "made"), GOOD)
def test_an_address_is_made_into_what_mail_servers_take(given, made):
    assert normalised(given) == made
    assert normalised(made) == made
    assert kept(given) == made


@pytest.mark.parametrize("given", BAD)
def test_what_is_no_address_is_refused(given):
    with pytest.raises(BadInput, match="is not an email address"):
        normalised(given)


@pytest.mark.parametrize("given", ["", " "])
def test_who_gives_none_is_asked_for_one(given):
    with pytest.raises(BadInput, match="Write an email address such as"):
        normalised(given)


def test_letters_before_the_at_are_refused_in_a_sentence_of_its_own():
    with pytest.raises(BadInput, match="before the @") as refused:
        normalised("kåre@example.no")

    (sentence,) = refused.value.sentences
    assert all("kåre@example.no" in say(sentence, language) for language in LANGUAGES)


def test_an_address_that_is_none_is_looked_for_as_it_was_given():
    assert kept("kåre@example.no") == "kåre@example.no"


def test_one_module_decides_what_an_address_is():
    told = [path for path in modules() if "email_validator" in text(path)]

    assert told == ["engine/addresses.py"]
