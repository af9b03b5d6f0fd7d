"""The hash that binds what happened to what happened before it."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256


def seal_of(previous: str, *said: object) -> str:
    """The hash of the hash before it and everything that is said, one a line in this order.

    Only the last may hold line breaks, else two sayings could be one.
    """
    lines = [previous, *(_as_text(each) for each in said)]
    return sha256("\n".join(lines).encode()).hexdigest()


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return str(value)
