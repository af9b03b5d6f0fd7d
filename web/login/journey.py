"""What this browser keeps while somebody logs in at a provider: hidden, encrypted, for ten minutes.

State, nonce and verifier (RFC 6749, OpenID Connect, RFC 7636) bind the answer to this browser, so
that nobody can be led into another's login, and a code that was overheard is worth nothing.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from joserfc.jwk import OctKey

LASTS = timedelta(minutes=10)
ALGORITHMS = ("dir", "A256GCM")


class Journey(NamedTuple):
    """A login that was begun: what its answer must match, and where it leads on to."""

    state: str
    nonce: str
    verifier: str
    to: str


def sealed(journey: Journey, secret: str, now: datetime) -> str:
    """The journey as only this installation can read it."""
    from joserfc import jwe, jwt

    header = {"alg": "dir", "enc": "A256GCM"}
    claims = {**journey._asdict(), "exp": int((now + LASTS).timestamp())}
    registry = jwe.JWERegistry(algorithms=ALGORITHMS)
    return jwt.encode(header, claims, _key(secret), registry=registry)


def opened(text: str, secret: str, now: datetime) -> Journey | None:
    """The journey that was sealed; None where it was not sealed here, or is too old."""
    from joserfc import jwe, jwt
    from joserfc.errors import JoseError

    registry = jwe.JWERegistry(algorithms=ALGORITHMS)
    rules = jwt.JWTClaimsRegistry(now=int(now.timestamp()))
    try:
        claims = jwt.decode(text, _key(secret), registry=registry).claims
        rules.validate(claims)
    except (JoseError, ValueError):
        return None
    return Journey(*(claims[name] for name in Journey._fields))


def _key(secret: str) -> OctKey:
    """A key for this alone, so that nothing else that is made with the secret opens it."""
    from joserfc.jwk import OctKey

    return OctKey.import_key(hmac.new(secret.encode(), b"oidc journey", sha256).digest())
