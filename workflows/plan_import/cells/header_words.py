"""What a column is called by, and the role that its name gives it; the words stand in
header_words.yaml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from workflows.documents.sheets import one_line

WORDS = Path(__file__).with_suffix(".yaml")
# A header says what a column holds in a few words; what is longer is a text.
MOST_WORDS, LONGEST = 6, 60
LOOKED_AT = 200

_PARENTHESIS = re.compile(r"\([^)]*\)")
_WORD = re.compile(r"[^\W_]+|#")


class Stem(NamedTuple):
    """A part of a header that gives it a role: the words that stand beside each other, each with
    where in a word it stands."""

    role: str
    rank: int
    parts: tuple[str, ...]


@cache
def _phrases() -> dict[str, str]:
    """Each whole header, and its role."""
    return {phrase: role for role, said in _read().items() for phrase in said["phrases"]}


@cache
def _stems() -> tuple[Stem, ...]:
    return tuple(
        Stem(role, rank, tuple(stem.split()))
        for rank, (role, said) in enumerate(_read().items())
        for stem in said["stems"]
    )


@cache
def _read() -> dict[str, dict[str, list[str]]]:
    return dict(yaml.load(WORDS.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def plain_header(text: str) -> str:
    """A header without its parentheses, its signs at the edges, and its case."""
    return _PARENTHESIS.sub("", one_line(text[:LOOKED_AT])).casefold().strip(" .:*?!")


def role_of_phrase(text: str) -> str | None:
    """The role of a header that is known as a whole, None for any other."""
    plain = plain_header(text)
    for part in (plain, *re.split(r" ?/ ?| og ", plain)[:1]):
        if role := _phrases().get(part.strip(" .:")):
            return role
    return None


def role_of_stems(text: str) -> str | None:
    """The role of the first word in a header that has one, None where none has."""
    plain = plain_header(text)
    words = _WORD.findall(plain)
    if not words or len(words) > MOST_WORDS or len(plain) > LONGEST:
        return None
    for place in range(len(words)):
        found = sorted(_standing_at(words, place))
        if found:
            return found[0][2]
    return None


def _standing_at(words: list[str], place: int) -> Iterator[tuple[int, int, str]]:
    """The stems that stand there, so that the longest sorts first, then the one listed first."""
    for stem in _stems():
        beside = words[place : place + len(stem.parts)]
        if len(beside) == len(stem.parts) and all(map(_fits, beside, stem.parts)):
            yield -len(stem.parts), stem.rank, stem.role


def _fits(word: str, part: str) -> bool:
    sign, letters = part[0], part[1:]
    if sign == "=":
        return word == letters
    if sign == "~":
        return letters in word
    return word.startswith(letters if sign == "^" else part)


def all_words() -> frozenset[str]:
    """Every word of every whole header: evidence for mending a broken one."""
    return frozenset(word for phrase in _phrases() for word in phrase.split())
