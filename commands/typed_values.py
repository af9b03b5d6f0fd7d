"""How a time, a day and the fields of a case are typed, and how a time is shown as it is typed."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine.days.calendar import local
from engine.days.dates import read_day
from engine.language.sentences import ZONE


class TypedMoment(click.ParamType[datetime]):
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


def typed(moment: datetime | None) -> str:
    """A moment as it is typed, in local time; nothing where there is none."""
    return local(moment).strftime("%Y-%m-%d %H:%M") if moment else ""


class TypedDay(click.ParamType[date]):
    """A day: 2026-03-02 or 2.3.2026."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        day = read_day(value)
        if day is None:
            self.fail(f"{value!r} is not a day such as 2026-03-02 or 2.3.2026", param, ctx)
        return day


class TypedWords(click.ParamType[str]):
    """Words that others on the machine shall not read in its list of processes: `-` reads them from
    standard input, `@FILE` from a file; anything else is the words themselves."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words."""
        try:
            if value == "-":
                return sys.stdin.read().strip()
            if value.startswith("@"):
                return Path(value[1:]).read_text(encoding="utf-8-sig").strip()
        except (OSError, UnicodeDecodeError):
            self.fail(f"{value[1:] or 'standard input'} cannot be read as text", param, ctx)
        return str(value)


def typed_inputs(given: Iterable[str]) -> dict[str, Any]:
    """NAME=VALUE pairs; a name that is given several times is a list."""
    inputs: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set wants NAME=VALUE, not {name!r}")
        known = inputs.get(name.strip())
        if value.startswith("@"):
            value = TypedWords().convert(value, None, None)
        several = [*(known if isinstance(known, list) else [known]), value]
        inputs[name.strip()] = value if known is None else several
    return inputs
