from __future__ import annotations

from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.browsing import SECRET
from tests.world import MONDAY
from web.login.journey import Journey, opened, sealed

JOURNEY = Journey("a state", "a nonce", "a verifier", "/lists/measure?body=blåbær")


def test_what_was_sealed_is_opened_for_ten_minutes():
    text = sealed(JOURNEY, SECRET, MONDAY)

    assert opened(text, SECRET, MONDAY + timedelta(minutes=9)) == JOURNEY
    assert opened(text, SECRET, MONDAY + timedelta(minutes=10)) is None


def test_nothing_of_it_can_be_read_and_it_is_never_the_same():
    text = sealed(JOURNEY, SECRET, MONDAY)

    assert not any(word in text for word in ("state", "verifier", "measure"))
    assert text != sealed(JOURNEY, SECRET, MONDAY)


@pytest.mark.parametrize("part", range(5))
def test_what_was_changed_is_not_opened(part):
    parts = sealed(JOURNEY, SECRET, MONDAY).split(".")
    parts[part] = parts[part][:-2] + ("AA" if parts[part][-2:] != "AA" else "BB")

    assert opened(".".join(parts), SECRET, MONDAY) is None


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "a.b.c.d.e", "é" * 40, "." * 4])
def test_what_is_none_is_not_opened(text):
    assert opened(text, SECRET, MONDAY) is None


def test_what_another_installation_sealed_is_not_opened():
    text = sealed(JOURNEY, SECRET + "!", MONDAY)

    assert opened(text, SECRET, MONDAY) is None


def test_what_is_only_signed_is_not_opened():
    claims = {**JOURNEY._asdict(), "exp": int(MONDAY.timestamp()) + 60}

    for algorithm in ("HS256",):
        text = jwt.encode({"alg": algorithm}, claims, OctKey.import_key(SECRET))
        assert opened(text, SECRET, MONDAY) is None
