"""How a time, a day and the fields of a case are typed, and how a time is shown as it is typed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn

import click

from commands.reader_language import in_words
from engine.days.calendar import local, moments_of
from engine.days.dates import read_day
from engine.language.sentences import AnyOf, Sentence, _

EXAMPLE = "2026-03-02T07:00"


def _wrong(
    sentence: Sentence, param: click.Parameter | None, context: click.Context | None
) -> NoReturn:
    """What is wrong with what was typed, in the language of whoever typed it."""
    raise click.BadParameter(in_words(sentence), ctx=context, param=param)


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
            wrong = _("“{text}” is not a time such as {example}.", text=value, example=EXAMPLE)
            _wrong(wrong, param, ctx)
        if len(value.strip()) == len("2026-03-02"):
            found = found.replace(hour=7)
        moments = [found] if found.tzinfo else moments_of(found)
        if len(moments) != 1:
            _wrong(_unclear(found, moments), param, ctx)
        return moments[0]


def _unclear(given: datetime, moments: list[datetime]) -> Sentence:
    """Why a local time is none, or which two it may be."""
    about = {"day": given.date(), "clock": given.time()}
    if not moments:
        return _("On {day} the clocks leave out {clock}.", **about)
    ways = AnyOf(each.isoformat(timespec="minutes") for each in moments)
    return _("On {day} the clocks show {clock} twice. Write {ways}.", **about, ways=ways)


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
            _wrong(
                _("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=value), param, ctx
            )
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
        except FileNotFoundError:
            _wrong(_("There is no file {file}.", file=value[1:]), param, ctx)
        except (OSError, UnicodeDecodeError):
            where = value[1:] or _("standard input")
            _wrong(_("{file} cannot be read as text.", file=where), param, ctx)
        return str(value)


def typed_inputs(
    given: Iterable[str], options: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """NAME=VALUE pairs with what options of their own gave; a name that is given several times is a
    list, and one that an option gave too is refused."""
    inputs: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            wrong = _("--set wants NAME=VALUE, not “{text}”.", text=pair)
            raise click.UsageError(in_words(wrong))
        known = inputs.get(name.strip())
        if value.startswith("@"):
            value = TypedWords().convert(value, None, None)
        several = [*(known if isinstance(known, list) else [known]), value]
        inputs[name.strip()] = value if known is None else several
    for name in inputs.keys() & options.keys():
        twice = _("“{field}” is given twice, by an option and by --set.", field=name)
        raise click.UsageError(in_words(twice))
    return {**options, **inputs}
