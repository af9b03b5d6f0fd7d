"""How this installation proves to the provider that it is the one that was registered there: by a
secret, or by a private key."""

from __future__ import annotations

import json
from pathlib import Path
from time import time
from typing import TYPE_CHECKING
from urllib.parse import quote_plus
from uuid import uuid4

from engine.errors import WrongSetting
from engine.language.sentences import _
from engine.oidc import KEY, Oidc

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey
    from requests import PreparedRequest
    from requests.auth import AuthBase

# Where the file does not say: what each kind of key signs with.
SIGNS_WITH = {"RSA": "RS256", "P-256": "ES256", "P-384": "ES384", "P-521": "ES512"}
ASSERTION = "client-authentication+jwt"
LASTS = 60  # seconds


def proof_of(told: Oidc) -> AuthBase:
    """What is put to each request that must be this installation's; WrongSetting where the file
    holds no key that can sign."""
    return _signed(told, _private_key(told.key)) if told.key else _secret(told)


def _secret(told: Oidc) -> AuthBase:
    """A proof by client_secret_basic, in which both words are encoded as RFC 6749 2.3.1 has it."""
    from requests.auth import HTTPBasicAuth
    from requests_oauth2client import ClientSecretBasic

    encoded = HTTPBasicAuth(quote_plus(told.client_id), quote_plus(told.secret))

    class Encoded(ClientSecretBasic):
        def __call__(self, request: PreparedRequest) -> PreparedRequest:
            encoded(super().__call__(request))
            return request

    return Encoded(told.client_id, told.secret)


def _signed(told: Oidc, key: RSAKey | ECKey) -> AuthBase:
    """A proof by private_key_jwt. It is made for the provider as a whole, as newer profiles want it
    (FAPI 2.0), and says of what kind it is (RFC 7523 as it is being renewed)."""
    from joserfc import jwt
    from requests_oauth2client import PrivateKeyJwt

    signature = str(key.get("alg") or SIGNS_WITH[str(key.get("crv") or key.key_type)])
    header = {"typ": ASSERTION, "alg": signature, "kid": key.kid}

    class Signed(PrivateKeyJwt):
        def client_assertion(self, audience: str) -> str:
            now = int(time())
            who = {"iss": told.client_id, "sub": told.client_id, "aud": audience}
            claims = {**who, "iat": now, "exp": now + LASTS, "jti": str(uuid4())}
            return jwt.encode(header, claims, key, algorithms=[signature])

    return Signed(told.client_id, key.as_dict(private=True), alg=signature, aud=told.issuer)


def _private_key(file: Path) -> RSAKey | ECKey:
    """The key in a file, as a JWK or in PEM."""
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    for kind in (RSAKey, ECKey):
        try:
            text = file.read_text(encoding="utf-8")
            key = kind.import_key(json.loads(text) if text.lstrip().startswith("{") else text)
        except (JoseError, ValueError, TypeError, OSError):
            continue
        if key.is_private:
            key.ensure_kid()
            return key
    raise WrongSetting(
        KEY,
        _("{name} must be a file with a private key, RSA or EC, as a JWK or in PEM.", name=KEY),
    )
