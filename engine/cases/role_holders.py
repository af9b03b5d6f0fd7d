"""Who has a role to which case on which day: the rules of `engine.cases.access`, for many cases
and all people at once.

`access.may` answers for one actor and one case. Here the seats and the ties of a batch are read in
three queries, however many cases and people there are; a property test holds the two against each
other. They differ in one thing: what the role of a seat may do, none does but who has the seat;
what it hears, somebody else may hear for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import select

from engine.cases.records import case_body, case_person
from engine.cases.role_matcher import NOBODY, SeatKey, Ties, keys_of, matcher
from engine.definitions.model import Definition
from engine.definitions.roles import Role, RoleKind
from engine.people.rights import stands_in
from engine.people.seated import Seat, SeatsWanted, seats
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement

_BODIES = Statement(
    select(case_body.c.case_id, case_body.c.link, case_body.c.body_id).where(
        any_of(case_body.c.case_id, "cases")
    )
)
_PERSONS = Statement(
    select(case_person.c.case_id, case_person.c.link, case_person.c.person_id).where(
        any_of(case_person.c.case_id, "cases")
    )
)
_NO_TIES = Ties(frozenset(), frozenset())


class Asked(NamedTuple):
    """A case as one whose people are asked for, and the roles in question."""

    case_id: int
    partnership_id: int
    definition: Definition
    roles: tuple[str, ...]


class Circle:
    """The seats and ties of a batch of cases.

    `since` is the earliest day that will be asked about.
    """

    def __init__(self, session: Session, asked: Iterable[Asked], since: date) -> None:
        named = [
            (each, role) for each in asked for role in _with_rivals(each.definition, each.roles)
        ]
        self._ties = _ties(session, named)
        self._seats: dict[SeatKey, list[Seat]] = defaultdict(list)
        for seat in _seats(session, named, self._ties, since) if named else ():
            for key in keys_of(seat):
                self._seats[key].append(seat)
        self._sitting = cache(self._those_sitting)

    def having(self, asked: Asked, role: str, on: date, *, acting: bool = True) -> frozenset[int]:
        """The persons who have the role that day; `acting=False` counts observers too, as for
        reading."""
        wanted = asked.definition.roles[role]
        ties, matches = self._ties.get(asked.case_id, _NO_TIES), matcher(wanted)
        found = matches.persons(wanted, ties)
        for key in matches.keys(wanted, asked.partnership_id, ties):
            found |= self._sitting(key, on, acting, wanted.seat)
        rival = wanted.not_as
        return found - self.having(asked, rival, on, acting=acting) if rival else found

    def sitting_in(self, partnership_id: int, bodies: Iterable[int], on: date) -> frozenset[int]:
        """Those of all who were asked for that act in one of these bodies that day."""
        keys = [SeatKey(RoleKind.LINK, partnership_id, number) for number in bodies]
        return NOBODY.union(*(self._sitting(key, on, True, None) for key in keys))

    def any_of(
        self, asked: Asked, roles: Iterable[str], on: date, *, acting: bool = True
    ) -> frozenset[int]:
        """The persons who have one of the roles that day."""
        known = [name for name in roles if name in asked.definition.roles]
        return NOBODY.union(*(self.having(asked, name, on, acting=acting) for name in known))

    def _those_sitting(
        self, key: SeatKey, on: date, acting: bool, role: str | None
    ) -> frozenset[int]:
        there = [
            seat
            for seat in self._seats.get(key, ())
            if seat.current(on) and (seat.acts or not acting)
        ]
        return frozenset(seat.person_id for seat in (_in_the_seat(there, role) if role else there))


def _in_the_seat(there: Sequence[Seat], role: str) -> Iterator[Seat]:
    """Those who sit as that, and of a body in which nobody does whoever stands in."""
    led = {seat.body_id for seat in there if seat.role == role}
    for seat in there:
        if seat.role == role or (seat.body_id not in led and stands_in(seat.role, role)):
            yield seat


def _ties(session: Session, named: list[tuple[Asked, Role]]) -> dict[int, Ties]:
    """What ties the cases to bodies and persons, where a role hangs on it."""
    linked = sorted({each.case_id for each, role in named if matcher(role).body_link})
    personal = sorted({each.case_id for each, role in named if matcher(role).person_link})
    return ties_of_cases(session, linked, personal)


def ties_of_cases(
    session: Session, linked: Collection[int], personal: Collection[int]
) -> dict[int, Ties]:
    """What ties cases to bodies, and what ties them to persons, in a query each."""
    bodies: dict[int, set[tuple[str, int]]] = defaultdict(set)
    persons: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for case_id, *tie in session.rows(_BODIES, {"cases": linked}) if linked else ():
        bodies[case_id].add((tie[0], tie[1]))
    for case_id, *tie in session.rows(_PERSONS, {"cases": personal}) if personal else ():
        persons[case_id].add((tie[0], tie[1]))
    return {
        case_id: Ties(frozenset(bodies[case_id]), frozenset(persons[case_id]))
        for case_id in {*linked, *personal}
    }


def _seats(
    session: Session, named: list[tuple[Asked, Role]], ties: dict[int, Ties], since: date
) -> list[Seat]:
    """The seats that may give one of the roles."""
    keys = {
        key
        for each, role in named
        for key in matcher(role).keys(role, each.partnership_id, ties.get(each.case_id, _NO_TIES))
    }
    by = {kind: [key for key in keys if key.found_by is kind] for kind in RoleKind}
    wanted = SeatsWanted(
        bodies={int(key.value) for key in by[RoleKind.LINK]},
        partnerships={key.partnership_id for key in by[RoleKind.KIND]},
        kinds={str(key.value) for key in by[RoleKind.KIND]},
        wholes={key.partnership_id for key in by[RoleKind.EVERYONE]},
    )
    return seats(session, wanted, since)


def _with_rivals(definition: Definition, names: Iterable[str]) -> list[Role]:
    """The roles of these names and those that take them away."""
    found: dict[str, Role] = {}
    left = [name for name in names if name in definition.roles]
    while left:
        role = definition.roles[left.pop()]
        found[role.name] = role
        if role.not_as and role.not_as not in found:
            left.append(role.not_as)
    return list(found.values())
