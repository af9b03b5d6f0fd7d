"""What can be chosen in a field: each option with its label, what it means, and when it is valid.

An agreement is replaced by a newer one: what is chosen is what was valid on the day that the case
is about, and an option of an older agreement says which of the newer ones took its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator
from pydantic import Field as Key

from engine.days.dates import read_day
from engine.definitions.parts import Flag, Name, Part, ReadAs, Word, Words, WrittenLabel, Wrong
from engine.definitions.references import FieldName, Inputs
from engine.errors import BadInput
from engine.language.sentences import Label, Sentence, _

FEWEST = 2


class AskedAs(Part):
    """The words in which a field is asked for where an option is chosen; where there is no `help`,
    that of the field stands."""

    label: Words
    help: Words | None = None

    @property
    def given(self) -> dict[str, Label]:
        """The words that it has."""
        return {key: words for key, words in self.__dict__.items() if words is not None}


class Option(Label):
    """A label to choose. `meaning` defines it; `newer` is the option that took its place after
    `valid_to`; fields that it `leaves_out` are not asked for where it is chosen, and those that it
    `asks` are asked for in other words. With `anew`, whoever reported is invited to report it
    anew, once the case has ended."""

    meaning: Label | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    newer: str | None = None
    leaves_out: tuple[str, ...] = ()
    asks: Mapping[str, AskedAs] = MappingProxyType({})
    anew: bool = False

    def applies_on(self, day: date) -> bool:
        """Whether it could be chosen for what happened on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)

    def same_as(self, other: Option) -> bool:
        """Whether all that is said of it is said of the other one."""
        return self == other and vars(self) == vars(other)


class WithOptions(Protocol):
    """What a choice wants to know of its field."""

    label: Label
    options: dict[str, Option]


def _day(word: str) -> date:
    if (day := read_day(word)) is None:
        raise Wrong(_("“{text}” is not a day such as 2026-03-02 or 2.3.2026.", text=word))
    return day


Day = Annotated[date, ReadAs(Annotated[Word, AfterValidator(_day)])]


class WrittenOption(WrittenLabel):
    """An option as it stands in a file."""

    meaning: Words | None = None
    valid_from: Day | None = None
    valid_to: Day | None = None
    newer: Name | None = None
    leaves_out: Inputs = ()
    asks: dict[FieldName, AskedAs] = Key(default_factory=dict)
    anew: Flag = False


def _option(written: WrittenOption) -> Option:
    if written.valid_from and written.valid_to and written.valid_to < written.valid_from:
        raise Wrong(_("It cannot end before it begins."), "valid_to")
    option = Option(written.nb, written.nn, written.en)
    option.meaning, option.newer = written.meaning, written.newer
    option.leaves_out, option.asks = written.leaves_out, written.asks
    option.anew = written.anew
    option.valid_from, option.valid_to = written.valid_from, written.valid_to
    return option


Options = dict[Name, Annotated[Option, ReadAs(Annotated[WrittenOption, AfterValidator(_option)])]]


def check_options(options: Mapping[str, Option]) -> None:
    """Refuse a list without a choice, and an option that leads to none, or back to itself."""
    if len(options) < FEWEST:
        raise Wrong(_("A choice needs at least {fewest} options.", fewest=FEWEST), "options")
    for name, option in options.items():
        if option.newer and option.newer not in options:
            unknown = _(
                "There is no option “{name}”. Choose from: {known}.",
                name=option.newer,
                known=[*options],
            )
            raise Wrong(unknown, "options", name, "newer")
        if name in _after(options, name):
            ring = _("An option cannot take its own place.")
            raise Wrong(ring, "options", name, "newer")


def newest(options: Mapping[str, Option], name: str) -> str:
    """The option that has taken its place in the end; itself where none has, or it is not known."""
    after = _after(options, name) if name in options else []
    return after[-1] if after else name


def _after(options: Mapping[str, Option], name: str) -> list[str]:
    """The options that took its place, the next first."""
    found: list[str] = []
    while (newer := options[(found or [name])[-1]].newer) and newer not in found:
        if newer not in options:
            break
        found.append(newer)
    return found


def read_option(field: WithOptions, value: Any, _known: object = None) -> str:
    """The option that is meant by its name or its label in any language."""
    word = str(value).strip()
    if word in field.options:
        return word
    said = {text.casefold(): key for key, label in field.options.items() for text in label}
    found = said.get(word.casefold())
    if found is None:
        sentence = _(
            "The field “{field}” cannot be “{value}”. Choose from: {options}.",
            field=field.label,
            options=list(field.options.values()),
            value=word,
        )
        raise BadInput(sentence)
    return found


def read_options(field: WithOptions, value: Any, _known: object = None) -> list[str]:
    """Several options, in the order of the file; a label may have a comma in it."""
    parts = value if isinstance(value, list | tuple) else _lines(field, str(value))
    chosen = {read_option(field, part) for part in parts if str(part).strip()}
    return [name for name in field.options if name in chosen]


def _lines(field: WithOptions, text: str) -> Iterator[str]:
    known = {word.casefold() for label in field.options.values() for word in label}
    for line in text.splitlines():
        whole = line.strip().casefold() in known
        yield from [line] if whole else line.replace(";", ",").split(",")


def option_said(field: WithOptions, kept: str) -> Label | Sentence | str:
    """What was chosen, with what has taken its place; by its name, where it is there no longer."""
    option = field.options.get(kept)
    after = option and _after(field.options, kept)
    if not option or not after:
        return option or kept
    return _("{option} (now: {newer})", option=option, newer=field.options[after[-1]])


def options_said(field: WithOptions, kept: list[str]) -> list[Label | Sentence | str]:
    """The same of several."""
    return [option_said(field, each) for each in kept]


def options_on(options: Mapping[str, Option], day: date) -> dict[str, Option]:
    """Those that could be chosen for what happened on that day."""
    return {name: option for name, option in options.items() if option.applies_on(day)}
