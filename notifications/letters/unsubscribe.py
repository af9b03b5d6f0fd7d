"""The link that stops a stream of mails without a login: who and which, signed, so that nobody
can stop another's."""

from __future__ import annotations

import hmac
from typing import NamedTuple

PATH = "/unsubscribe"


class Stop(NamedTuple):
    """What a link asks for: no more mails of this stream to this person."""

    person_id: int
    stream: str


def token(stop: Stop, secret: bytes) -> str:
    """The last part of the link's address."""
    said = f"{stop.person_id}.{stop.stream}"
    return f"{said}.{_signature(said, secret)}"


def read(token: str, secret: bytes) -> Stop | None:
    """What the token asks for; None when it was not made with this secret."""
    said, _dot, signature = token.rpartition(".")
    number, _dot, stream = said.partition(".")
    genuine = hmac.compare_digest(signature.encode(), _signature(said, secret).encode())
    if not secret or not genuine or not number.isdecimal():
        return None
    return Stop(int(number), stream)


def _signature(said: str, secret: bytes) -> str:
    return hmac.new(secret, f"unsubscribe:{said}".encode(), "sha256").hexdigest()[:40]
