"""Lists of cases: by workflow, state, body and due day, only what the reader may know of, read in
order from an index: whole, or fifty at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from heapq import merge
from itertools import groupby, islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from engine.cases import access
from engine.cases.hidden_parts import HiddenParts
from engine.cases.list_places import Place, places
from engine.cases.of_others import HiddenNames
from engine.cases.records import CASE_COLUMNS, CASE_TABLES, Case, case_body, case_table
from engine.days.dates import NEVER
from engine.definitions import versions
from engine.people.actors import Actor
from engine.people.tables import Body
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

PAGE = 50
ALL = 2**31 - 1  # more cases than there are, and still a number to both databases
CONDITIONS = ("workflow", "state", "body_id", "due", "after", "among")
RANGED = frozenset({"state", "body_id", "among"})  # what the ranges of a list may add
WITHIN = {"body_id", "among"}  # what bounds a list more narrowly than a partnership does
_body = table_of(Body)
_BODIES = Statement(
    select(case_body.c.case_id, case_body.c.link, _body.c.key)
    .join(_body, _body.c.id == case_body.c.body_id)
    .where(any_of(case_body.c.case_id, "ids"))
    .order_by(case_body.c.case_id, case_body.c.link, _body.c.id)
)


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for.

    `after` is the (due day, number) of the last case on the page before.
    """

    workflow: str | None = None
    state: str | None = None
    body_id: int | None = None
    due: date | None = None
    after: tuple[date | None, int] | None = None
    among: Sequence[int] | None = None
    most: int = PAGE

    @property
    def asked(self) -> frozenset[str]:
        """The names of the conditions that are given."""
        return frozenset(name for name in CONDITIONS if getattr(self, name) is not None)

    @property
    def values(self) -> dict[str, Any]:
        """The values of those conditions."""
        after_due, after_id = self.after or (None, None)
        return {
            "workflow": self.workflow,
            "state": self.state,
            "body_id": self.body_id,
            "due": self.due,
            "after_due": after_due,
            "after_id": after_id,
            "among": self.among,
            "most": self.most,
        }


class Listed(NamedTuple):
    """A case in a list, with the ids of the bodies tied to it: ((link, id), …); and what of it the
    reader may not know, with the day on which it is due next for all that she may."""

    case: Case
    bodies: tuple[tuple[str, str], ...]
    hidden: HiddenNames
    due_on: date | None


def page(session: Session, wanted: Wanted, reader: Actor, on: date) -> list[Listed]:
    """The next cases of a list, nearest due day first; those that are never due stand last."""
    known = versions.every(session)
    values = {**access.seen_by(known, reader, on), **wanted.values}
    read = []
    within: Iterable[Place] = [{}]
    if not wanted.asked & WITHIN:
        within = places(session, known, wanted.workflow, reader, on)
    for each in _ranges(session, wanted, list(within)):
        statement = _statement(known, wanted.asked | each.keys() & RANGED)
        read.append([Case(*row) for row in session.rows(statement, {**values, **each})])
    in_order = groupby(merge(*read, key=_place), key=_place)
    found = [next(same) for _of, same in islice(in_order, wanted.most)]
    shown = listed(session, found, reader, on, body_id=wanted.body_id)
    missing = len(found) - len(shown)
    if missing and len(found) == wanted.most:
        last = found[-1]
        rest = replace(wanted, after=(last.due_on, last.id), most=missing)
        shown += page(session, rest, reader, on)
    return shown


def listed(
    session: Session, found: Sequence[Case], reader: Actor, on: date, *, body_id: int | None = None
) -> list[Listed]:
    """These cases as a list shows them to the reader; of a body's list those alone of which she may
    know that they are tied to it."""
    parts = HiddenParts(session, found, reader, on)
    shown = [case for case in found if body_id is None or parts.tied_to(case, body_id)]
    tied = bodies_of(session, [case.id for case in shown])
    return [_listed(case, tied.get(case.id, ()), parts) for case in shown]


def _listed(case: Case, tied: tuple[tuple[str, str], ...], parts: HiddenParts) -> Listed:
    hidden = parts.of(case)
    bodies = tuple((link, key) for link, key in tied if link not in hidden.links)
    return Listed(case, bodies, hidden, parts.due_on(case))


def _ranges(session: Session, wanted: Wanted, within: Iterable[Place]) -> Iterator[Place]:
    """The ranges of an index that a list is merged from, each read in its own order: one for each
    place, and for a page in any state one for each state. The whole of a list is sorted at once,
    which costs less than its reading."""
    states: list[Place] = [{}]
    if wanted.workflow and wanted.most <= PAGE and not wanted.asked & {"state", "among"}:
        states = [{"state": name} for name in versions.states(session, wanted.workflow)]
    for place in within:
        yield from ([place] if "among" in place else (place | state for state in states))


def every(session: Session, wanted: Wanted, reader: Actor, on: date) -> list[Listed]:
    """All cases of a list, in one pass however many there are."""
    return page(session, replace(wanted, most=ALL), reader, on)


def bodies_of(session: Session, ids: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
    """The bodies tied to each of these cases, in one query."""
    if not ids:
        return {}
    tied: dict[int, tuple[tuple[str, str], ...]] = {}
    for case_id, link, key in session.rows(_BODIES, {"ids": ids}):
        tied[case_id] = (*tied.get(case_id, ()), (link, key))
    return tied


def _place(case: Case) -> tuple[date, int]:
    return case.due_on or NEVER, case.id


@lru_cache(maxsize=128)
def _statement(known: tuple[access.Numbered, ...], conditions: frozenset[str]) -> Statement:
    """The list with these conditions, read along an index: of a body's cases, or of one
    partnership's unless the cases are named."""
    query: Select[Any] = select(*CASE_COLUMNS)
    source, number = case_table, case_table.c.id
    if "body_id" in conditions:
        source, number = case_body, case_body.c.case_id
        query = query.join(case_body, case_body.c.case_id == case_table.c.id).where(_once())
    if not conditions & WITHIN:
        query = query.where(case_table.c.partnership_id == bindparam("partnership_id"))
    asked = _conditions(source, number)
    query = query.where(*(asked[name] for name in CONDITIONS if name in conditions))
    query = query.where(access.visible(known, CASE_TABLES))
    most = bindparam("most", type_=case_table.c.id.type)
    return Statement(query.order_by(source.c.due_on, number).limit(most))


def _conditions(source: Any, number: Any) -> dict[str, ColumnElement[bool]]:
    """Each condition of a list that is read from `source`, where a case has that number."""
    return {
        "workflow": case_table.c.workflow == bindparam("workflow"),
        "state": source.c.state == bindparam("state"),
        "body_id": case_body.c.body_id == bindparam("body_id"),
        "due": source.c.due_on <= bindparam("due"),
        "after": _behind(source.c.due_on, number),
        "among": any_of(case_table.c.id, "among"),
    }


def _once() -> ColumnElement[bool]:
    """A body tied to a case in two ways gives it one line."""
    other = case_body.alias()
    same = and_(other.c.case_id == case_body.c.case_id, other.c.body_id == case_body.c.body_id)
    return ~exists().where(same, other.c.link < case_body.c.link)


def _behind(due_on: Any, number: Any) -> ColumnElement[bool]:
    day, last = bindparam("after_due", type_=due_on.type), bindparam("after_id", type_=number.type)
    # the first condition says nothing new, and lets an index begin there
    return and_(due_on >= day, or_(due_on > day, and_(due_on == day, number > last)))
