"""Cases by words: in the ref, the printed number, the title, and what people wrote in the fields
that the reader may see. A field that she may not see finds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, true

from engine.cases import access
from engine.cases.access import Numbered
from engine.cases.lists import Listed, bodies_of
from engine.cases.records import CASE_COLUMNS, CASE_TABLES, Case, case_table
from engine.cases.role_matcher import matcher
from engine.definitions import versions
from engine.definitions.model import Definition, Field, Role
from engine.people.actors import Actor
from engine.storage.session import Session
from engine.storage.statements import Statement

MOST = 50  # cases
MOST_WORDS = 5
# SQLite makes small letters of A to Z alone, and so does PostgreSQL in some locales.
LETTERS = (("Æ", "æ"), ("Ø", "ø"), ("Å", "å"), ("Ä", "ä"), ("Ö", "ö"), ("É", "é"))


def search(session: Session, words: str, reader: Actor, on: date) -> list[Listed]:
    """The cases in which each of these words is found, the one that moved last first; fifty at
    most. Nothing is found by no word."""
    wanted = words.lower().split()[:MOST_WORDS]
    if not wanted:
        return []
    known = versions.every(session)
    values = {**access.seen_by(known, reader, on), **_seen_fields(known, reader, on)}
    values |= {f"word_{place}": _pattern(word) for place, word in enumerate(wanted)}
    found = [Case(*row) for row in session.rows(_statement(known, len(wanted)), values)]
    tied = bodies_of(session, [case.id for case in found])
    return [Listed(case, tied.get(case.id, ())) for case in found]


def _pattern(word: str) -> str:
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, f"\\{sign}")
    return f"%{word}%"


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
    found = [_found(known, bindparam(f"word_{place}")) for place in range(words)]
    return Statement(
        select(*CASE_COLUMNS)
        .where(access.visible(known, CASE_TABLES), *found)
        .order_by(case_table.c.moved_at.desc(), case_table.c.id.desc())
        .limit(MOST)
    )


def _found(known: Sequence[Numbered], word: Any) -> ColumnElement[bool]:
    """Whether the word stands somewhere in a case where the reader may see it."""
    places = [case_table.c[name] for name in ("ref", "number", "title")]
    in_fields = [
        and_(case_table.c.definition_id == number, _seen(definition, field), _in(text, word))
        for number, definition in known
        for name, field in definition.fields.items()
        if field.type.is_words
        for text in [case_table.c.fields[name].as_string()]
    ]
    return or_(*(_in(place, word) for place in places), *in_fields)


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
