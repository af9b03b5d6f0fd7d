"""Cases by words: in the ref, the printed number, the title, and what people wrote in the fields
that the reader may see. A field that she may not see finds nothing.

An index says which cases to look at; whether one is found is asked of the case itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, func, or_, select, true

from engine.cases import access
from engine.cases.access import Numbered
from engine.cases.lists import Listed, listed
from engine.cases.records import CASE_COLUMNS, CASE_TABLES, Case, case_table
from engine.cases.role_matcher import matcher
from engine.cases.search_marks import looked_for
from engine.cases.search_reading import to_look_at
from engine.definitions import versions
from engine.definitions.model import Definition, Field
from engine.definitions.roles import Role
from engine.people.actors import Actor
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from engine.typed_text import NO_TEXT

MOST = 50  # cases
MOST_WORDS = 5
MOST_AT_ONCE = 3200  # cases that are looked at in one query
# SQLite makes small letters of A to Z alone, and so does PostgreSQL in some locales.
LETTERS = (("Æ", "æ"), ("Ø", "ø"), ("Å", "å"), ("Ä", "ä"), ("Ö", "ö"), ("É", "é"))


def search(session: Session, words: str, reader: Actor, on: date) -> list[Listed]:
    """The cases in which each of these words is found, the one that moved last first; where they
    are more than fifty, the fifty newest. Nothing is found by no word."""
    wanted = words.lower().split()[:MOST_WORDS]
    if not wanted or NO_TEXT.search(words):
        return []
    numbers = to_look_at(session, looked_for(wanted, reader, on), reader.case_id)
    found = sorted(found_in(session, numbers, wanted, reader, on), key=_MOVED, reverse=True)
    return listed(session, found, reader, on)


_MOVED, _NUMBER = attrgetter("moved_at", "id"), attrgetter("id")


def found_in(
    session: Session, numbers: Iterator[int], wanted: list[str], reader: Actor, on: date
) -> list[Case]:
    """The first fifty of these cases, newest first, in which the reader finds each of these words
    of small letters."""
    known = versions.every(session)
    values = {**access.seen_by(known, reader, on), **_seen_fields(known, reader, on)}
    for place, word in enumerate(wanted):
        values |= {f"word_{place}": _pattern(word), f"stored_{place}": _stored(word)}
    statement = _statement(known, len(wanted))
    found: list[Case] = []
    at_once = MOST
    while len(found) < MOST and (ids := list(islice(numbers, at_once))):
        rows = session.rows(statement, {**values, "ids": ids})
        found += sorted((Case(*row) for row in rows), key=_NUMBER, reverse=True)
        at_once = min(2 * at_once, MOST_AT_ONCE)
    return found[:MOST]


def _pattern(word: str) -> str:
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return f"%{word}%"


def _stored(word: str) -> str:
    """What the stored text of all fields has where one of them has the word: anything, for signs
    that JSON writes otherwise."""
    return "%" if _WRITTEN_OTHERWISE.search(word) else _pattern(word)


_WRITTEN_OTHERWISE = re.compile(r'["\\\x00-\x1f]')


def _seen_fields(known: Iterable[Numbered], reader: Actor, on: date) -> dict[str, Any]:
    """What the reader's seats open of fields that not everybody sees."""
    values: dict[str, Any] = {}
    for _number, definition in known:
        for field in definition.fields.values():
            for role in _roles(definition, field):
                values |= matcher(role).values(role, reader, on)
    return values


@lru_cache(maxsize=32)
def _statement(known: tuple[Numbered, ...], words: int) -> Statement:
    found = [
        _found(known, bindparam(f"word_{place}"), bindparam(f"stored_{place}"))
        for place in range(words)
    ]
    among = any_of(case_table.c.id, "ids")
    return Statement(select(*CASE_COLUMNS).where(among, access.visible(known, CASE_TABLES), *found))


def _found(known: Sequence[Numbered], word: Any, stored: Any) -> ColumnElement[bool]:
    """Whether the word stands somewhere in a case where the reader may see it. The fields are
    taken apart only where the word stands in their text as it is stored."""
    places = [case_table.c[name] for name in ("ref", "number", "title")]
    in_fields = [
        and_(case_table.c.definition_id == number, _seen(definition, field), _in(text, word))
        for number, definition in known
        for name, field in definition.fields.items()
        if field.type.is_words
        for text in [case_table.c.fields[name].as_string()]
    ]
    in_one = and_(_in(cast(case_table.c.fields, Text), stored), or_(*in_fields))
    return or_(*(_in(place, word) for place in places), in_one)


def _in(text: Any, word: Any) -> ColumnElement[bool]:
    for large, small in LETTERS:
        text = func.replace(text, large, small)
    found: ColumnElement[bool] = func.lower(text).like(word, escape="\\")
    return found


def _seen(definition: Definition, field: Field) -> ColumnElement[bool]:
    """Whether the reader sees that field of a case."""
    all_seen = bindparam("sees_all", type_=case_table.c.id.type) == 1
    if not field.visible_to:
        return true()
    roles = (definition.roles[name] for name in field.visible_to)
    return or_(all_seen, *(_has(definition, role) for role in roles))


def _has(definition: Definition, role: Role) -> ColumnElement[bool]:
    has = matcher(role).condition(role, CASE_TABLES)
    if not role.not_as:
        return has
    other = definition.roles[role.not_as]
    return and_(has, ~matcher(other).condition(other, CASE_TABLES))


def _roles(definition: Definition, field: Field) -> Iterator[Role]:
    for name in field.visible_to:
        role = definition.roles[name]
        yield role
        if role.not_as:
            yield definition.roles[role.not_as]
