"""Cases that are like one: the same was chosen in them, or the same words stand there. Of each case
that alone counts which the reader may see of both.

The index of searches says which cases to look at; what they have in common is asked of the cases
themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, select

from engine.cases import access
from engine.cases.access import About, Numbered
from engine.cases.records import CASE_COLUMNS, CASE_TABLES, Case, case_table
from engine.cases.role_matcher import Ties
from engine.cases.search_index import ties_of
from engine.cases.search_marks import choice, of_workflow, opened_to, values_of
from engine.cases.similar_reading import (
    ROOT_POINTS,
    MatchWanted,
    Points,
    nearest_cases,
    telling_roots,
)
from engine.cases.word_roots import has_root, roots_of
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.people.actors import Actor
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement

MOST = 10


class CommonFact(NamedTuple):
    """What makes two cases alike: that the same was chosen in one of these fields. So much it
    counts."""

    name: str
    fields: tuple[str, ...]
    points: int


class Comparing(NamedTuple):
    """By what cases are compared: what was chosen, the fields whose words count, and how many
    points are enough. Cases in these states are left out."""

    facts: tuple[CommonFact, ...]
    words: tuple[str, ...]
    least: int
    without: frozenset[str]


class Similar(NamedTuple):
    """A case that is like another: the names of the facts and the words that both have."""

    case: Case
    facts: tuple[str, ...]
    words: tuple[str, ...]
    points: int


class _Seen(NamedTuple):
    """A case as far as the reader sees it: what was chosen in each of its fields, and its roots
    with the words they were found in."""

    case: Case
    values: dict[str, frozenset[str]]
    roots: dict[str, str]


def similar(
    session: Session, case: Case, like: Comparing, reader: Actor, on: date
) -> list[Similar]:
    """The cases that are most like this one, of those that the reader may see, the most alike
    first and of the like the newest; ten at most."""
    comparing = _ComparingReader(session, like, reader, on)
    (own,) = comparing.seen([case])
    sought = MatchWanted(
        number=case.id,
        among=of_workflow(case.workflow),
        chosen=[_points(fact, own) for fact in like.facts],
        roots=list(own.roots),
        seer=None if reader.operator else sorted(opened_to(reader, on)),
        least=like.least,
    )
    sought = sought._replace(roots=telling_roots(session, sought))
    found = comparing.read(nearest_cases(session, sought), case)
    roots = {root: word for root, word in own.roots.items() if root in sought.roots}
    alike = [_compared(like, own._replace(roots=roots), other) for other in found]
    ranked = sorted((each for each in alike if each.points >= like.least), key=_rank, reverse=True)
    return ranked[:MOST]


def _points(fact: CommonFact, own: _Seen) -> Points:
    values = sorted(_chosen(fact, own))
    return Points(tuple(choice(n, v) for n in fact.fields for v in values), fact.points)


def _chosen(fact: CommonFact, seen: _Seen) -> set[str]:
    return {value for name in fact.fields for value in seen.values.get(name, ())}


def _compared(like: Comparing, own: _Seen, other: _Seen) -> Similar:
    facts = [each for each in like.facts if _chosen(each, own) & _chosen(each, other)]
    words = [word for short, word in own.roots.items() if has_root(other.roots, short)]
    points = sum(each.points for each in facts) + ROOT_POINTS * len(words)
    return Similar(other.case, tuple(t.name for t in facts), tuple(words), points)


def _rank(alike: Similar) -> tuple[int, int]:
    return alike.points, alike.case.id


class _ComparingReader(NamedTuple):
    """Who compares, and by what."""

    session: Session
    like: Comparing
    reader: Actor
    on: date

    def read(self, numbers: Iterable[int], own: Case) -> list[_Seen]:
        """Those of these cases that may be compared with this one and that the reader may see."""
        known = versions.every(self.session)
        values = access.seen_by(known, self.reader, self.on)
        asked = {**values, "ids": sorted(set(numbers)), "workflow": own.workflow}
        found = [Case(*row) for row in self.session.rows(_statement(known), asked)]
        return list(self.seen([each for each in found if each.state not in self.like.without]))

    def seen(self, cases: Sequence[Case]) -> Iterator[_Seen]:
        """These cases as the reader sees them."""
        ties = ties_of(self.session, [case.id for case in cases])
        for case in cases:
            yield self._one(case, ties[case.id])

    def _one(self, case: Case, ties: Ties) -> _Seen:
        definition = versions.by_id(self.session, case.definition_id)
        about = About(definition, case.partnership_id, lambda: ties, case.id)
        facts = [name for each in self.like.facts for name in each.fields]
        values = {
            name: values_of(case, definition, name)
            for name in facts
            if self._sees(definition, about, name)
        }
        read = (name for name in self.like.words if self._sees(definition, about, name))
        return _Seen(case, values, roots_of(str(case.fields.get(name) or "") for name in read))

    def _sees(self, definition: Definition, about: About, name: str) -> bool:
        field = definition.fields.get(name)
        if field is None:
            return False
        roles = field.visible_to or definition.visible_to
        return access.may(self.reader, roles, about, self.on, acting=False) is not None


@lru_cache(maxsize=32)
def _statement(known: tuple[Numbered, ...]) -> Statement:
    among = any_of(case_table.c.id, "ids")
    workflow = case_table.c.workflow == bindparam("workflow")
    return Statement(
        select(*CASE_COLUMNS).where(among, workflow, access.visible(known, CASE_TABLES))
    )
