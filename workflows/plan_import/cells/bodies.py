"""Which bodies a partnership has, under all the spellings that its documents use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

NEAR_ENOUGH = 0.8
SHORTEST_STEM = 5
_ENDINGS = re.compile(r"(?:ene|ane|ene|er|ar|et|en|e|a)$")


@dataclass(frozen=True)
class KnownBody:
    """A body as the structure of its partnership tells it."""

    id: str
    name: str
    abbreviation: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = ""
    members: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way it is written."""
        return tuple(
            spelling for spelling in (self.name, self.abbreviation, *self.aliases) if spelling
        )


def known_bodies(structure: Mapping[str, object]) -> list[KnownBody]:
    """The bodies of a structure file (the mapping that its YAML gives)."""
    bodies = structure.get("bodies")
    return (
        [_known_body(body) for body in bodies if isinstance(body, Mapping)]
        if isinstance(bodies, Sequence)
        else []
    )


def _known_body(body: Mapping[str, object]) -> KnownBody:
    return KnownBody(
        id=str(body.get("id", "")),
        name=str(body.get("name", "")),
        abbreviation=str(body.get("abbreviation") or ""),
        aliases=_texts(body.get("aliases")),
        kind=str(body.get("kind") or ""),
        members=_texts(body.get("members")),
    )


def _texts(value: object) -> tuple[str, ...]:
    return (
        tuple(str(item) for item in value)
        if isinstance(value, Sequence) and not isinstance(value, str)
        else ()
    )


@dataclass(frozen=True)
class Folded:
    """A text without case, spaces and hyphens, and for each sign left its place in the text it
    came from."""

    text: str
    places: tuple[int, ...]


def fold(text: str) -> Folded:
    """So that 'lege-samarbeid', 'Lege- samarbeid' and 'legesamarbeid' are one; what parts two
    digits stays."""
    kept: list[str] = []
    places: list[int] = []
    gap = ""
    for place, sign in enumerate(unicodedata.normalize("NFC", text)):
        if not sign.isalnum():
            gap = gap if gap.strip() else sign
            continue
        if gap and kept and kept[-1].isdigit() and sign.isdigit():
            kept.append("-" if gap in "-–—" else gap)
            places.append(place)
        for letter in sign.casefold():
            kept.append(letter)
            places.append(place)
        gap = ""
    return Folded("".join(kept), tuple(places))


class BodyIndex:
    """Finds bodies by spelling. A spelling that two bodies share finds neither: nobody guesses."""

    def __init__(self, bodies: Iterable[KnownBody]) -> None:
        self.bodies = {body.id: body for body in bodies}
        owners: dict[str, set[str]] = {}
        self._spellings: dict[str, str] = {}
        for body in self.bodies.values():
            for spelling in body.spellings:
                folded = fold(spelling).text
                owners.setdefault(folded, set()).add(body.id)
                self._spellings.setdefault(folded, spelling)
        for body in self.bodies.values():
            if (folded := fold(body.id).text) not in owners:
                owners[folded] = {body.id}
                self._spellings[folded] = body.id
        self._ids = {
            folded: next(iter(ids)) for folded, ids in owners.items() if len(ids) == 1 and folded
        }
        self._stems = self._by_stem()
        self._lengths = sorted({len(folded) for folded in self._ids}, reverse=True)

    def find(self, text: str) -> str:
        """The id of the body spelled so, '' when there is none."""
        return self._ids.get(fold(text).text, "")

    def find_form(self, text: str) -> str:
        """The one body whose name is that text in another form: definite or plural; '' when there
        is none, or more than one."""
        exact = self.find(text)
        found = self._stems.get(_stem(fold(text).text), set())
        return exact or (next(iter(found)) if len(found) == 1 else "")

    def _by_stem(self) -> dict[str, set[str]]:
        stems: dict[str, set[str]] = {}
        for folded, body in self._ids.items():
            stems.setdefault(_stem(folded), set()).add(body)
        return stems

    def starting_at(self, folded: str, start: int) -> Iterable[tuple[int, str]]:
        """The bodies whose spelling stands there, the longest first: length and id."""
        for length in self._lengths:
            body = self._ids.get(folded[start : start + length])
            if body is not None and start + length <= len(folded):
                yield length, body

    def nearest(self, text: str) -> str:
        """The known spelling most like the text, '' when none is like it.

        Only to be asked about, never to be taken.
        """
        folded = fold(text).text[:200]
        digits = _digits(folded)
        near = [
            (self._likeness(folded, other), other)
            for other in self._ids
            if _digits(other) == digits
        ]
        likeness, best = max(near, default=(0.0, ""))
        return self._spellings[best] if likeness >= NEAR_ENOUGH else ""

    def words(self) -> set[str]:
        """Every word of every spelling, folded: evidence for mending a broken one."""
        spellings = (spelling for body in self.bodies.values() for spelling in body.spellings)
        return {
            word.strip(".,;:()").casefold() for spelling in spellings for word in spelling.split()
        }

    @staticmethod
    def _likeness(one: str, other: str) -> float:
        matcher = SequenceMatcher(None, one, other, autojunk=False)
        return matcher.ratio() if matcher.quick_ratio() >= NEAR_ENOUGH else 0.0


def _stem(folded: str) -> str:
    """The word without the endings that a Norwegian noun takes; short words are left alone."""
    stem = _ENDINGS.sub("", folded)
    return stem if len(stem) >= SHORTEST_STEM else folded


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())
