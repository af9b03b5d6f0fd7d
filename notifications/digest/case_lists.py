"""Lists by person, for everyone at once: the first lines of each and how many there are.

Bodies are asked, not persons: what a body's list holds is read once, however many sit in it, in a
fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import merge
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, not_, or_, select

from engine.cases.records import case_body, case_person, case_table
from engine.days.dates import NEVER
from engine.people.tables import Membership
from engine.storage.columns import any_of
from engine.storage.joined_columns import joined
from engine.storage.session import Session
from engine.storage.statements import Row, Statement
from notifications.digest.shared_cases import Overlaps
from notifications.digest.waits_for import Cell, Rule

SHOWN = 20  # lines of one list in a mail; the rest is counted

_membership = Membership.__table__  # type: ignore[attr-defined]
_due = func.coalesce(
    case_table.c.due_on,
    bindparam("never", type_=case_table.c.due_on.type),
    type_=case_table.c.due_on.type,
)
_first, _last = (bindparam(name, type_=case_table.c.due_on.type) for name in ("first", "last"))


def _top(rows: Any, *partition: str) -> Any:
    """The first rows of each part by due day, with how many the part has."""
    by = [rows.c[name] for name in partition]
    place = (
        func.row_number()
        .over(partition_by=by, order_by=[rows.c.due_on, rows.c.case_id])
        .label("place")
    )
    counted = select(*rows.c, place, func.count().over(partition_by=by).label("n")).subquery()
    return select(*(counted.c[name] for name in (*partition, "due_on", "case_id", "n"))).where(
        counted.c.place <= SHOWN
    )


_TIED = Statement(
    _top(
        select(case_body.c.body_id, case_body.c.state, case_body.c.due_on, case_body.c.case_id)
        .where(any_of(case_body.c.body_id, "bodies"), any_of(case_body.c.state, "states"))
        .where(case_body.c.due_on >= _first, case_body.c.due_on <= _last)
        .where(any_of(joined(case_body.c.state, case_body.c.link), "ties"))
        .subquery(),
        "body_id",
        "state",
    )
)
_mixed = (
    select(
        case_body.c.body_id,
        case_table.c.workflow,
        case_body.c.state,
        case_body.c.due_on,
        case_body.c.case_id,
    )
    .join(case_table, case_table.c.id == case_body.c.case_id)
    .where(any_of(case_body.c.body_id, "bodies"), any_of(case_body.c.state, "states"))
    .where(case_body.c.due_on >= _first, case_body.c.due_on <= _last)
    .where(any_of(joined(case_table.c.workflow, case_body.c.state, case_body.c.link), "ties"))
    .distinct()
)
_MIXED = Statement(_top(_mixed.subquery(), "body_id", "workflow", "state"))
_here = and_(
    case_table.c.partnership_id == bindparam("partnership_id"),
    any_of(case_table.c.workflow, "workflows"),
    any_of(case_table.c.state, "states"),
    any_of(joined(case_table.c.workflow, case_table.c.state), "cells"),
    _due >= _first,
    _due <= _last,
)
_listed = (
    case_table.c.workflow,
    case_table.c.state,
    _due.label("due_on"),
    case_table.c.id.label("case_id"),
)
_WHOLE = Statement(_top(select(*_listed).where(_here).subquery(), "workflow", "state"))


def _tied(table: Any, name: str) -> ColumnElement[bool]:
    mine = table.alias()
    tied = exists().where(mine.c.case_id == case_table.c.id)
    return tied.where(any_of(joined(case_table.c.workflow, case_table.c.state, mine.c.link), name))


_REST = Statement(
    _top(
        select(*_listed)
        .where(_here, not_(or_(_tied(case_body, "ties"), _tied(case_person, "persons"))))
        .subquery(),
        "workflow",
        "state",
    )
)
_PERSONAL = Statement(
    _top(
        select(case_person.c.person_id, *_listed)
        .join(case_table, case_table.c.id == case_person.c.case_id)
        .where(any_of(case_person.c.person_id, "persons"), _here)
        .where(
            any_of(joined(case_table.c.workflow, case_table.c.state, case_person.c.link), "ties")
        )
        .distinct()
        .subquery(),
        "person_id",
        "workflow",
        "state",
    )
)


class Line(NamedTuple):
    """A line of a list: which case, due when."""

    due_on: date
    case_id: int


class Pile(NamedTuple):
    """The first lines of a list, and how many it has."""

    lines: tuple[Line, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class Sitting:
    """A person as one who has seats where they act: in which bodies, of which kinds."""

    person_id: int
    bodies: frozenset[int]
    kinds: frozenset[str]


def piles(
    session: Session,
    partnership_id: int,
    rules: Sequence[Rule],
    mixed: set[Cell],
    sitting: Sequence[Sitting],
    first: date,
    last: date,
    on: date,
) -> dict[int, Pile]:
    """Each person's list of cases that these rules give to them, due from the first to the last
    day."""
    span = {
        "partnership_id": partnership_id,
        "first": first,
        "last": last,
        "never": NEVER,
        "on": on,
    }
    found = _Cells(session, rules, mixed, sitting, span)
    return {each.person_id: found.of(each) for each in sitting}


class _Cells:
    """What each cell holds for each body, kind and person."""

    def __init__(
        self,
        session: Session,
        rules: Sequence[Rule],
        mixed: set[Cell],
        sitting: Sequence[Sitting],
        span: Mapping[str, Any],
    ) -> None:
        self.rules = rules
        bodies = sorted(frozenset[int]().union(*(each.bodies for each in sitting)))
        persons = sorted(each.person_id for each in sitting)
        kinds = frozenset[str]().union(*(each.kinds for each in sitting))
        self.tied: dict[tuple[int, Cell], Pile] = {}
        self.whole: dict[Cell, Pile] = {}
        self.rest: dict[Cell, Pile] = {}
        self.personal: dict[tuple[int, Cell], Pile] = {}
        self._read_tied(session, [r for r in rules if r.link], mixed, {**span, "bodies": bodies})
        several = sorted(
            frozenset[int]().union(*(each.bodies for each in sitting if len(each.bodies) > 1))
        )
        clear = [r for r in rules if r.link and several and r.cell not in mixed]
        unclear = [r for r in rules if r.link and several and r.cell in mixed]
        self.overlaps = Overlaps(session, clear, unclear, {**span, "bodies": several})
        whole = [r for r in rules if r.kinds & kinds]
        if whole:
            self.whole = {
                key[0]: pile
                for key, pile in _piles(session.rows(_WHOLE, {**span, **_cells(whole)}), 0)
            }
        rest = [r for r in rules if r.rest & kinds]
        if rest:
            values = {
                **span,
                **_cells(rest),
                "ties": _ties(rest),
                "persons": _ties(rest, person=True),
            }
            self.rest = {key[0]: pile for key, pile in _piles(session.rows(_REST, values), 0)}
        own = [r for r in rules if r.person]
        if own and persons:
            values = {**span, **_cells(own), "persons": persons, "ties": _ties(own, person=True)}
            self.personal = {
                (key[0], key[1]): pile for key, pile in _piles(session.rows(_PERSONAL, values), 1)
            }
        self.combined = cache(self._combined)

    def _read_tied(
        self, session: Session, rules: list[Rule], mixed: set[Cell], values: dict[str, Any]
    ) -> None:
        clear = [r for r in rules if r.cell not in mixed]
        if clear:
            of_state = {r.cell.state: r.cell for r in clear}
            ties = [f"{r.cell.state} {link}" for r in clear for link in r.link]
            rows = session.rows(_TIED, {**values, "states": sorted(of_state), "ties": ties})
            self.tied |= {
                (key[0], key[1]): pile
                for key, pile in _piles(
                    ((b, of_state[s], s, *r) for b, s, *r in rows), 1, known=True
                )
            }
        unclear = [r for r in rules if r.cell in mixed]
        if unclear:
            rows = session.rows(
                _MIXED, {**values, "states": _states(unclear), "ties": _ties(unclear)}
            )
            self.tied |= {(key[0], key[1]): pile for key, pile in _piles(rows, 1)}

    def of(self, person: Sitting) -> Pile:
        """The list of one person."""
        shared = self.combined(person.bodies, person.kinds)
        own = [
            self.personal[person.person_id, r.cell]
            for r in self.rules
            if (person.person_id, r.cell) in self.personal and not r.kinds & person.kinds
        ]
        return _together([shared, *own]) if own else shared

    def _combined(self, bodies: frozenset[int], kinds: frozenset[str]) -> Pile:
        """What everyone has who sits in these bodies and kinds; cells do not overlap."""
        return _together(
            [pile for rule in self.rules for pile in self._of_cell(rule, bodies, kinds)]
        )

    def _of_cell(self, rule: Rule, bodies: frozenset[int], kinds: frozenset[str]) -> Iterable[Pile]:
        if rule.kinds & kinds:
            yield self.whole.get(rule.cell, Pile())
            return
        tied = [self.tied[body, rule.cell] for body in bodies if (body, rule.cell) in self.tied]
        if tied:
            yield _together(tied, twice=self.overlaps.counted_twice(rule.cell, bodies))
        if rule.rest & kinds:
            yield self.rest.get(rule.cell, Pile())


def _together(piles: Sequence[Pile], twice: int = 0) -> Pile:
    """One list of several, each case once; `twice` is how many of them stand in several of
    these."""
    lines = tuple(dict.fromkeys(merge(*(pile.lines for pile in piles), key=_place)))[:SHOWN]
    return Pile(lines, sum(pile.total for pile in piles) - twice)


def _place(line: Line) -> tuple[date, int]:
    """Nearest due day first; what is never due stands last."""
    return line.due_on or date.max, line.case_id


def _piles(
    rows: Iterable[Row], before: int, *, known: bool = False
) -> Iterable[tuple[tuple[Any, ...], Pile]]:
    """Rows of (…, workflow, state, due day, case, count) as one pile for each key; `before`
    columns stand before the cell."""
    lines: dict[tuple[Any, ...], list[Line]] = defaultdict(list)
    counts: dict[tuple[Any, ...], int] = {}
    for row in rows:
        cell = row[before] if known else Cell(row[before], row[before + 1])
        key = (*row[:before], cell)
        due_on, case_id, counts[key] = row[before + 2 :]
        lines[key].append(Line(due_on, case_id))
    for key, found in lines.items():
        yield key, Pile(tuple(sorted(found, key=_place)), counts[key])


def _states(rules: Iterable[Rule]) -> list[str]:
    return sorted({rule.cell.state for rule in rules})


def _cells(rules: Sequence[Rule]) -> dict[str, Any]:
    workflows = sorted({rule.cell.workflow for rule in rules})
    return {
        "workflows": workflows,
        "states": _states(rules),
        "cells": [" ".join(rule.cell) for rule in rules],
    }


def _ties(rules: Iterable[Rule], *, person: bool = False) -> list[str]:
    return [
        f"{r.cell.workflow} {r.cell.state} {link}"
        for r in rules
        for link in (r.person if person else r.link)
    ]
