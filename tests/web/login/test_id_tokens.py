"""What is believed of a token that says who somebody is, and what is not."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from joserfc import jwe, jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, RSAKey

from tests.world import MONDAY
from web.login.id_tokens import Expected, read_token, verified_address

NOW = int(MONDAY.timestamp())
RSA, EC = RSAKey.generate_key(2048, {"kid": "rsa"}), ECKey.generate_key("P-256", {"kid": "ec"})
KEYS = {"keys": [each.as_dict(private=False) for each in (RSA, EC)]}
EXPECTED = Expected("https://id.example.no", "samsak", "a nonce", ["RS256", "ES256"], MONDAY)
TRUE = {
    "iss": "https://id.example.no",
    "sub": "1",
    "aud": "samsak",
    "iat": NOW,
    "exp": NOW + 60,
    "nonce": "a nonce",
    "email": "owner@example.no",
    "email_verified": True,
}


def token(
    header: dict[str, Any] | None = None, key: Any = RSA, leave: str = "", **other: Any
) -> str:
    """A token that is true but for what is given."""
    head = {"alg": "RS256", "kid": "rsa", **(header or {})}
    claims = {name: value for name, value in {**TRUE, **other}.items() if name != leave}
    return jwt.encode(head, claims, key, algorithms=[head["alg"]])


def read(text: str, keys: dict[str, Any] = KEYS, expected: Expected = EXPECTED) -> dict[str, Any]:
    return read_token(text, keys, expected)


@pytest.mark.parametrize(
    "text",
    [
        token(),
        token({"alg": "ES256", "kid": "ec"}, EC),
        token(aud=["samsak"]),
        token(aud=["samsak", "another"], azp="samsak"),
        token(azp="samsak"),
        token(exp=NOW - 59),
        token(iat=NOW + 59),
    ],
    ids=range(7),
)
def test_a_true_token_is_read(text):
    assert read(text)["email"] == "owner@example.no"


@pytest.mark.parametrize(
    "other",
    [
        {"iss": "https://id.example.no/"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": ["samsak", "another"]},
        {"aud": ["samsak", "another"], "azp": "another"},
        {"azp": "another"},
        {"azp": None},
        {"exp": NOW - 61},
        {"exp": "never"},
        {"iat": NOW + 61},
        {"nbf": NOW + 61},
        {"nonce": "another"},
        {"nonce": ""},
        *({"leave": name} for name in ("iss", "sub", "aud", "exp", "iat", "nonce")),
    ],
)
def test_a_token_that_is_not_for_this_login_is_not_believed(other):
    text = token(**other)

    with pytest.raises((JoseError, ValueError)):
        read(text)


def _shared(kid: str = "rsa") -> str:
    """Signed with the public key as if it were a secret: libraries refuse to make such a one."""
    head = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": kid}).encode()).rstrip(b"=")
    said = head + b"." + token().split(".")[1].encode()
    signature = hmac.digest(RSA.as_pem(private=False), said, "sha256")
    return (said + b"." + urlsafe_b64encode(signature).rstrip(b"=")).decode()


def _unsigned() -> str:
    _head, body, _signature = token().split(".")
    none = jws.serialize_compact({"alg": "none"}, b"{}", OctKey.import_key("x"), ["none"])
    return f"{none.partition('.')[0]}.{body}."


def _encrypted() -> str:
    registry = jwe.JWERegistry(algorithms=["RSA-OAEP", "A256GCM"])
    return jwt.encode({"alg": "RSA-OAEP", "enc": "A256GCM"}, TRUE, RSA, registry=registry)


def _changed() -> str:
    head, _body, signature = token().split(".")
    return f"{head}.{token(email='secretary@example.no').split('.')[1]}.{signature}"


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize(
    "make",
    [
        _changed,
        _encrypted,
        _unsigned,
        _shared,
        lambda: _shared("ec"),
        lambda: token({"alg": "RS512"}),
        lambda: token({"kid": "unknown"}),
        lambda: token({"kid": "ec"}),
        lambda: token(key=RSAKey.generate_key(2048, {"kid": "rsa"})),
        lambda: token({"jwk": EC.as_dict(private=False), "alg": "ES256"}, EC),
        lambda: token().rpartition(".")[0] + ".",
        lambda: "",
        lambda: "None",
        lambda: "a.b.c",
    ],
)
def test_a_token_that_the_provider_has_not_signed_is_not_believed(make):
    text = make()

    with pytest.raises((JoseError, ValueError)):
        read(text)


@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
@pytest.mark.parametrize("signatures", [[], ["none"], ["HS256"], ["none", "HS256", "HS512"]])
def test_a_provider_that_offers_no_signature_of_its_own_is_not_believed(signatures):
    expected = EXPECTED._replace(signatures=signatures)

    for text in (token(), _unsigned(), _shared()):
        with pytest.raises((JoseError, ValueError)):
            read(text, expected=expected)


def test_a_shared_key_among_those_of_the_provider_signs_nothing():
    shared = OctKey.import_key("known to whoever reads the keys of the provider", {"kid": "oct"})
    keys = {"keys": [*KEYS["keys"], shared.as_dict(private=True)]}

    text = token({"alg": "HS256", "kid": "oct"}, shared)

    with pytest.raises((JoseError, ValueError)):
        read(text, keys)
    assert read(token(), keys)


def test_a_key_of_a_kind_that_is_not_known_is_passed_over():
    assert read(token(), {"keys": [{"kty": "PQ", "kid": "new"}, *KEYS["keys"]]})


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        ({"email": "Owner@Example.NO", "email_verified": True}, "owner@example.no"),
        ({"email": "kari@blåbær.no", "email_verified": True}, "kari@xn--blbr-roah.no"),
        ({"email": "owner@example.no", "email_verified": False}, None),
        ({"email": "owner@example.no", "email_verified": "true"}, None),
        ({"email": "owner@example.no", "email_verified": 1}, None),
        ({"email": "owner@example.no"}, None),
        ({"email": None, "email_verified": True}, None),
        ({"email": ["owner@example.no"], "email_verified": True}, None),
        ({"email": "no address", "email_verified": True}, None),
        ({"email": "", "email_verified": True}, None),
        ({"preferred_username": "owner@example.no", "email_verified": True}, None),
        ({}, None),
    ],
)
def test_an_address_counts_only_when_the_provider_has_made_sure_of_it(claims, address):
    assert verified_address(claims) == address
