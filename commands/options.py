"""Options that commands share, and how a time and a day are typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine.days.dates import read_day
from engine.language.sentences import ZONE


class Moment(click.ParamType[datetime]):
    """A time: 2026-03-02, 2026-03-02T07:00, with or without an offset; local where none is
    given, seven o'clock for a day."""

    name = "time"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The moment, aware."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value.strip())
        except ValueError:
            self.fail(f"{value!r} is not a time such as 2026-03-02 or 2026-03-02T07:00", param, ctx)
        if len(value.strip()) == len("2026-03-02"):
            found = found.replace(hour=7)
        return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(ZONE))


class Day(click.ParamType[date]):
    """A day: 2026-03-02 or 2.3.2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        day = read_day(value)
        if day is None:
            self.fail(f"{value!r} is not a day such as 2026-03-02 or 2.3.2026", param, ctx)
        return day
