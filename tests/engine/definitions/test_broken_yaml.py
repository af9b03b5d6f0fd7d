"""What is told where a file is not YAML: line, column and what is wrong, in words of ours."""

from __future__ import annotations

import pytest
import yaml

from engine.definitions import broken_yaml as told
from engine.definitions import yaml_text
from engine.definitions.yaml_text import Problems
from engine.errors import DefinitionRefused

# A text, the line and the column that are told, and what is wrong there.
BROKEN = {
    "a tab": ("a:\n\tb: 1\n", 2, 1, told.TAB),
    "a tab behind spaces": ("a:\n  - b: 1\n  \tc: 2\n", 3, 3, told.TAB),
    "no colon": ("a: 1\nb 2\nc: 3\n", 2, 1, told.NO_COLON),
    "no colon before what is in it": ("list clause\noptions:\n  a: 1\n", 1, 1, told.NO_COLON),
    "no colon in the middle": ("a:\n  b 2\n\n  # more\n  c: 3\n", 2, 3, told.NO_COLON),
    "no space after a colon": ("a:1\nb: 2\n", 1, 1, told.NO_COLON),
    "no space after a dash": ("a:\n  - 1\n  -2\n", 3, 3, told.NO_SPACE),
    "a quote": ('a: 1\nb: "hello\nc: 2\n', 2, 4, told.OPEN_QUOTE),
    "a single quote": ("a: 'hello\nb: 2\n", 1, 4, told.OPEN_QUOTE),
    "a quote in quotes": ("a: 'it's here'\nb: 2\n", 1, 8, told.AFTER_QUOTE),
    "text behind quotes": ('a: "hello" there\n', 1, 12, told.AFTER_QUOTE),
    "a colon in a value": ("a:\n  nb: Part A: In\n", 2, 13, told.SECOND_COLON),
    "a colon in brackets": ("a: {nb: Part A: In, nn: x}\n", 1, 15, told.NO_COMMA),
    "no comma": ("a: {nb: x nn: y}\n", 1, 13, told.NO_COMMA),
    "too deep": ("a: 1\n  b: 2\n", 2, 3, told.TOO_DEEP),
    "less deep": ("a:\n    b: 1\n  c: 2\n", 3, 3, told.UNEVEN),
    "an uneven list": ("a:\n  - 1\n - 2\n", 3, 2, told.UNEVEN),
    "a list and keys": ("- a\nb: 1\n", 2, 1, told.UNEVEN),
    "a backslash": ('a: "\\q"\n', 1, 5, told.BACKSLASH),
    "a control character": ("a: 1\nb: \x07\n", 2, 4, told.CONTROL),
    "no text": ("a: 1\nb: \ud800\n", 2, 4, told.CONTROL),
    "anything else": ("a: |x\n  b\n", 1, 5, told.OTHER),
}
WITH_SIGN = {
    "an at sign": ("a: @b\n", 1, 4, "“@” cannot begin a value."),
    "half a sign": ('a: 1\nb: "\\n x\\ud800y"\n', 2, 9, "“\\ud800” stands for no character"),
    "a number too short": ('a: "x\\u12"\n', 1, 6, "“\\u12” stands for no character"),
    "a bracket too many": ("a: ]\n", 1, 4, "“]” cannot begin a value."),
    "a bracket": ("a: [1, 2\nb: 3\n", 1, 4, "The bracket “[” that begins here is not closed"),
    "the last bracket": ("a: {nb: x\n", 1, 4, "The bracket “{” that begins here is not closed"),
}


def refused(text: str) -> tuple[int, int | None, object]:
    with pytest.raises(DefinitionRefused) as refusal:
        yaml_text.read(text, Problems("list.yaml"))
    (problem,) = refusal.value.problems
    return problem.line, problem.column, problem.sentence


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_is_told_with_line_and_column(name, loader):
    text, line, column, sentence = BROKEN[name]
    with pytest.raises((yaml.YAMLError, UnicodeError)) as error:
        list(yaml.parse(text, Loader=loader))

    fault = told.fault_of(error.value, text)

    assert (fault.line, fault.sentence) == (line, sentence)
    assert abs(fault.column - column) <= 1  # of a backslash, one points at it and one behind


@pytest.mark.parametrize("name", WITH_SIGN)
def test_the_sign_is_named_that_cannot_be_read(name):
    text, line, column, said = WITH_SIGN[name]

    found = refused(text)

    assert found[:2] == (line, column)
    assert str(found[2]).startswith(said)


def test_the_refusal_says_line_and_column():
    with pytest.raises(DefinitionRefused, match=r"^list\.yaml, line 2, column 1: A tab"):
        yaml_text.read("a:\n\tb: 1\n", Problems("list.yaml"))
