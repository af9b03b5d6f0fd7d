"""The provider of logins that settings name: where it is, and how this installation proves to it
who asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from engine.errors import WrongSetting
from engine.language.sentences import AnyOf, _
from engine.urls import split

ISSUER = "SAMSAK_OIDC_ISSUER"
CLIENT_ID = "SAMSAK_OIDC_CLIENT_ID"
CLIENT_SECRET = "SAMSAK_OIDC_CLIENT_SECRET"  # noqa: S105 - the name of a setting
KEY = "SAMSAK_OIDC_KEY"
NAME, SCOPE = "SAMSAK_OIDC_NAME", "SAMSAK_OIDC_SCOPE"
PROOFS = (CLIENT_SECRET, KEY)
OURS = (ISSUER, CLIENT_ID, *PROOFS, NAME)
OPENID_EMAIL = "openid email"
# What else it takes: the key of what a browser keeps on the way, and the address to come back to.
NEEDED = (ISSUER, CLIENT_ID, "SAMSAK_SECRET", "SAMSAK_BASE_URL")
EXAMPLE = "https://login.example.org"
THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True)
class Oidc:
    """A provider by OpenID Connect, and this installation as its client: known by a `secret`, or by
    the private key in a file."""

    issuer: str
    client_id: str
    name: str
    scope: str
    secret: str = field(default="", repr=False)
    key: Path | None = None


def issuer_address(value: str) -> str:
    """The address as it was given, for providers compare it letter by letter; WrongSetting where
    it could be read by others on the way."""
    url = split(ISSUER, value, [EXAMPLE])
    encrypted = url.scheme == "https" or (url.scheme == "http" and url.hostname in THIS_MACHINE)
    if encrypted and url.hostname and not (url.query or url.fragment or url.username):
        return value
    sentence = _(
        "SAMSAK_OIDC_ISSUER must be the address of the provider of logins and begin with"
        " https://, for example {example}.",
        example=EXAMPLE,
    )
    raise WrongSetting(ISSUER, sentence)


def key_file(value: Path) -> Path:
    """A file that is there; what is in it is read where it is used."""
    if value.is_file():
        return value
    raise WrongSetting(
        KEY, _("SAMSAK_OIDC_KEY must be a file with a private key; there is no {file}.", file=value)
    )


def scope(value: str) -> str:
    """What is asked of the provider; WrongSetting where it would tell nobody's name."""
    if "openid" in value.split():
        return value
    sentence = _(
        "SAMSAK_OIDC_SCOPE must hold the word openid, for example {example}.", example=OPENID_EMAIL
    )
    raise WrongSetting(SCOPE, sentence)


def check_whole(given: Mapping[str, object]) -> None:
    """WrongSetting where only a part of what a login by a provider takes was set; `given` by the
    names of settings."""
    ours = [name for name in OURS if given[name]]
    missing = [name for name in NEEDED if not given[name]]
    if ours and missing:
        sentence = _(
            "{name} must be set too: {given} alone lets nobody log in.",
            name=missing[0],
            given=ours[0],
        )
        raise WrongSetting(missing[0], sentence)
    if ours:
        _check_proof(given)


def _check_proof(given: Mapping[str, object]) -> None:
    """This installation is known by one thing, not by two or none."""
    proofs = [name for name in PROOFS if given[name]]
    if len(proofs) > 1:
        sentence = _(
            "{name} and {other} are both set; set one of them.", name=CLIENT_SECRET, other=KEY
        )
    elif not proofs:
        sentence = _(
            "Set {names}: by it the provider of logins knows this installation.",
            names=AnyOf(PROOFS),
        )
    else:
        return
    raise WrongSetting(CLIENT_SECRET, sentence)


def host_of(issuer: str) -> str:
    """What a provider without a name is called."""
    return urlsplit(issuer).hostname or issuer
