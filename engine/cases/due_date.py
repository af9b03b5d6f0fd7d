"""How the due day of a case is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Dialect

from engine.days.dates import NEVER
from engine.storage.columns import Day


class DueDate(Day):
    """A due day; none is kept as the last day there is, so that what is never due stands last in
    every list."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[date | None], Any]:
        """What makes a due day ready for the driver."""
        keep = super().bind_processor(dialect)
        return lambda day: keep(day or NEVER) if keep else day or NEVER

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], date | None]:
        """What makes a due day of what the driver answers."""
        read = super().result_processor(dialect, coltype)
        return lambda kept: _unless_never(read(kept) if read else kept)


def _unless_never(day: date | None) -> date | None:
    return None if day == NEVER else day
