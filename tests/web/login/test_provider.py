"""What a provider answers that a real one cannot be made to answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import RSAKey

from engine.settings import Settings
from tests.liar import CONFIGURATION, KEY, Liar, lying
from tests.providers import settings
from tests.world import MONDAY
from web.login.failures import LoginFailed
from web.login.journey import Journey
from web.login.patience import session
from web.login.provider import Provider, Returned, provider_of

JOURNEY = Journey("a state", "a nonce", "v" * 43, "/")
RETURNED = Returned("a code", "a state", "")
SECRET = "a secret word"


@pytest.fixture
def liar() -> Iterator[Liar]:
    with lying() as liar:
        yield liar


def provider(liar: Liar) -> Provider:
    made = provider_of(settings(liar.base, oidc_client_secret=SECRET))
    assert made
    return made


def finish(liar: Liar) -> str:
    return provider(liar).finish(JOURNEY, RETURNED, MONDAY)


def failure(liar: Liar) -> tuple[int, str]:
    """How a login fails, and where."""
    with pytest.raises(LoginFailed) as failed:
        finish(liar)
    assert SECRET not in repr(failed.value.__cause__)
    return failed.value.status, failed.value.place


def test_the_truth_is_believed(liar):
    liar.tell(liar.token(MONDAY))

    assert finish(liar) == "owner@example.no"
    assert liar.asked == [CONFIGURATION, "/token", "/keys"]


def test_a_browser_is_sent_with_what_binds_the_answer_to_it(liar):
    address, journey = provider(liar).begin("/work")
    given = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}

    assert address.startswith(f"{liar.base}/auth?")
    assert (given["state"], given["nonce"], journey.to) == (journey.state, journey.nonce, "/work")
    assert (given["response_type"], given["code_challenge_method"]) == ("code", "S256")
    assert journey.verifier not in address
    assert min(len(each) for each in journey[:3]) >= 43


@pytest.mark.parametrize(
    ("path", "place"),
    [(CONFIGURATION, "discovery"), ("/token", "token"), ("/keys", "keys"), ("/me", "userinfo")],
)
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, b"no json"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'"x"'),
        (200, b'{"keys": 1, "id_token": 1, "access_token": 1, "token_type": 1}'),
        (200, b'{"issuer": {}, "access_token": "x", "id_token": "a.b.c"}'),
        (200, b'{"x": "' + b"x" * 2**21 + b'"}'),
        (302, b"{}"),
        (404, b"{}"),
        (500, b"<html>"),
        (503, b""),
    ],
)
def test_whatever_is_answered_in_its_stead_logs_nobody_in(liar, path, place, status, said):
    liar.tell(liar.token(MONDAY, email=None))
    liar.answers[path] = (status, {"location": f"{liar.base}/elsewhere"}, said)

    told, where = failure(liar)

    assert told in (502, 503)
    assert where in (place, "id token")
    assert "/elsewhere" not in liar.asked


@pytest.mark.parametrize(("path", "place"), [(CONFIGURATION, "discovery"), ("/keys", "keys")])
def test_the_truth_with_a_status_that_says_otherwise_is_not_believed(liar, path, place):
    liar.tell(liar.token(MONDAY))
    liar.answers[path] = (500, *liar.answers[path][1:])

    assert failure(liar) == (503, place)


def test_an_answer_of_another_provider_is_refused_though_this_one_does_not_say_who_it_is(liar):
    liar.tell(liar.token(MONDAY))

    with pytest.raises(LoginFailed) as failed:
        provider(liar).finish(JOURNEY, RETURNED._replace(issuer="https://x.example.no"), MONDAY)

    assert (failed.value.status, failed.value.place) == (502, "issuer")
    assert "/token" not in liar.asked


def test_a_provider_that_is_gone_meanwhile_is_away(liar):
    for name, place in (("token_endpoint", "token"), ("jwks_uri", "keys")):
        liar.tell(liar.token(MONDAY))
        liar.configure(**{name: "http://127.0.0.1:9/x"})

        assert failure(liar) == (503, place)


@pytest.mark.parametrize(
    ("told", "outcome"),
    [
        ({"issuer": "https://another.example.no"}, (502, "discovery")),
        ({"token_endpoint": None}, (502, "discovery")),
        ({"id_token_signing_alg_values_supported": None}, (502, "discovery")),
        ({"id_token_signing_alg_values_supported": ["none", "HS256"]}, (502, "id token")),
        ({"id_token_signing_alg_values_supported": ["ES256"]}, (502, "id token")),
        ({"authorization_response_iss_parameter_supported": True}, (502, "issuer")),
    ],
)
def test_a_provider_that_says_something_else_of_itself_is_not_believed(liar, told, outcome):
    liar.tell(liar.token(MONDAY))
    liar.configure(**told)

    assert failure(liar) == outcome


@pytest.mark.parametrize(
    "other",
    [{"nonce": "another"}, {"aud": "another"}, {"exp": 1}, {"iss": "https://x.example.no"}],
)
def test_a_token_that_is_not_for_this_login_logs_nobody_in(liar, other):
    liar.tell(liar.token(MONDAY, **other))

    assert failure(liar) == (502, "id token")


def test_a_token_that_is_not_there_logs_nobody_in(liar):
    liar.tell(None)

    assert failure(liar) == (502, "id token")


def test_a_new_key_of_the_provider_is_known_at_once_and_an_old_one_no_more(liar):
    new = RSAKey.generate_key(2048, {"kid": "new"})
    asking = provider(liar)
    liar.tell(liar.token(MONDAY))
    asking.finish(JOURNEY, RETURNED, MONDAY)

    liar.say("/keys", {"keys": [new.as_dict(private=False)]})
    assert failure(liar) == (502, "id token")
    liar.tell(liar.token(MONDAY, new))

    assert asking.finish(JOURNEY, RETURNED, MONDAY) == "owner@example.no"
    assert KEY.kid != new.kid


@pytest.mark.parametrize(
    ("error", "outcome"),
    [("invalid_grant", (422, "code")), ("invalid_client", (502, "token")), ("x", (502, "token"))],
)
def test_what_the_provider_refuses_is_told_apart(liar, error, outcome):
    liar.say("/token", {"error": error, "error_description": "13097248022"}, 400)

    assert failure(liar) == outcome


@pytest.mark.parametrize("state", ["", "another", "a stat"])
def test_another_state_is_refused_before_anybody_is_asked(liar, state):
    with pytest.raises(LoginFailed) as failed:
        provider(liar).finish(JOURNEY, RETURNED._replace(state=state), MONDAY)

    assert (failed.value.status, failed.value.place) == (422, "state")
    assert liar.asked == []


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ({"sub": "1", "email": "gp@example.no", "email_verified": True}, "gp@example.no"),
        ({"sub": "1", "email": "gp@example.no"}, None),
        ({"sub": "1", "email_verified": True}, None),
        ({"sub": "1"}, None),
    ],
)
def test_an_address_that_the_token_lacks_is_asked_for_and_must_be_verified_there(
    liar, told, address
):
    liar.tell(liar.token(MONDAY, email=None))
    liar.say("/me", told)

    if address is None:
        assert failure(liar) == (403, "address")
    else:
        assert finish(liar) == address


@pytest.mark.parametrize("sub", ["2", None, 1])
def test_what_is_told_of_another_person_is_not_believed(liar, sub):
    liar.tell(liar.token(MONDAY, email=None))
    liar.say("/me", {"sub": sub, "email": "secretary@example.no", "email_verified": True})

    assert failure(liar) == (502, "userinfo")


def test_a_provider_that_tells_nothing_more_is_asked_nothing_more(liar):
    liar.configure(userinfo_endpoint=None)
    liar.tell(liar.token(MONDAY, email_verified=None))

    assert failure(liar) == (403, "address")


def test_an_encrypted_provider_leads_to_no_unencrypted_place(liar):
    told = json.loads(liar.answers[CONFIGURATION][2])
    strict = provider_of(settings("https://id.example.no", oidc_client_secret=SECRET))
    assert strict

    with pytest.raises(LoginFailed) as failed:
        strict._understand({**told, "issuer": "https://id.example.no"}, session())

    assert (failed.value.status, failed.value.place) == (502, "discovery")


def test_where_no_provider_is_unit_told_is_none():
    assert provider_of(Settings()) is None
