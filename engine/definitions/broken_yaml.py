"""What is wrong where a text is not YAML, in words of ours: the parser's own are English, and speak
of tokens and scalars."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

import yaml

from engine.language.sentences import Sentence, _

KEY = re.compile(r"[^\s#][^:]*:(\s|$)")
ESCAPE = re.compile(r"\\[xuU][0-9A-Fa-f]{0,8}")
TAB = _("A tab is used here. Indent with spaces instead.")
NO_COLON = _("A colon and a space are missing after the key: write “key: value”.")
NO_SPACE = _("The dash of a list needs a space after it: write “- value”.")
SECOND_COLON = _("A value with “: ” in it must be put in quotes.")
TOO_DEEP = _("This line is indented more than the one before it, which has a value already.")
UNEVEN = _("The indent of this line does not fit the lines above it.")
OPEN_QUOTE = _("The quotation mark that begins here is never closed.")
AFTER_QUOTE = _(
    "Text follows after the closing quotation mark. If quotation marks are part of the value, put"
    " the whole value in quotation marks of the other kind (' or \")."
)
NO_COMMA = _(
    "Between the brackets, a comma is missing before this place, or a value with “: ” in it is not"
    " in quotes."
)
BACKSLASH = _("A backslash has a meaning of its own in double quotes: write it twice.")
NO_ESCAPE = _("“{escape}” stands for no character that text can have. Write the character itself.")
CONTROL = _("The file contains a control character, which is not text.")
OTHER = _(
    "From here on this cannot be read as YAML. Look for a colon, a comma, a quotation mark or a"
    " space that is missing."
)


class Fault(NamedTuple):
    """Why a text is not YAML, and where: line and column, from one."""

    sentence: Sentence
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Place:
    """A place in the text: of what could not be read, or of what it began with; from zero."""

    line: int
    column: int

    def fault(self, sentence: Sentence) -> Fault:
        return Fault(sentence, self.line + 1, self.column + 1)


def fault_of(error: yaml.YAMLError | UnicodeError, text: str) -> Fault:
    """What an error of the parser means."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return _strange(error, text).fault(CONTROL)
    lines = [*text.splitlines(), ""]
    place = _Place(error.problem_mark.line, error.problem_mark.column)
    mark = error.context_mark
    began = _Place(mark.line, mark.column) if mark else place
    if "\t" in _indent(_line(lines, place.line)):
        return _Place(place.line, _line(lines, place.line).index("\t")).fault(TAB)
    return _found(error, lines, place, began)


def _found(error: yaml.MarkedYAMLError, lines: list[str], place: _Place, began: _Place) -> Fault:
    context, problem = error.context or "", error.problem or ""
    if "mapping values are not allowed" in problem:
        return _unexpected_colon(lines, place)
    if "could not find expected ':'" in problem:
        dash = _line(lines, began.line).lstrip().startswith("-")
        return began.fault(NO_SPACE if dash else NO_COLON)
    if "escape" in problem or "hexdecimal" in problem:
        return _wrong_escape(lines, place)
    if "quoted scalar" in context:
        return began.fault(OPEN_QUOTE)
    if "flow" in context:
        return _in_brackets(lines, place, began)
    if "block mapping" in context or "block collection" in context:
        return _after_value(lines, place)
    if "cannot start any token" in problem or "node content" in problem:
        return _sign(lines, place)
    return place.fault(OTHER)


def _wrong_escape(lines: list[str], place: _Place) -> Fault:
    """A backslash before what it cannot stand before, or a number that is no character's."""
    line = _line(lines, place.line)
    at = max(line.rfind("\\", 0, place.column + 1), 0)  # the parser points at it, or behind
    found = ESCAPE.match(line, at)
    if not found:
        return place.fault(BACKSLASH)
    return _Place(place.line, at).fault(replace(NO_ESCAPE, values={"escape": found[0]}))


def _unexpected_colon(lines: list[str], place: _Place) -> Fault:
    """A colon where none may be: the second of a value, or the first after a line without one."""
    line = _line(lines, place.line)
    if KEY.search(line[: place.column]):
        return place.fault(SECOND_COLON)
    before = _before(lines, place.line)
    if before is not None and not KEY.search(lines[before].lstrip("- ")):
        return _Place(before, len(_indent(lines[before]))).fault(NO_COLON)
    return _Place(place.line, len(_indent(line))).fault(TOO_DEEP)


def _before(lines: list[str], number: int) -> int | None:
    """The nearest line before it that is neither empty nor a comment."""
    earlier = range(min(number, len(lines)) - 1, -1, -1)
    return next((each for each in earlier if lines[each].strip()[:1] not in ("", "#")), None)


def _in_brackets(lines: list[str], place: _Place, began: _Place) -> Fault:
    if place.line >= len(lines) - 1:  # the parser may say no more than that the text ended
        opened = [
            _Place(number, max(line.rfind(sign) for sign in "[{"))
            for number, line in enumerate(lines)
        ]
        began = next((each for each in reversed(opened) if each.column >= 0), began)
    if place.line == began.line:
        return place.fault(NO_COMMA)
    sign = _line(lines, began.line)[began.column : began.column + 1]
    never = _(
        "The bracket “{sign}” that begins here is not closed, or a comma is missing in line"
        " {line} or before it.",
        sign=sign,
        line=place.line + 1,
    )
    return began.fault(never)


def _after_value(lines: list[str], place: _Place) -> Fault:
    before = _line(lines, place.line)[: place.column]
    if not before.strip():
        last = _before(lines, place.line)
        said = "-" if last is None else lines[last].strip()
        if last is not None and said[0] != "-" and not KEY.search(said):
            return _Place(last, len(_indent(lines[last]))).fault(NO_COLON)
        return place.fault(UNEVEN)
    return place.fault(AFTER_QUOTE if before.rstrip()[-1] in "\"'" else OTHER)


def _sign(lines: list[str], place: _Place) -> Fault:
    sign = _line(lines, place.line)[place.column : place.column + 1]
    if not sign:
        return place.fault(OTHER)
    begins = _("“{sign}” cannot begin a value. Put the value in quotes.", sign=sign)
    return place.fault(begins)


def _line(lines: list[str], number: int) -> str:
    return lines[number] if number < len(lines) else ""


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _strange(error: yaml.YAMLError | UnicodeError, text: str) -> _Place:
    """Where the character is that no file of text contains."""
    if isinstance(error, UnicodeEncodeError):
        at = error.start
    else:
        at = max(text.find(chr(getattr(error, "character", 0) or 0)), 0)
    return _Place(text.count("\n", 0, at), at - (text.rfind("\n", 0, at) + 1))
