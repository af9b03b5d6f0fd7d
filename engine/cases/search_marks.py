"""What a case is found by: marks of the words that it holds, of what was chosen in it, and of those
who may read them.

Marks only narrow: whoever has all marks of a search may still not be found by it. Nothing that is
found lacks one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from operator import add
from typing import NamedTuple

from engine.cases.records import Case
from engine.cases.role_matcher import SeatKey, Ties, keys_of, matcher
from engine.definitions.model import Definition
from engine.definitions.options import newest
from engine.definitions.roles import Role
from engine.people.actors import Actor
from engine.storage.columns import compact

# Letters of a piece. With three, one case in two hundred had all pieces of a word and not the word;
# with four, one in three thousand.
LONGEST = 4
MOST_PIECES = 16  # of one word: more of them leave no fewer cases
# What stands before a piece of what everybody reads who sees the case, before one of a field that
# fewer read, and before what a reader must have: to see the case, or to read such a field of it.
# Before what was chosen in a field stands one that says nothing of who may see it.
OPEN, CLOSED, SEES, READS, CHOSEN = "o", "c", "s", "r", "f"


class Looked(NamedTuple):
    """The marks of a search: for each word its pieces, and what the reader has. None for a reader
    who sees everything."""

    words: list[list[str]]
    has: list[str] | None

    @property
    def marks(self) -> list[str]:
        """All that is to be looked up."""
        pieces = {piece for word in self.words for piece in word}
        found = {side + piece for side in (OPEN, CLOSED) for piece in pieces}
        return sorted(found | {side + key for side in (SEES, READS) for key in self.has or ()})


def looked_for(words: Iterable[str], reader: Actor, on: date) -> Looked:
    """What a case must have in which this reader could find these words."""
    has = None if reader.operator else sorted(opened_to(reader, on))
    return Looked([pieces_of(word.casefold()) for word in words], has)


def pieces_of(word: str) -> list[str]:
    """What stands in every text that the word stands in."""
    length = min(LONGEST, len(word))
    places = range(len(word) - length + 1)
    return sorted({word[at : at + length] for at in places})[:MOST_PIECES]


def opened_to(reader: Actor, on: date) -> Iterator[str]:
    """What a reader has by whom she is and by her seats."""
    if reader.person_id is not None:
        yield _person(reader.person_id)
    for post in reader.current(on):
        yield from map(_seat, keys_of(post))


def marks_of(case: Case, definition: Definition, ties: Ties) -> set[str]:
    """Every mark of a case with these ties."""
    closed, readers = _closed(definition)
    texts = {name: _text(kept) for name, kept in case.fields.items() if _is_words(definition, name)}
    shown = [text for name, text in texts.items() if name not in closed]
    hidden = [text for name, text in texts.items() if name in closed]
    marks = {OPEN + piece for piece in _pieces([case.ref, case.number, case.title, *shown])}
    marks.update([CLOSED + piece for piece in _pieces(hidden)])
    seers = [definition.roles[name] for name in definition.visible_to]
    for side, roles in ((SEES, seers), (READS, readers)):
        marks.update(side + key for key in _opened_by(roles, case, ties))
    marks.add(of_workflow(case.workflow))
    chosen = ((name, each) for name in case.fields for each in values_of(case, definition, name))
    return marks | {choice(name, value) for name, value in chosen}


def of_workflow(workflow: str) -> str:
    """The mark of every case of that workflow."""
    return f"{CHOSEN}={workflow}"


def choice(name: str, value: str) -> str:
    """The mark of every case in which that was chosen."""
    return f"{CHOSEN}{name}={value}"


def values_of(case: Case, definition: Definition, name: str) -> frozenset[str]:
    """What was chosen in a field of a case: its bodies, each of its own partnership, or the newest
    of its options; of a field in which nothing is chosen, nothing."""
    field, kept = definition.fields.get(name), case.fields.get(name)
    if field is None or not kept:
        return frozenset()
    values = kept if isinstance(kept, list) else [kept]
    if field.type.links_bodies:
        return frozenset(f"{case.partnership_id}/{value}" for value in values)
    return frozenset(newest(field.options, value) for value in values if field.options)


@lru_cache(maxsize=256)
def _closed(definition: Definition) -> tuple[frozenset[str], tuple[Role, ...]]:
    """The fields that not everybody reads who sees the case, and the roles that do."""
    seen_by = set(definition.visible_to)
    fields = [f for f in definition.fields.values() if not seen_by <= set(f.visible_to)]
    names = sorted({name for field in fields for name in field.visible_to})
    return frozenset(field.name for field in fields), tuple(definition.roles[n] for n in names)


def _is_words(definition: Definition, name: str) -> bool:
    field = definition.fields.get(name)
    return field is not None and field.type.is_words


def _text(kept: object) -> str:
    """The text of a field as a query reads it."""
    return kept if isinstance(kept, str) else compact(kept)


def _pieces(texts: Iterable[str]) -> set[str]:
    """Every piece of one to four letters of these texts, and of their seams."""
    text = "\n".join(texts).casefold()
    pairs = list(map(add, text, text[1:]))
    return {*text, *pairs, *map(add, pairs, text[2:]), *map(add, pairs, pairs[2:])}


def _opened_by(roles: Iterable[Role], case: Case, ties: Ties) -> Iterator[str]:
    """What gives one of these roles for the case."""
    for role in roles:
        yield from map(_seat, matcher(role).keys(role, case.partnership_id, ties))
        yield from map(_person, matcher(role).persons(role, ties))


def _seat(key: SeatKey) -> str:
    return f"{key.found_by}/{key.partnership_id}/{key.value}"


def _person(number: int) -> str:
    return f"person/{number}"
