"""Whole sentences in bokmål, nynorsk and English.

A sentence is made where something happens and said where someone reads it. Its msgid is the English
sentence, so that a sentence without a translation is still one that can be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from gettext import GNUTranslations
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("nb", "nn", "en")
CATALOGUES = Path(__file__).parent / "locale"
ZONE = "Europe/Oslo"
NORWEGIAN = (
    *("januar", "februar", "mars", "april", "mai", "juni"),
    *("juli", "august", "september", "oktober", "november", "desember"),
)
ENGLISH = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# As Babel has them, which takes 30 ms to read them; a test holds the two together.
MONTHS = {"nb": NORWEGIAN, "nn": NORWEGIAN, "en": ENGLISH}
WEEKDAYS = {
    "nb": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
    "nn": ("måndag", "tysdag", "onsdag", "torsdag", "fredag", "laurdag", "sundag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
# English as it is written in Norway: the day before the month, the clock to 24.
LOCALES = {"nb": "nb", "nn": "nn", "en": "en_GB"}


class Label(NamedTuple):
    """A name that its owner wrote in all three languages: a state, a field, a body."""

    nb: str
    nn: str
    en: str

    def said(self, language: str) -> str:
        """The label in that language."""
        return self[LANGUAGES.index(language)]


class AnyOf(tuple[object, ...]):
    """Several of which one is meant: they are said with “or” between them."""

    __slots__ = ()


class OnDay(NamedTuple):
    """A day that is said with its weekday, for whoever has to be somewhere."""

    day: date


@dataclass(frozen=True)
class Sentence:
    """A sentence with the values it speaks of, in no language yet."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)
    plural: str | None = None
    n: int = 1

    def __str__(self) -> str:
        """The sentence in English, for logs and tracebacks."""
        return say(self, "en")


def _(msgid: str, /, **values: object) -> Sentence:
    """A sentence to be said later."""
    return Sentence(msgid, values)


def n_(one: str, many: str, n: int, /, **values: object) -> Sentence:
    """A sentence about a number of things; `{n}` is that number."""
    return Sentence(one, {"n": n} | values, many, n)


def say(value: object, language: str, zone: str = ZONE) -> str:
    """The value in that language: a sentence, a label, a day, a moment (shown in `zone`), a list
    of these, or text.

    A name that the sentence wants and its values lack is a KeyError: never a blank for the reader.
    """
    match value:
        case Sentence():
            said = {name: say(part, language, zone) for name, part in value.values.items()}
            return _translated(value, language).format_map(said)
        case Label():
            return value.said(language)
        case OnDay():
            return f"{_weekday(value.day, language)} {_day(value.day, language)}"
        case datetime():
            return _moment(value, language, zone)
        case date():
            return _day(value, language)
        case time():
            return _clock(value, language)
        case list() | tuple():
            return _list(value, language, zone)
        case _:
            return str(value)


@lru_cache
def translations(language: str) -> GNUTranslations:
    """The catalogue of that language, as `make messages` compiled it: reading the .po file itself
    would take Babel, which every command would wait for."""
    with (CATALOGUES / f"{known(language)}.mo").open("rb") as file:
        return GNUTranslations(file)


def known(language: str) -> str:
    """The language itself, when it is one of ours; else a ValueError."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language!r}")
    return language


def _translated(sentence: Sentence, language: str) -> str:
    catalogue = translations(language)
    if sentence.plural is None:
        return catalogue.gettext(sentence.msgid)
    return catalogue.ngettext(sentence.msgid, sentence.plural, sentence.n)


@lru_cache
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(LOCALES[known(language)])


def _day(day: date, language: str) -> str:
    dot = "" if language == "en" else "."
    return f"{day.day}{dot} {MONTHS[known(language)][day.month - 1]} {day.year}"


def _weekday(day: date, language: str) -> str:
    return WEEKDAYS[known(language)][day.weekday()]


def _clock(clock: time, language: str) -> str:
    """As Språkrådet writes it, with a full stop; in English with a colon."""
    return f"{clock:%H:%M}" if language == "en" else f"{clock:%H.%M}"


def _moment(moment: datetime, language: str, zone: str) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be said")
    here = moment.astimezone(ZoneInfo(zone))
    before = ", " if language == "en" else " kl. "
    return f"{_day(here.date(), language)}{before}{_clock(here.time(), language)}"


def _list(values: Iterable[object], language: str, zone: str) -> str:
    from babel.lists import format_list

    style: Literal["or", "standard"] = "or" if isinstance(values, AnyOf) else "standard"
    parts = [say(part, language, zone) for part in values]
    if parts[-1:] == ["…"]:  # there are more of them, and this is none
        return ", ".join(parts)
    return format_list(parts, style, locale=_locale(language))
