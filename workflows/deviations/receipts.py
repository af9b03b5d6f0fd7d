"""The codes of receipts: the right to a report, for whoever has no account."""

from __future__ import annotations

import secrets
from hashlib import sha256

from engine.errors import BadInput
from engine.language.sentences import _

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # without signs that look alike on paper
SHORTEST_KEY = 16
LETTERS = 16


def give(key: str | None) -> str:
    """A new code; with a key the one that always comes with it."""
    return _new_code() if key is None else _code_of(key)


def _new_code() -> str:
    return _written(secrets.randbelow(len(ALPHABET) ** LETTERS))


def _code_of(key: str) -> str:
    """The code that comes with a key; refuses a key that might be guessed."""
    if len(key) < SHORTEST_KEY:
        raise BadInput(
            _(
                "The key gives access to the report, as the receipt does. It must have at"
                " least {least} characters.",
                least=SHORTEST_KEY,
            )
        )
    return _written(int.from_bytes(sha256(f"receipt:{key}".encode()).digest()))


def request_of(key: str) -> str:
    """What is kept of a key, to know it again: its code cannot be made from that."""
    return f"report:{sha256(f'request:{key}'.encode()).hexdigest()}"


def _written(number: int) -> str:
    """The last letters of a number in the signs that there are, in groups of four."""
    size = len(ALPHABET)
    letters = "".join(ALPHABET[number // size**place % size] for place in range(LETTERS))
    return "-".join(letters[start : start + 4] for start in range(0, LETTERS, 4))


def kept(code: str) -> str:
    """The code as it is kept: a hash, the same however it is typed."""
    return sha256("".join(code.upper().split()).replace("-", "").encode()).hexdigest()
