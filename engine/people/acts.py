"""Who acts and when: the two travel together, from the face that knows them to the event that keeps
them."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from engine.people.actors import Actor


class Act(NamedTuple):
    """Who acts, and when it takes effect.

    `recorded_at` is the clock's own time; left out where it takes effect as it is recorded.
    """

    by: Actor
    at: datetime
    recorded_at: datetime | None = None

    @property
    def recorded(self) -> datetime:
        """When it is recorded, by the clock."""
        return self.recorded_at or self.at
