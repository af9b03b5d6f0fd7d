"""Lists by person, for everyone at once: the first lines of each and how many there are.

Bodies are asked, not persons: what a body's list holds is read once, however many sit in it, in a
fixed number of queries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from heapq import merge
from typing import Any, NamedTuple

from engine.storage.session import Session
from engine.storage.statements import Row, Statement
from notifications.digest import list_queries
from notifications.digest.shared_cases import SharedCases
from notifications.digest.waits_for import Cell, ListRule
from notifications.letters.letters import SHOWN


class ListedCase(NamedTuple):
    """A line of a list: which case, due when."""

    due_on: date
    case_id: int


class CaseList(NamedTuple):
    """The first lines of a list, and how many it has."""

    lines: tuple[ListedCase, ...] = ()
    total: int = 0


class DueSpan(NamedTuple):
    """The cases of a partnership that are due from the first to the last day, as it is today."""

    partnership_id: int
    first: date
    last: date
    today: date


@dataclass(frozen=True)
class Sitting:
    """A person as one who has seats where they act: in which bodies, of which kinds."""

    person_id: int
    bodies: frozenset[int]
    kinds: frozenset[str]


Rules = Sequence[ListRule]


def lists(
    session: Session, span: DueSpan, rules: Rules, mixed: set[Cell], sitting: Sequence[Sitting]
) -> dict[int, CaseList]:
    """Each person's list of cases that these rules give to them."""
    found = _Cells(session, span, rules, mixed)
    found.read(sitting)
    return {each.person_id: found.of(each) for each in sitting}


class _Cells:
    """What each cell holds for each body, kind and person."""

    def __init__(self, session: Session, span: DueSpan, rules: Rules, mixed: set[Cell]) -> None:
        self._session, self.rules, self._mixed = session, rules, mixed
        self._span: dict[str, Any] = span._asdict()
        self.tied: dict[tuple[int, Cell], CaseList] = {}
        self.whole: dict[Cell, CaseList] = {}
        self.rest: dict[Cell, CaseList] = {}
        self.personal: dict[tuple[int, Cell], CaseList] = {}
        self.combined = cache(self._combined)

    def read(self, sitting: Sequence[Sitting]) -> None:
        """Everything that the lists of these persons may hold, in at most seven queries."""
        several = [each.bodies for each in sitting if len(each.bodies) > 1]
        kinds = frozenset[str]().union(*(each.kinds for each in sitting))
        self._read_tied(frozenset[int]().union(*(each.bodies for each in sitting)))
        self._read_shared(sorted(frozenset[int]().union(*several)))
        self._read_whole([rule for rule in self.rules if rule.kinds & kinds])
        self._read_rest([rule for rule in self.rules if rule.rest & kinds])
        self._read_personal([rule for rule in self.rules if rule.person], sitting)

    def _linked(self, *, mixed: bool) -> list[ListRule]:
        return [r for r in self.rules if r.links and (r.cell in self._mixed) is mixed]

    def _rows(self, statement: Statement, **values: object) -> list[Row]:
        return self._session.rows(statement, {**self._span, **values})

    def _read_tied(self, bodies: Iterable[int]) -> None:
        asked = {"bodies": sorted(bodies)}
        if clear := self._linked(mixed=False):
            of_state = {rule.cell.state: rule.cell for rule in clear}
            ties = [f"{rule.cell.state} {link}" for rule in clear for link in rule.links]
            rows = self._rows(list_queries.TIED, **asked, states=sorted(of_state), ties=ties)
            known = ((body, of_state[state], state, *row) for body, state, *row in rows)
            self.tied |= {(key[0], key[1]): each for key, each in _lists(known, 1, known=True)}
        if unclear := self._linked(mixed=True):
            states, ties = _states(unclear), _linked_by(unclear)
            rows = self._rows(list_queries.MIXED, **asked, states=states, ties=ties)
            self.tied |= {(key[0], key[1]): each for key, each in _lists(rows, 1)}

    def _read_shared(self, several: list[int]) -> None:
        """What bodies share of which one person sits in more than one."""
        self.shared = SharedCases(
            self._session,
            self._linked(mixed=False) if several else [],
            self._linked(mixed=True) if several else [],
            {**self._span, "bodies": several},
        )

    def _read_whole(self, rules: Rules) -> None:
        if rules:
            rows = self._rows(list_queries.WHOLE, **_cells(rules))
            self.whole = {key[0]: each for key, each in _lists(rows, 0)}

    def _read_rest(self, rules: Rules) -> None:
        if rules:
            ties = {"ties": _ties(rules), "persons": _ties(rules, person=True)}
            rows = self._rows(list_queries.REST, **_cells(rules), **ties)
            self.rest = {key[0]: each for key, each in _lists(rows, 0)}

    def _read_personal(self, rules: Rules, sitting: Sequence[Sitting]) -> None:
        if rules and sitting:
            persons, ties = sorted(each.person_id for each in sitting), _ties(rules, person=True)
            cells = _cells(rules)
            rows = self._rows(list_queries.PERSONAL, **cells, persons=persons, ties=ties)
            self.personal = {(key[0], key[1]): each for key, each in _lists(rows, 1)}

    def of(self, person: Sitting) -> CaseList:
        """The list of one person."""
        shared = self.combined(person.bodies, person.kinds)
        own = [
            self.personal[person.person_id, r.cell]
            for r in self.rules
            if (person.person_id, r.cell) in self.personal and not r.kinds & person.kinds
        ]
        return _together([shared, *own]) if own else shared

    def _combined(self, bodies: frozenset[int], kinds: frozenset[str]) -> CaseList:
        """What everyone has who sits in these bodies and kinds; cells do not overlap."""
        return _together(
            [each for rule in self.rules for each in self._of_cell(rule, bodies, kinds)]
        )

    def _of_cell(
        self, rule: ListRule, bodies: frozenset[int], kinds: frozenset[str]
    ) -> Iterable[CaseList]:
        if rule.kinds & kinds:
            yield self.whole.get(rule.cell, CaseList())
            return
        tied = [self.tied[body, rule.cell] for body in bodies if (body, rule.cell) in self.tied]
        if tied:
            yield _together(tied, twice=self.shared.counted_twice(rule.cell, bodies))
        if rule.rest & kinds:
            yield self.rest.get(rule.cell, CaseList())


def _together(several: Sequence[CaseList], twice: int = 0) -> CaseList:
    """One list of several, each case once; `twice` is how many of them stand in several of
    these."""
    lines = tuple(dict.fromkeys(merge(*(each.lines for each in several), key=_place)))[:SHOWN]
    return CaseList(lines, sum(each.total for each in several) - twice)


def _place(line: ListedCase) -> tuple[date, int]:
    """Nearest due day first; what is never due stands last."""
    return line.due_on or date.max, line.case_id


def _lists(
    rows: Iterable[Row], before: int, *, known: bool = False
) -> Iterable[tuple[tuple[Any, ...], CaseList]]:
    """Rows of (…, workflow, state, due day, case, count) as one list for each key; `before`
    columns stand before the cell."""
    lines: dict[tuple[Any, ...], list[ListedCase]] = defaultdict(list)
    counts: dict[tuple[Any, ...], int] = {}
    for row in rows:
        cell = row[before] if known else Cell(row[before], row[before + 1])
        key = (*row[:before], cell)
        due_on, case_id, counts[key] = row[before + 2 :]
        lines[key].append(ListedCase(due_on, case_id))
    for key, found in lines.items():
        yield key, CaseList(tuple(sorted(found, key=_place)), counts[key])


def _states(rules: Iterable[ListRule]) -> list[str]:
    return sorted({rule.cell.state for rule in rules})


def _cells(rules: Sequence[ListRule]) -> dict[str, Any]:
    workflows = sorted({rule.cell.workflow for rule in rules})
    return {
        "workflows": workflows,
        "states": _states(rules),
        "cells": [" ".join(rule.cell) for rule in rules],
    }


def _linked_by(rules: Iterable[ListRule]) -> list[str]:
    return [f"{' '.join(r.cell)} {link}" for r in rules for link in r.links]


def _ties(rules: Iterable[ListRule], *, person: bool = False) -> list[str]:
    return [
        f"{r.cell.workflow} {r.cell.state} {link}"
        for r in rules
        for link in (r.person if person else r.link)
    ]
