"""Whether an ID token is one of the provider's, for this installation and this very login, and what
it tells (OpenID Connect Core 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from engine.addresses import normalised
from engine.errors import BadInput

# Signatures that need a private key. Whoever knows the public one could make any other.
SIGNATURES = {f"{kind}{bits}" for kind in ("RS", "PS", "ES") for bits in (256, 384, 512)}
CLOCKS_DIFFER = timedelta(minutes=1)
TELLS_ADDRESS = {"email", "email_verified"}


class Expected(NamedTuple):
    """What a token must say of itself."""

    issuer: str
    client_id: str
    nonce: str
    signatures: Iterable[str]
    now: datetime


def read_token(token: str, keys: Mapping[str, Any], expected: Expected) -> dict[str, Any]:
    """What the token tells; ValueError or JoseError where it is not to be believed. `keys` as the
    provider publishes them."""
    from joserfc import jwt
    from joserfc.jwk import KeySet

    # An empty list would mean every algorithm that the library recommends.
    signatures = sorted(SIGNATURES & set(expected.signatures))
    if not signatures:
        raise ValueError("no signature that needs a private key")
    key_set = KeySet.import_key_set({"keys": list(keys["keys"])})
    claims = jwt.decode(token, key_set, algorithms=signatures).claims
    jwt.JWTClaimsRegistry(
        now=int(expected.now.timestamp()),
        leeway=int(CLOCKS_DIFFER.total_seconds()),
        iss={"essential": True, "value": expected.issuer},
        sub={"essential": True},
        aud={"essential": True, "value": expected.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": expected.nonce},
    ).validate(claims)
    _check_party(claims, expected.client_id)
    return claims


def _check_party(claims: Mapping[str, Any], client_id: str) -> None:
    """A token for several must name the one it was made for."""
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if several else client_id) != client_id:
        raise ValueError("made for another")


def verified_address(claims: Mapping[str, Any]) -> str | None:
    """The address that the claims tell and that the provider has made sure of. Nothing else that
    they tell is looked at."""
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        return None
    try:
        return normalised(address)
    except BadInput:
        return None
