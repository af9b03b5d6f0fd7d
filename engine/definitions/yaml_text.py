"""The text of a definition as plain values, with the line of every key; the only place that
knows YAML.

Every value is a string, a list, named values or nothing: `no` stays "no" and `on` stays "on", and
the schema decides what they mean. Tags, anchors and aliases are refused, so a file can neither make
objects nor grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn, TypeAlias

import yaml

from engine.definitions.broken_yaml import fault_of
from engine.errors import WHOLE_FILE, DefinitionRefused, Problem
from engine.language.sentences import Sentence, _

Value: TypeAlias = "str | list[Value] | dict[str, Value] | None"

LARGEST = 256 * 1024
DEEPEST = 10
NO_ANCHORS = _("Anchors and aliases (& and *) are not allowed; write it out.")
EMPTY = {"", "~", "null", "Null", "NULL"}
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Problems:
    """Everything wrong in one file.

    A problem is named by its key's path; the line is found from it.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[str, int] = {}
        self.found: list[Problem] = []

    def add(
        self, key: str, sentence: Sentence, line: int | None = None, column: int | None = None
    ) -> None:
        """Note a problem at that key; without a line of its own it stands where the nearest key
        around it stands."""
        problem = Problem(self.file, line or self._line(key), key or WHOLE_FILE, sentence)
        self.found.append(problem._replace(column=column))

    def stop(self, key: str, sentence: Sentence, line: int | None = None) -> NoReturn:
        """Note a problem after which the text makes no sense, and raise everything that was
        found."""
        self.add(key, sentence, line)
        raise self._refusal()

    def refuse(self) -> None:
        """Raise everything that was found, in the order of the file; nothing happens where
        nothing was."""
        if self.found:
            raise self._refusal()

    def _refusal(self) -> DefinitionRefused:
        return DefinitionRefused(
            sorted(self.found, key=lambda problem: (problem.line, problem.key))
        )

    def _line(self, key: str) -> int:
        while key and key not in self.lines:
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        return self.lines.get(key, 1)


def inside(path: str, key: str) -> str:
    """The path of a key inside another."""
    return f"{path}.{key}" if path else key


def texts_of(value: Value, path: str = "") -> Iterator[tuple[str, str]]:
    """Each value and each key, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from texts_of(each, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, each in value.items():
            at = inside(path, key)
            yield at, key
            yield from texts_of(each, at)


def read(text: str, problems: Problems) -> Value:
    """The values of the text; lines and problems go into `problems`.

    Raises DefinitionRefused where it cannot go on.
    """
    if len(text.encode(errors="replace")) > LARGEST:
        problems.stop(WHOLE_FILE, _("The file is larger than {limit} kB.", limit=LARGEST // 1024))
    tree = _Tree(problems)
    for event in _events(text, problems):
        tree.take(event)
    return tree.root


def _events(text: str, problems: Problems) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=LOADER)
    except (yaml.YAMLError, UnicodeError) as error:
        fault = fault_of(error, text)
        problems.add(WHOLE_FILE, fault.sentence, fault.line, fault.column)
        problems.refuse()


@dataclass(slots=True)
class _Open:
    """A list or named values that the text is still inside of; `key` waits for its value."""

    path: str
    values: list[Value] | dict[str, Value]
    key: str | None = None


@dataclass(slots=True)
class _Tree:
    problems: Problems
    root: Value = None
    documents: int = 0
    open: list[_Open] = field(default_factory=list)

    def take(self, event: yaml.Event) -> None:
        match event:
            case yaml.DocumentStartEvent():
                self._begin(event)
            case yaml.ScalarEvent() | yaml.AliasEvent() | yaml.CollectionStartEvent():
                self._place(event)
            case yaml.CollectionEndEvent():
                self.open.pop()

    def _begin(self, event: yaml.Event) -> None:
        self.documents += 1
        if self.documents > 1:
            self.problems.stop(
                WHOLE_FILE,
                _("A file contains one document; a second one begins here."),
                _line(event),
            )

    def _place(self, event: yaml.NodeEvent) -> None:
        """Take a value, or the name of one where a name must come."""
        if self._awaits_key():
            self._name(event)
            return
        path = self._path()
        self.problems.lines.setdefault(path, _line(event))
        self._refuse_more_than_values(event, path)
        self._put(value := _value(event))
        if isinstance(value, list | dict):
            self._enter(path, value)

    def _awaits_key(self) -> bool:
        return (
            bool(self.open) and isinstance(self.open[-1].values, dict) and self.open[-1].key is None
        )

    def _name(self, event: yaml.NodeEvent) -> None:
        around = self.open[-1]
        if not isinstance(event, yaml.ScalarEvent):
            self.problems.stop(around.path, _("A key must be a word."), _line(event))
        name = str(event.value)
        path = inside(around.path, name)
        self._refuse_more_than_values(event, path)
        if name in around.values:
            self.problems.add(
                path, _("The key “{key}” appears twice here.", key=name), _line(event)
            )
        self.problems.lines[path] = _line(event)
        around.key = name

    def _path(self) -> str:
        if not self.open:
            return ""
        around = self.open[-1]
        return (
            f"{around.path}[{len(around.values)}]"
            if around.key is None
            else inside(around.path, around.key)
        )

    def _put(self, value: Value) -> None:
        if not self.open:
            self.root = value
            return
        around = self.open[-1]
        if isinstance(around.values, list):
            around.values.append(value)
        else:
            around.values[around.key or ""] = value
            around.key = None

    def _enter(self, path: str, values: list[Value] | dict[str, Value]) -> None:
        self.open.append(_Open(path, values))
        if len(self.open) > DEEPEST:
            self.problems.stop(
                path, _("Values are nested more than {limit} levels deep.", limit=DEEPEST)
            )

    def _refuse_more_than_values(self, event: yaml.NodeEvent, path: str) -> None:
        if event.anchor is not None:
            self.problems.add(
                path,
                NO_ANCHORS,
                _line(event),
            )
        if getattr(event, "tag", None) is not None:
            self.problems.add(path, _("Tags (!) are not allowed."), _line(event))


def _value(event: yaml.NodeEvent) -> Value:
    match event:
        case yaml.ScalarEvent():
            return None if event.implicit[0] and event.value in EMPTY else str(event.value)
        case yaml.MappingStartEvent():
            return {}
        case yaml.SequenceStartEvent():
            return []
        case _:
            return None


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return int(mark.line) + 1 if mark else 1
