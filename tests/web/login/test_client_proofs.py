"""How this installation proves itself; that a real provider takes it is tried in
test_oidc_pages.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, OKPKey, RSAKey
from requests import Request

from engine.errors import WrongSetting
from engine.oidc import Oidc
from web.login.client_proofs import proof_of

RSA, EC = RSAKey.generate_key(2048), ECKey.generate_key("P-384")
NAMED = {"kid": "ours", "alg": "PS256"}


def told(file: Path, text: str | bytes) -> Oidc:
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Oidc("https://id.example.no", "samsak", "Fjord-ID", "openid", key=file)


def jwk(key: RSAKey | ECKey | OKPKey | OctKey, **more: str) -> str:
    return json.dumps({**key.as_dict(private=True), **more})


NO_KEYS = [
    "",
    "no key",
    "{}",
    '{"kty": "RSA"}',
    RSA.as_pem(private=False),
    json.dumps(EC.as_dict(private=False)),
    jwk(OKPKey.generate_key("Ed25519")),
    jwk(OctKey.generate_key(256)),
    b"\xff\xfe",
]


@pytest.mark.parametrize(
    ("text", "key", "signature"),
    [
        (RSA.as_pem(private=True), RSA, "RS256"),
        (EC.as_pem(private=True), EC, "ES384"),
        (jwk(RSA), RSA, "RS256"),
        (jwk(RSA, **NAMED), RSA, "PS256"),
        (jwk(EC), EC, "ES384"),
    ],
    ids=range(5),
)
def test_a_key_signs_that_it_is_this_installation_for_that_provider(tmp_path, text, key, signature):
    proof = proof_of(told(tmp_path / "key", text))
    sent = Request("POST", "https://id.example.no/token", data={"code": "x"}, auth=proof).prepare()
    given = dict(part.split("=") for part in sent.body.split("&"))
    read = jwt.decode(given["client_assertion"], key, algorithms=[signature])

    assert read.header["typ"] == "client-authentication+jwt"
    assert read.header["kid"] == ("ours" if signature == "PS256" else key.thumbprint())
    assert (read.claims["iss"], read.claims["sub"]) == ("samsak", "samsak")
    assert read.claims["aud"] == "https://id.example.no"
    assert read.claims["exp"] - read.claims["iat"] == 60
    assert given["code"] == "x"


def test_no_proof_is_like_another(tmp_path):
    proof = proof_of(told(tmp_path / "key", jwk(EC)))

    assert len({proof.client_assertion("https://id.example.no") for _time in range(3)}) == 3


@pytest.mark.parametrize("text", NO_KEYS, ids=range(len(NO_KEYS)))
def test_a_file_without_a_private_key_is_refused(tmp_path, text):
    with pytest.raises(WrongSetting) as refused:
        proof_of(told(tmp_path / "key", text))

    assert refused.value.name == "SAMSAK_OIDC_KEY"
    assert "private key" in str(refused.value)


def test_a_secret_is_encoded_so_that_no_sign_of_it_is_misread():
    proof = proof_of(Oidc("https://id.example.no", "a:b", "Fjord-ID", "openid", secret="c+d %:"))
    sent = Request("POST", "https://id.example.no/token", data={"code": "x"}, auth=proof).prepare()

    assert sent.headers["authorization"] == "Basic YSUzQWI6YyUyQmQrJTI1JTNB"
    assert sent.body == "code=x"
