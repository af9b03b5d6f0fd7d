"""Looking a case up: only for somebody who may know of it.

One statement asks for the ref and for the right together, so that a case which is not there and one
that may not be seen are told in the same words and take the same time.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select

from engine.cases import access
from engine.cases.access import About, Numbered
from engine.cases.records import CASE_COLUMNS, CASE_TABLES, Case, case_table, ties
from engine.cases.role_matcher import Ties
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.errors import NotFound
from engine.language.sentences import _
from engine.people.actors import Actor
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement

MANY = 5  # so many refs are named where a printed number is not enough


def find_visible(session: Session, ref: str, reader: Actor, on: date) -> Case:
    """The case with that ref, for somebody who may know of it on that day; a printed number will do
    where only one such case has it. NotFound for anyone else and for no case, in the same words."""
    text = ref.strip()
    if not text.isprintable():  # a number is printed; a database may read a control sign as none
        raise unseen(ref)
    found = _seen(session, reader, on, refs=[text.upper()])
    if not found and text:
        found = _seen(session, reader, on, numbers=[text])
    if len(found) > 1:
        refs = [case.ref for case in found]
        raise NotFound(
            _("Several cases have the number {number}: write one of {refs}.", number=ref, refs=refs)
        )
    if not found:
        raise unseen(ref)
    return found[0]


def unseen(ref: str) -> NotFound:
    """There is no such case for whoever asks."""
    return NotFound(_("There is no case {ref} that you may see.", ref=ref))


def visible_refs(session: Session, refs: Iterable[str], reader: Actor, on: date) -> set[str]:
    """Which of these cases the reader may know of."""
    wanted = sorted({ref.upper() for ref in refs})
    if not wanted:
        return set()
    return {case.ref for case in _seen(session, reader, on, refs=wanted, most=len(wanted))}


def _seen(
    session: Session, reader: Actor, on: date, *, most: int = MANY, **wanted: list[str]
) -> list[Case]:
    known = versions.every(session)
    (name, values), *_none = wanted.items()
    rows = session.rows(
        _statement(known, name),
        {**access.seen_by(known, reader, on), name: values, "most": most},
    )
    return [Case(*row) for row in rows]


@lru_cache(maxsize=64)
def _statement(known: tuple[Numbered, ...], name: str) -> Statement:
    column: Any = case_table.c.ref if name == "refs" else case_table.c.number
    return Statement(
        select(*CASE_COLUMNS)
        .where(any_of(column, name))
        .where(access.visible(known, CASE_TABLES))
        .order_by(case_table.c.id)
        .limit(bindparam("most", type_=case_table.c.id.type))
    )


def about(session: Session, definition: Definition, case: Case) -> About:
    """What a right to this case is asked about; its ties are read once, when a role needs them."""
    known: list[Ties] = []

    def read() -> Ties:
        if not known:
            known.append(ties(session, case.id))
        return known[0]

    return About(definition, case.partnership_id, read, case.id)
