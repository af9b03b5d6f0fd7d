"""Who has a role to which case on which day: the rules of `engine.cases.access`, for many cases
and all people at once.

`access.may` answers for one actor and one case. Here the seats and the ties of a batch are read in
three queries, however many cases and people there are; a property test holds the two against each
other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import NamedTuple

from sqlalchemy import and_, bindparam, or_, select

from engine.cases.records import case_body, case_person
from engine.definitions.model import Definition, Role, RoleKind
from engine.people.tables import Body, Membership
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement

_membership, _body = (t.__table__ for t in (Membership, Body))  # type: ignore[union-attr]

NOBODY: frozenset[int] = frozenset()


class Seat(NamedTuple):
    """A person in a body, with what the rules ask of it."""

    person_id: int
    body_id: int
    kind: str
    partnership_id: int
    acts: bool
    valid_from: date
    valid_to: date

    def current(self, on: date) -> bool:
        """Whether the seat counts on that day."""
        return self.valid_from <= on <= self.valid_to


_SEAT_COLUMNS = (
    _membership.c.person_id,
    _body.c.id,
    _body.c.kind,
    _body.c.partnership_id,
    _membership.c.acts,
    _membership.c.valid_from,
    _membership.c.valid_to,
)
_SEATS = Statement(
    select(*_SEAT_COLUMNS)
    .join(_body, _body.c.id == _membership.c.body_id)
    .where(
        or_(
            any_of(_membership.c.body_id, "bodies"),
            and_(any_of(_body.c.partnership_id, "partnerships"), any_of(_body.c.kind, "kinds")),
            any_of(_body.c.partnership_id, "wholes"),
        )
    )
    .where(_membership.c.valid_to >= bindparam("since"))
    .order_by(_membership.c.id)
)
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
        self._by_body: dict[int, list[Seat]] = defaultdict(list)
        self._by_kind: dict[tuple[int, str], list[Seat]] = defaultdict(list)
        self._by_partnership: dict[int, list[Seat]] = defaultdict(list)
        self._bodies: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._persons: dict[tuple[int, str], list[int]] = defaultdict(list)
        self._of_body, self._of_kind, self._of_all = (
            cache(f) for f in (self._in_body, self._in_kind, self._in_any)
        )
        self._load(session, list(asked), since)

    def _load(self, session: Session, asked: list[Asked], since: date) -> None:
        named = [
            (each, role) for each in asked for role in _with_rivals(each.definition, each.roles)
        ]
        linked = {each.case_id for each, role in named if role.found_by is RoleKind.LINK}
        personal = {each.case_id for each, role in named if role.found_by is RoleKind.PERSON}
        for case_id, link, body_id in (
            session.rows(_BODIES, {"cases": sorted(linked)}) if linked else ()
        ):
            self._bodies[case_id, link].append(body_id)
        for case_id, link, person_id in (
            session.rows(_PERSONS, {"cases": sorted(personal)}) if personal else ()
        ):
            self._persons[case_id, link].append(person_id)
        values = {
            "bodies": sorted({body_id for tied in self._bodies.values() for body_id in tied}),
            "partnerships": sorted({each.partnership_id for each in asked}),
            "kinds": sorted(
                {role.value for _each, role in named if role.found_by is RoleKind.KIND}
            ),
            "wholes": sorted(
                {each.partnership_id for each, role in named if role.found_by is RoleKind.EVERYONE}
            ),
        }
        for row in session.rows(_SEATS, {**values, "since": since}) if named else ():
            seat = Seat(*row)
            self._by_body[seat.body_id].append(seat)
            self._by_kind[seat.partnership_id, seat.kind].append(seat)
            self._by_partnership[seat.partnership_id].append(seat)

    def having(self, asked: Asked, role: str, on: date, *, acting: bool = True) -> frozenset[int]:
        """The persons who have the role that day; `acting=False` counts observers too, as for
        reading."""
        found = self._having(asked, role, on, acting)
        rival = asked.definition.roles[role].not_as
        return found - self.having(asked, rival, on, acting=acting) if rival else found

    def any_of(
        self, asked: Asked, roles: Iterable[str], on: date, *, acting: bool = True
    ) -> frozenset[int]:
        """The persons who have one of the roles that day."""
        return NOBODY.union(
            *(
                self.having(asked, role, on, acting=acting)
                for role in roles
                if role in asked.definition.roles
            )
        )

    def _having(self, asked: Asked, name: str, on: date, acting: bool) -> frozenset[int]:
        role = asked.definition.roles[name]
        match role.found_by:
            case RoleKind.EVERYONE:
                return self._of_all(asked.partnership_id, on, acting)
            case RoleKind.KIND:
                return self._of_kind(asked.partnership_id, role.value, on, acting)
            case RoleKind.PERSON:
                return frozenset(self._persons.get((asked.case_id, role.value), ()))
            case RoleKind.LINK:
                bodies = self._bodies.get((asked.case_id, role.value), ())
                return NOBODY.union(
                    *(self._of_body(body, asked.partnership_id, on, acting) for body in bodies)
                )

    def _in_body(self, body_id: int, partnership_id: int, on: date, acting: bool) -> frozenset[int]:
        seats = self._by_body.get(body_id, ())
        return _sitting(
            (seat for seat in seats if seat.partnership_id == partnership_id), on, acting
        )

    def _in_kind(self, partnership_id: int, kind: str, on: date, acting: bool) -> frozenset[int]:
        return _sitting(self._by_kind.get((partnership_id, kind), ()), on, acting)

    def _in_any(self, partnership_id: int, on: date, acting: bool) -> frozenset[int]:
        return _sitting(self._by_partnership.get(partnership_id, ()), on, acting)


def _sitting(seats: Iterable[Seat], on: date, acting: bool) -> frozenset[int]:
    return frozenset(
        seat.person_id for seat in seats if seat.current(on) and (seat.acts or not acting)
    )


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
