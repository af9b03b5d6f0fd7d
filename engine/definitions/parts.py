"""Reading one part of a definition file: what may stand in it, of what shape.

What is wrong is noted, never raised.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import TypeVar

from engine.definitions.yaml_text import Problems, Value, inside
from engine.language.sentences import LANGUAGES, Label, Sentence, _

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,39}")
NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,5})")
UNFINISHED = re.compile(r"\b(TODO|TBD|FIXME|XXX)\b|^\W*$", re.IGNORECASE)
NO_LABEL = Label("", "", "")

Kind = TypeVar("Kind", bound=StrEnum)
Made = TypeVar("Made")


class Part:
    """The named values at one path.

    `required` must all be there, and nothing beside them and `optional`.

    `readable` is False where something else stands, or nothing: that has been noted, and its keys
    are not asked for.
    """

    def __init__(
        self, value: Value, path: str, problems: Problems, required: str, optional: str = ""
    ) -> None:
        self.path = path
        self.problems = problems
        self.values = value if isinstance(value, dict) else {}
        self.readable = isinstance(value, dict)
        if self.readable:
            self._check_keys(required.split(), optional.split())
        else:
            problems.add(path, _("Named values are expected here, each as “name: value”."))

    def _check_keys(self, required: list[str], optional: list[str]) -> None:
        known = required + optional
        for name in self.values:
            if name not in known:
                self.refuse(
                    name,
                    _(
                        "The key “{key}” is not known here; known are {known}.",
                        key=name,
                        known=known,
                    ),
                )
        for name in required:
            if not self.has(name):
                self.refuse(name, _("The key “{key}” is missing or empty.", key=name))

    def part(self, name: str, required: str, optional: str = "") -> Part:
        """The part under a key; an empty one, without a word, where the key is missing."""
        if self.has(name):
            return Part(self.values[name], self.at(name), self.problems, required, optional)
        empty = Part({}, self.at(name), self.problems, "")
        empty.readable = False
        return empty

    def at(self, name: str) -> str:
        """The path of a key in this part."""
        return inside(self.path, name)

    def refuse(self, name: str, sentence: Sentence) -> None:
        """Note a problem at a key of this part."""
        self.problems.add(self.at(name), sentence)

    def has(self, name: str) -> bool:
        return self.values.get(name) is not None

    def word(self, name: str) -> str | None:
        """A single value as it is written, or None where none stands."""
        return single(self.values[name], self.at(name), self.problems) if self.has(name) else None

    def maybe(self, name: str, known: re.Pattern[str] = IDENTIFIER) -> str | None:
        """An identifier, or None where nothing stands."""
        word = self.word(name)
        if word is not None:
            check_identifier(word, self.at(name), self.problems, known)
        return word

    def identifier(self, name: str, known: re.Pattern[str] = IDENTIFIER) -> str:
        """An identifier; empty where nothing stands."""
        return self.maybe(name, known) or ""

    def words(self, name: str) -> tuple[str, ...]:
        """A list of single values, none of them empty or twice."""
        words: list[str] = []
        for path, value in self.items(name):
            word = single(value, path, self.problems) or ""
            if word in words:
                self.problems.add(path, _("“{word}” stands here twice.", word=word))
            elif value in (None, ""):
                self.problems.add(path, _("Something must stand here."))
            words.append(word)
        return tuple(words)

    def items(self, name: str) -> Iterator[tuple[str, Value]]:
        """The entries of a list, each with its path."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, list):
            self.refuse(name, _("A list is expected here, as “[one, two]”."))
        elif value is not None:
            yield from ((f"{self.at(name)}[{index}]", entry) for index, entry in enumerate(value))

    def filled(self, name: str) -> None:
        """Refuse a list or named values that stand there with nothing in them."""
        if self.values.get(name) in ([], {}):
            self.refuse(name, _("Something must stand here."))

    def named(
        self, name: str, make: Callable[[str, Value, str, Problems], Made]
    ) -> dict[str, Made]:
        """Values under names of the file's own choosing, each made by `make(name, value, path,
        problems)`."""
        value = self.values.get(name)
        if value is not None and not isinstance(value, dict):
            self.refuse(name, _("Named values are expected here, each as “name: value”."))
        entries = value if isinstance(value, dict) else {}
        for key in entries:
            check_identifier(key, inside(self.at(name), key), self.problems)
        return {
            key: make(key, entry, inside(self.at(name), key), self.problems)
            for key, entry in entries.items()
        }

    def number(self, name: str, least: int, default: int) -> int:
        word = self.word(name)
        if word is None:
            return default
        if not NUMBER.fullmatch(word):
            self.refuse(name, _("A whole number is expected here, not “{word}”.", word=word))
            return default
        if int(word) < least:
            self.refuse(
                name, _("{number} is too small; the least is {least}.", number=word, least=least)
            )
        return int(word)

    def flag(self, name: str) -> bool:
        word = self.word(name)
        if word not in (None, "true", "false"):
            self.refuse(name, _("Write true or false here, not “{word}”.", word=word))
        return word == "true"

    def one_of(self, name: str, kinds: type[Kind], default: Kind) -> Kind:
        word = self.word(name)
        if word in [kind.value for kind in kinds]:
            return kinds(word)
        if word is not None:
            self.refuse(
                name, _("“{word}” is not known here; known are {known}.", word=word, known=[*kinds])
            )
        return default

    def label(self, name: str) -> Label:
        """The words in all three languages."""
        value = self.values.get(name)
        return NO_LABEL if value is None else label(name, value, self.at(name), self.problems)

    def maybe_label(self, name: str) -> Label | None:
        return self.label(name) if self.has(name) else None


def single(value: Value, path: str, problems: Problems) -> str | None:
    """A value that is neither a list nor named values; None where it is, or where nothing
    stands."""
    if isinstance(value, list | dict):
        problems.add(path, _("A single value is expected here."))
        return None
    return value


def check_identifier(
    word: str, path: str, problems: Problems, known: re.Pattern[str] = IDENTIFIER
) -> None:
    """Refuse a name that code, columns and addresses could not carry."""
    if not known.fullmatch(word):
        sentence = _(
            "“{word}” cannot be a name here; a name fits {pattern}.",
            word=word,
            pattern=known.pattern,
        )
        problems.add(path, sentence)


def label(_name: str, value: Value, path: str, problems: Problems) -> Label:
    """A label with whole words in all three languages."""
    part = Part(value, path, problems, " ".join(LANGUAGES))
    said = {language: part.word(language) for language in LANGUAGES}
    for language, words in said.items():
        if words is not None and (UNFINISHED.search(words) or words != words.strip()):
            part.refuse(language, _("“{words}” is not words for a reader.", words=words))
    return Label(*(words or "" for words in said.values()))
