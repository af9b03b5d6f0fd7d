"""The hash that binds what happened to what happened before it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256


def seal_of(previous: str, *said: object) -> str:
    """The hash of the hash before it and everything that is said, one a line in this order.

    Only the last may hold line breaks, else two sayings could be one.
    """
    lines = [moment_as_text(each) if isinstance(each, datetime) else str(each) for each in said]
    return sha256("\n".join([previous, *lines]).encode()).hexdigest()


@lru_cache(maxsize=256)
def moment_as_text(moment: datetime) -> str:
    """An aware moment in UTC as text of fixed width, so that it sorts as time does; remembered,
    for a step seals and writes the same one five times."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
