"""What a field can hold: one object for each type, which knows everything about it.

How a value that somebody gives is read and what is kept of it, what a definition may say of such a
field, what it links its case to, how a reader is told, and what a form asks with. Stored values are
plain JSON; days as 2026-03-01, bodies by their ids, cases by their refs.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from engine.days.dates import FIRST_DAY, read_day, written_day
from engine.definitions.given_values import refuse_no_value, words_of
from engine.definitions.options import (
    Option,
    option_said,
    options_said,
    read_option,
    read_options,
)
from engine.errors import BadInput, Remedy, WayOut
from engine.language.sentences import Label, _, say
from engine.typed_text import NO_TEXT, no_text_in

YES = {"ja", "yes", "true", "1", "j", "y", "sann", "x"}
NO = {"nei", "no", "false", "0", "n", "usann", "-"}
LARGEST = 2**31 - 1
FIRST_YEAR, LAST_YEAR, LONGEST_SPAN = 1990, 2100, 50

BodyIsKnown = Callable[[str], bool]


class TypedField(Protocol):
    """What a type wants to know of a field."""

    label: Label
    max_length: int
    options: dict[str, Option]


@dataclass(frozen=True, slots=True)
class FieldType:
    """One type of field.

    `takes` makes what is kept of a value that is not empty, or raises BadInput; it may ask whether
    there is a body of that id. `tells` is what is kept as something that can be said. `keys` are
    those of a definition's field that only some types have; `serves` are keys elsewhere in a
    definition that must name such a field. `links` is what the case is linked to: bodies or cases.
    `several` says that a list of values may be given.
    """

    name: str
    takes: Callable[[TypedField, Any, BodyIsKnown], Any]
    tells: Callable[[TypedField, Any], object]
    asked_with: str
    keys: frozenset[str] = frozenset()
    serves: frozenset[str] = frozenset()
    links: str = ""
    several: bool = False

    def __str__(self) -> str:
        return self.name

    @property
    def links_bodies(self) -> bool:
        return self.links == "bodies"

    @property
    def links_cases(self) -> bool:
        return self.links == "cases"

    @property
    def is_words(self) -> bool:
        """Whether a person writes freely in it, so that `max_length` bounds it."""
        return "max_length" in self.keys

    def read(self, field: TypedField, given: Any, body_is_known: BodyIsKnown) -> Any:
        """What is kept of a value that somebody gave; None where it is empty."""
        if given is None or given == [] or (isinstance(given, str) and not given.strip()):
            return None
        refuse_no_value(field.label, given, several=self.several, flag=self.name == "flag")
        return self.takes(field, given, body_is_known)

    def said(self, field: TypedField, kept: Any, language: str) -> str:
        """What is kept, for a reader."""
        return say(self.tells(field, kept), language)


def _line(field: TypedField, value: Any, _known: BodyIsKnown) -> str:
    return _bounded(field, " ".join(words_of(field.label, value).split()))


def _text(field: TypedField, value: Any, _known: BodyIsKnown) -> str:
    return _bounded(field, words_of(field.label, value).strip())


def _texts(field: TypedField, value: Any, _known: BodyIsKnown) -> list[str]:
    lines = value if isinstance(value, list) else words_of(field.label, value).splitlines()
    seen = [words_of(field.label, line).strip() for line in lines]
    return [_bounded(field, line) for line in seen if line]


def _bounded(field: TypedField, text: str) -> str:
    if len(text) > field.max_length:
        sentence = _(
            "The field “{field}” may have at most {most} characters; this has {length}.",
            field=field.label,
            most=field.max_length,
            length=len(text),
        )
        raise BadInput(sentence)
    if NO_TEXT.search(text):
        raise BadInput(no_text_in(text, field.label))
    return text


def _number(field: TypedField, value: Any, _known: BodyIsKnown) -> int:
    digits = str(value).strip()
    if not re.fullmatch(r"[0-9]{1,10}", digits) or int(digits) > LARGEST:
        raise BadInput(
            _(
                "The field “{field}” must be a whole number, not “{value}”.",
                field=field.label,
                value=value,
            )
        )
    return int(digits)


def _flag(field: TypedField, value: Any, _known: BodyIsKnown) -> bool:
    word = str(value).strip().casefold()
    if word not in YES | NO:
        raise BadInput(
            _(
                "The field “{field}” must be yes or no, not “{value}”.",
                field=field.label,
                value=value,
            )
        )
    return word in YES


def _date(field: TypedField, value: Any, _known: BodyIsKnown) -> str:
    day = written_day(value)
    if day is not None and day < FIRST_DAY:
        raise BadInput(_("“{field}” cannot be before {first}.", field=field.label, first=FIRST_DAY))
    if (meant := read_day(day)) is not None:
        return meant.isoformat()
    sentence = _(
        "The field “{field}” must be a day, for example 2026-03-01 or 1.3.2026, not “{value}”.",
        field=field.label,
        value=value,
    )
    raise BadInput(sentence)


def _years(field: TypedField, value: Any, _known: BodyIsKnown) -> list[int]:
    given = value if isinstance(value, list) else re.split(r"[,;\s]+", str(value).strip())
    years = {year for part in given for year in _span(field, str(part))}
    if min(years) < FIRST_YEAR or max(years) > LAST_YEAR:
        raise BadInput(_("The field “{field}” must be between 1990 and 2100.", field=field.label))
    return sorted(years)


def _span(field: TypedField, part: str) -> range:
    found = re.fullmatch(r"(\d{4})(?:[-–](\d{4}))?", part)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not first <= last <= first + LONGEST_SPAN:
        sentence = _(
            "The field “{field}” must be years, for example 2026 or 2026-2028, not “{value}”.",
            field=field.label,
            value=part,
        )
        raise BadInput(sentence)
    return range(first, last + 1)


def _bodies(field: TypedField, value: Any, known: BodyIsKnown) -> list[str]:
    """Bodies of the case's own partnership; the prefix of another one is refused, never dropped."""
    names = _several(value)
    for name in names:
        if not known(name):
            sentence = _(
                "The field “{field}” names a body that does not exist: “{body}”.",
                field=field.label,
                body=name,
            )
            raise BadInput(sentence, remedy=Remedy(WayOut.LIST_BODIES))
    return list(dict.fromkeys(name.rpartition("/")[2] for name in names))


def _body(field: TypedField, value: Any, known: BodyIsKnown) -> str:
    return _bodies(field, [value], known)[0]


def _case(_field: TypedField, value: Any, _known: BodyIsKnown) -> str:
    return str(value).strip().upper()


def _cases(_field: TypedField, value: Any, _known: BodyIsKnown) -> list[str]:
    return list(dict.fromkeys(each.upper() for each in _several(value)))


def _several(value: Any) -> list[str]:
    parts = value if isinstance(value, list | tuple) else str(value).replace(";", ",").split(",")
    return [str(part).strip() for part in parts if str(part).strip()]


def _as_it_is(_field: TypedField, kept: Any) -> str:
    return str(kept)


def _yes_or_no(_field: TypedField, kept: bool) -> object:
    return _("yes") if kept else _("no")


def _one_after_the_other(_field: TypedField, kept: list[Any]) -> str:
    return ", ".join(str(each) for each in kept)


def _points(_field: TypedField, kept: list[str]) -> str:
    return "\n".join(f"• {each}" for each in kept)


def _day(_field: TypedField, kept: str) -> date:
    return date.fromisoformat(kept)


WORDS = frozenset({"max_length"})
TITLE = frozenset({"title"})
OF_DEADLINES = frozenset({"field", "day"})
LINK = frozenset({"link"})
CHOICE = frozenset({"options", "day"})
TYPES = {
    each.name: each
    for each in (
        FieldType(
            "line", takes=_line, tells=_as_it_is, asked_with="text", keys=WORDS, serves=TITLE
        ),
        FieldType("text", takes=_text, tells=_as_it_is, asked_with="textarea", keys=WORDS),
        FieldType(
            "texts", takes=_texts, tells=_points, asked_with="textarea", keys=WORDS, several=True
        ),
        FieldType("number", takes=_number, tells=_as_it_is, asked_with="number"),
        FieldType("flag", takes=_flag, tells=_yes_or_no, asked_with="checkbox"),
        FieldType("date", takes=_date, tells=_day, asked_with="date", serves=OF_DEADLINES),
        FieldType(
            "years",
            takes=_years,
            tells=_one_after_the_other,
            asked_with="text",
            serves=frozenset({"end_of_year"}),
            several=True,
        ),
        FieldType(
            "choice",
            takes=read_option,
            tells=option_said,
            asked_with="select",
            keys=CHOICE,
        ),
        FieldType(
            "choices",
            takes=read_options,
            tells=options_said,
            asked_with="checkboxes",
            keys=CHOICE,
            several=True,
        ),
        FieldType(
            "body", takes=_body, tells=_as_it_is, asked_with="body", keys=LINK, links="bodies"
        ),
        FieldType(
            "bodies",
            takes=_bodies,
            tells=_one_after_the_other,
            asked_with="bodies",
            keys=LINK,
            links="bodies",
            several=True,
        ),
        FieldType(
            "case", takes=_case, tells=_as_it_is, asked_with="case", keys=LINK, links="cases"
        ),
        FieldType(
            "cases",
            takes=_cases,
            tells=_one_after_the_other,
            asked_with="cases",
            keys=LINK,
            links="cases",
            several=True,
        ),
        FieldType("meeting", takes=_number, tells=_as_it_is, asked_with="meeting"),
    )
}
