"""How the due day of a case is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Dialect

from engine.days.dates import NEVER
from engine.storage.columns import Day


class DueDate(Day):
    """A due day; none is kept as the last day there is, so that what is never due stands last in
    every list."""

    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> Any:
        return super().process_bind_param(NEVER if value is None else value, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        day = super().process_result_value(value, dialect)
        return None if day == NEVER else day
