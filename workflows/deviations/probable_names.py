"""What may be the name of a person or of a place in a text that others will read. It is pointed at
before the text is kept, for whoever wrote it to take out, or to say that it is no such name."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from engine.people import registry
from engine.storage.session import Session
from workflows.deviations.naming import registered_names

FIRST_NAMES = Path(__file__).parent / "first_names.txt"
# First names that are words too, and often begin a sentence: names only where a name follows.
WORDS_TOO = frozenset({"dag", "even", "finn", "liv", "mai", "odd", "per", "stein", "tom", "tone"})
# A full stop after these ends no sentence.
SHORT = frozenset(
    [
        "a",
        "avd",
        "bl",
        "ca",
        "dr",
        "eks",
        "ev",
        "evt",
        "f",
        "jf",
        "kl",
        "mv",
        "nr",
        "osv",
        "overl",
        "pga",
        "spl",
        "tlf",
    ]
)
MUNICIPALITY = "municipality"
LONG = 5  # letters: a place's name that is longer is no other word, however it is written
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_ENDS = re.compile(r"[.!?:;•–«“\"(\n]")


class _Word(NamedTuple):
    """A word of a text: `begins` where a sentence does, `joined` where only a blank stands between
    it and the next."""

    text: str
    begins: bool
    joined: bool

    @property
    def capital(self) -> bool:
        """It is written as names are, and not as abbreviations."""
        return self.text[0].isupper() and not self.text[:2].isupper()


class _Known(NamedTuple):
    """Names in small letters: first names, what is somebody's name where it stands alone at the
    beginning of a sentence, and names of places."""

    first: frozenset[str]
    alone: frozenset[str]
    places: frozenset[str]


def probable_names(
    session: Session, partnership_id: int, text: str, no_names: str = ""
) -> list[str]:
    """The words that may be names, in their order, but those that are said to be none: words with
    a capital within a sentence, first names, names of people who are registered, and the
    municipalities of the partnership."""
    said = {_plain(word) for word in _WORD.findall(no_names)}
    known = _known(session, partnership_id)
    words = _words(text)
    after = zip_longest(words, words[1:])
    found = (each.text for each, then in after if _named(each, then, known))
    return [word for word in dict.fromkeys(found) if _plain(word) not in said]


def _known(session: Session, partnership_id: int) -> _Known:
    first = _first_names()
    people = {part for name in registered_names(session) for part in name.casefold().split()}
    places = (
        word.casefold()
        for body in registry.bodies(session, partnership_id)
        if body.kind == MUNICIPALITY
        for word in _WORD.findall(body.name)
        if word[0].isupper()
    )
    return _Known(first, (first | people) - WORDS_TOO, frozenset(places))


@lru_cache
def _first_names() -> frozenset[str]:
    return frozenset(FIRST_NAMES.read_text("utf-8").casefold().split())


def _words(text: str) -> list[_Word]:
    found: list[_Word] = []
    end, last = 0, ""
    matches = list(_WORD.finditer(text))
    for match, then in zip_longest(matches, matches[1:]):
        between = text[end : match.start()]
        ends = _ENDS.search(between) and not (between.strip() == "." and last in SHORT)
        joined = then is not None and text[match.end() : then.start()] == " "
        found.append(_Word(match[0], begins=not found or bool(ends), joined=joined))
        end, last = match.end(), match[0].casefold()
    return found


def _named(word: _Word, then: _Word | None, known: _Known) -> bool:
    spelt = {word.text.casefold(), _plain(word.text)}
    if spelt & known.places and (word.capital or len(word.text) > LONG):
        return True
    if not word.capital:
        return False
    followed = word.joined and then is not None and then.capital
    return not word.begins or bool(spelt & known.alone or (followed and spelt & known.first))


def _plain(word: str) -> str:
    """A word in small letters without the ending of whose something is."""
    small = word.casefold()
    return small.removesuffix("s")
