"""Who acts, when and why: they travel together, from the face that knows them to the event that
keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from engine.errors import Reason
from engine.language.sentences import _
from engine.people.actors import Actor


class Act(NamedTuple):
    """Who acts, when it took effect, and what else is the same for every verb.

    `recorded_at` is the clock's own time; left out where it takes effect as it is recorded. With a
    `key` that was used before, the answer is that of the first time. `quiet` marks old news, as in
    an import: it is told in digests and in no mail of its own.
    """

    by: Actor
    at: datetime
    recorded_at: datetime | None = None
    reason: str = ""
    key: str | None = None
    quiet: bool = False

    @property
    def recorded(self) -> datetime:
        """When it is recorded, by the clock."""
        return self.recorded_at or self.at

    @property
    def moments(self) -> tuple[datetime, ...]:
        """The moments for which rights are asked: when it took effect, and when it is recorded."""
        return (self.at,) if self.recorded_at in (None, self.at) else (self.at, self.recorded)


def ahead(act: Act) -> Iterator[Reason]:
    """It would take effect later than the clock is now."""
    if act.recorded_at is not None and act.at > act.recorded_at:
        yield Reason(
            "at", _("{moment} is in the future; nothing can take effect then.", moment=act.at)
        )
