"""What happened since somebody's last digest: one line for a case, own steps left out, only what
the reader may see.

The events of the span are read once for all readers, a row for each case and actor. A *stream* is a
list of changed cases that some readers see alike (everyone in the partnership, a kind of body,
those who sit in the same bodies): it is made once and asked for each reader's own span and own
steps.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam, func, select

from engine.cases.events import Event, EventRecord
from engine.cases.linked import pointing_actions
from engine.cases.records import case_body, case_person, case_table
from engine.cases.role_matcher import body_links, person_links, sees_whole
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.definitions.roles import Role
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.letters.letters import SHOWN

_event = table_of(EventRecord)
# A step that only points to other cases is no news: not everyone may know of those.
_span = (
    _event.c.id > bindparam("after"),
    _event.c.id <= bindparam("until"),
    ~any_of(_event.c.action, "pointing"),
)
_changed = select(_event.c.case_id).where(*_span).distinct()
_CHANGED = Statement(
    select(case_table.c.id, case_table.c.definition_id, _event.c.by, func.max(_event.c.id))
    .join(case_table, case_table.c.id == _event.c.case_id)
    .where(*_span, case_table.c.partnership_id == bindparam("partnership_id"))
    .group_by(case_table.c.id, case_table.c.definition_id, _event.c.by)
)
_BODIES = Statement(
    select(case_body.c.body_id, case_body.c.link, case_body.c.case_id).where(
        any_of(case_body.c.body_id, "bodies"), case_body.c.case_id.in_(_changed)
    )
)
_PERSONS = Statement(
    select(case_person.c.person_id, case_person.c.link, case_person.c.case_id).where(
        any_of(case_person.c.person_id, "persons"), case_person.c.case_id.in_(_changed)
    )
)
_EVENTS = Statement(
    select(*(_event.c[name] for name in Event._fields))
    .where(any_of(_event.c.case_id, "cases"), *_span)
    .order_by(_event.c.id)
)
_SINCE = Statement(select(func.min(_event.c.id)).where(_event.c.at > bindparam("at")))


class Changed(NamedTuple):
    """A case that changed: its last event, who took that step, and the last event by anyone
    else."""

    last: int
    by: int | None
    other: int
    case_id: int

    def last_for(self, reader: int) -> int:
        """The last event that is not the reader's own; 0 when there is none."""
        return self.other if self.by == reader else self.last


@dataclass(frozen=True)
class Reader:
    """Who asks: since which event, in which bodies and kinds they sit today, observing ones too."""

    person_id: int
    since: int
    bodies: frozenset[int]
    kinds: frozenset[str]


@dataclass(frozen=True)
class Found:
    """What one reader hears: the newest cases, and how many there are; as what she reads each of
    those that are shown, by the names of roles."""

    cases: tuple[int, ...]
    count: int
    roles: Mapping[int, frozenset[str]]


class Stream:
    """Changed cases that are seen alike, the newest first."""

    def __init__(self, cases: Iterable[Changed]) -> None:
        self.cases = sorted(cases, reverse=True)
        self._falling = [-case.last for case in self.cases]
        self._own: dict[int, list[Changed]] = defaultdict(list)
        for case in self.cases:
            if case.by is not None:
                self._own[case.by].append(case)

    def count(self, reader: Reader) -> int:
        """How many cases hold something new for the reader."""
        new = bisect_right(self._falling, -reader.since - 1)
        own = sum(
            1
            for case in self._own.get(reader.person_id, ())
            if case.last > reader.since >= case.other
        )
        return new - own

    def newest(self, reader: Reader, most: int) -> list[int]:
        """The cases that hold something new for the reader, the newest first."""
        found: list[int] = []
        for case in self.cases:
            if len(found) == most or case.last <= reader.since:
                break
            if case.last_for(reader.person_id) > reader.since:
                found.append(case.case_id)
        return found


class News:
    """Everything that changed in a partnership after `after`, up to `until`."""

    def __init__(
        self, session: Session, partnership_id: int, readers: Sequence[Reader], until: int
    ) -> None:
        self._session = session
        self._after = min((reader.since for reader in readers), default=until)
        self._definitions = dict(versions.every(session))
        pointing = sorted({n for d in self._definitions.values() for n in pointing_actions(d)})
        self._span = {"after": self._after, "until": until, "pointing": pointing}
        self._cases: dict[int, Changed] = {}
        self._begun_with: dict[int, int] = {}
        self._read(session.rows(_CHANGED, {**self._span, "partnership_id": partnership_id}))
        bodies = sorted(frozenset[int]().union(*(reader.bodies for reader in readers)))
        persons = sorted(reader.person_id for reader in readers)
        self._of_body = self._ties(_BODIES, {"bodies": bodies})
        self._of_person = self._ties(_PERSONS, {"persons": persons})
        self._of_version: dict[int, list[int]] = defaultdict(list)
        for case_id, version in self._begun_with.items():
            self._of_version[version].append(case_id)
        self._seen, self._near = cache(self._seen_by), cache(self._near_to)

    def _ties(
        self, statement: Statement, whose: dict[str, list[int]]
    ) -> dict[int, list[tuple[str, int]]]:
        """The changed cases that are tied to each of these, as what."""
        found: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for number, link, case_id in self._session.rows(statement, {**self._span, **whose}):
            found[number].append((link, case_id))
        return found

    def _read(self, rows: list[tuple[int, int, int | None, int]]) -> None:
        for case_id, version, by, last in rows:
            known = self._cases.get(case_id)
            if known is None:
                self._cases[case_id] = Changed(last, by, 0, case_id)
                self._begun_with[case_id] = version
            elif last > known.last:
                self._cases[case_id] = Changed(last, by, known.last, case_id)
            elif last > known.other:
                self._cases[case_id] = known._replace(other=last)

    def found(self, reader: Reader) -> Found:
        """What the reader hears: cases tied to them first, then whatever else they may see, the
        newest first."""
        own = tuple(self._of_person.get(reader.person_id, ()))
        streams = self._seen(reader.bodies, reader.kinds, own)
        near = self._near(reader.bodies, reader.kinds, own).newest(reader, SHOWN)
        rest = sorted(
            (case for stream in streams for case in stream.newest(reader, SHOWN)),
            key=lambda case: -self._cases[case].last_for(reader.person_id),
        )
        shown = tuple(dict.fromkeys([*near, *rest]))[:SHOWN]
        roles = {case: self._roles(reader, case) for case in shown}
        return Found(shown, sum(stream.count(reader) for stream in streams), roles)

    def _roles(self, reader: Reader, case: int) -> frozenset[str]:
        """The roles that let the reader see the case."""
        as_whom = frozenset(
            link for link, number in self._of_person.get(reader.person_id, ()) if number == case
        )
        sits = frozenset(link for body, link in self._tied[case] if body in reader.bodies)
        definition = self._definitions[self._begun_with[case]]
        return _roles_of(definition, reader.kinds, sits, as_whom)

    @cached_property
    def _tied(self) -> Mapping[int, Sequence[tuple[int, str]]]:
        """The bodies to which each case is tied, and by which link."""
        found: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for body, ties in self._of_body.items():
            for link, case in ties:
                found[case].append((body, link))
        return found

    def events(self, cases: Iterable[int]) -> dict[int, list[Event]]:
        """What happened in these cases in the whole span."""
        found: dict[int, list[Event]] = defaultdict(list)
        wanted = {"cases": sorted(set(cases)), **self._span}
        for row in self._session.rows(_EVENTS, wanted):
            found[row[1]].append(Event(*row))
        return found

    def _seen_by(
        self, bodies: frozenset[int], kinds: frozenset[str], own: tuple[tuple[str, int], ...]
    ) -> list[Stream]:
        """One stream for each version of a workflow, as each says who may see its cases; those that
        all or a kind may see are shared by all who see them."""
        return [
            self._stream(version, *self._view(self._definitions[version], bodies, kinds, own))
            for version in self._of_version
        ]

    def _view(
        self,
        definition: Definition,
        bodies: frozenset[int],
        kinds: frozenset[str],
        own: tuple[tuple[str, int], ...],
    ) -> tuple[bool, frozenset[int], tuple[tuple[str, int], ...]]:
        if sees_whole(_visible_to(definition), kinds):
            return True, frozenset(), ()
        return False, bodies, own

    @cache  # noqa: B019 - lives as long as one batch
    def _stream(
        self, version: int, whole: bool, bodies: frozenset[int], own: tuple[tuple[str, int], ...]
    ) -> Stream:
        if whole:
            return Stream(self._cases[case] for case in self._of_version[version])
        roles = _visible_to(self._definitions[version])
        links, persons = body_links(roles), person_links(roles)
        seen = {
            case for body in bodies for link, case in self._of_body.get(body, ()) if link in links
        }
        seen |= {case for link, case in own if link in persons}
        return Stream(self._cases[case] for case in seen if self._begun_with.get(case) == version)

    def _near_to(
        self, bodies: frozenset[int], kinds: frozenset[str], own: tuple[tuple[str, int], ...]
    ) -> Stream:
        """The cases tied to the reader in any way, of those that the reader may see."""
        tied = {case for body in bodies for _link, case in self._of_body.get(body, ())} | {
            case for _link, case in own
        }
        seen = set[int]()
        for version in self._of_version:
            view = self._view(self._definitions[version], bodies, kinds, own)
            mine = {case for case in tied if self._begun_with.get(case) == version}
            seen |= (
                mine if view[0] else mine & {c.case_id for c in self._stream(version, *view).cases}
            )
        return Stream(self._cases[case] for case in seen)


@lru_cache(maxsize=4096)
def _roles_of(
    definition: Definition, kinds: frozenset[str], sits: frozenset[str], as_whom: frozenset[str]
) -> frozenset[str]:
    """The roles that a reader has who sits in bodies of these kinds, and is tied to a case by
    these links of its bodies and of its persons."""
    return frozenset(
        role.name
        for role in _visible_to(definition)
        if sees_whole([role], kinds)
        or not sits.isdisjoint(body_links([role]))
        or not as_whom.isdisjoint(person_links([role]))
    )


def _visible_to(definition: Definition) -> list[Role]:
    return [definition.roles[name] for name in definition.visible_to]


def first_since(session: Session, at: datetime, until: int) -> int:
    """The number before the first event after that moment."""
    found = session.value(_SINCE, {"at": at})
    return until if found is None else found - 1
