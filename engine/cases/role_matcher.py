"""How people come by a role: one object for each kind of role, which every face of the rights
asks.

A seat opens some keys, and a role of a case is had by whoever has a seat that opens one of its
keys, or by whom the case is tied to. Whether a seat counts on a day, and whether observers are
meant, is for the one who asks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from sqlalchemy import ColumnElement, bindparam, exists, false

from engine.definitions.roles import Role, RoleKind
from engine.people.actors import Actor
from engine.storage.columns import any_of

NOBODY: frozenset[int] = frozenset()


class Ties(NamedTuple):
    """What ties a case to others: (link, body id) and (link, person id)."""

    bodies: frozenset[tuple[str, int]]
    persons: frozenset[tuple[str, int]]


UNTIED = Ties(frozenset(), frozenset())


class SeatKey(NamedTuple):
    """What a seat opens: the whole partnership, a kind of body in it, or one body."""

    found_by: RoleKind
    partnership_id: int
    value: str | int = ""


class InBody(Protocol):
    """A seat or a post: somebody in a body."""

    @property
    def body_id(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def partnership_id(self) -> int: ...


def keys_of(seat: InBody) -> tuple[SeatKey, SeatKey, SeatKey]:
    """Everything that a seat opens."""
    return _opened_in(seat.partnership_id, seat.kind, seat.body_id)


@lru_cache(maxsize=4096)
def _opened_in(partnership_id: int, kind: str, body_id: int) -> tuple[SeatKey, SeatKey, SeatKey]:
    return (
        SeatKey(RoleKind.EVERYONE, partnership_id),
        SeatKey(RoleKind.KIND, partnership_id, kind),
        SeatKey(RoleKind.LINK, partnership_id, body_id),
    )


class CaseTables(NamedTuple):
    """The tables of a query for cases: theirs, and what ties them to bodies and to persons."""

    case: Any
    bodies: Any
    persons: Any


class RoleMatcher:
    """A kind of role; as it stands here it is had by nobody."""

    def keys(self, role: Role, partnership_id: int, ties: Ties) -> Iterable[SeatKey]:  # noqa: ARG002
        """What a seat must open, for a case of that partnership with these ties."""
        return ()

    def persons(self, role: Role, ties: Ties) -> frozenset[int]:  # noqa: ARG002 - as above
        """Those who have the role without a seat."""
        return NOBODY

    def whole(self, role: Role, kinds: Iterable[str]) -> bool:  # noqa: ARG002 - as above
        """Whether a seat in a body of one of these kinds gives the role to every case of the
        partnership."""
        return False

    def condition(self, role: Role, tables: CaseTables) -> ColumnElement[bool]:  # noqa: ARG002
        """The same in a query: the cases for which a reader has the role, by `values`."""
        return false()

    def values(self, role: Role, reader: Actor, on: date) -> dict[str, Any]:  # noqa: ARG002
        """What `condition` asks of a reader and her seats of that day."""
        return {}

    body_link = person_link = False  # whether the role hangs on what the case is tied to


class _Everyone(RoleMatcher):
    def keys(self, role: Role, partnership_id: int, ties: Ties) -> Iterable[SeatKey]:  # noqa: ARG002
        return (SeatKey(RoleKind.EVERYONE, partnership_id),)

    def whole(self, role: Role, kinds: Iterable[str]) -> bool:  # noqa: ARG002
        return True

    def condition(self, role: Role, tables: CaseTables) -> ColumnElement[bool]:  # noqa: ARG002
        return any_of(tables.case.c.partnership_id, "sees_partnerships")

    def values(self, role: Role, reader: Actor, on: date) -> dict[str, Any]:  # noqa: ARG002
        return {"sees_partnerships": sorted({seat.partnership_id for seat in reader.current(on)})}


class _OfKind(RoleMatcher):
    def keys(self, role: Role, partnership_id: int, ties: Ties) -> Iterable[SeatKey]:  # noqa: ARG002
        return (SeatKey(RoleKind.KIND, partnership_id, role.value),)

    def whole(self, role: Role, kinds: Iterable[str]) -> bool:
        return role.value in kinds

    def condition(self, role: Role, tables: CaseTables) -> ColumnElement[bool]:
        return any_of(tables.case.c.partnership_id, f"sees_kind_{role.value}")

    def values(self, role: Role, reader: Actor, on: date) -> dict[str, Any]:
        here = {seat.partnership_id for seat in reader.current(on) if seat.kind == role.value}
        return {f"sees_kind_{role.value}": sorted(here)}


class _OfBody(RoleMatcher):
    body_link = True

    def keys(self, role: Role, partnership_id: int, ties: Ties) -> Iterable[SeatKey]:
        return [
            SeatKey(RoleKind.LINK, partnership_id, body)
            for link, body in ties.bodies
            if link == role.value
        ]

    def condition(self, role: Role, tables: CaseTables) -> ColumnElement[bool]:
        body = tables.bodies.alias()
        tied = exists().where(body.c.case_id == tables.case.c.id, body.c.link == role.value)
        return tied.where(any_of(body.c.body_id, "sees_bodies"))

    def values(self, role: Role, reader: Actor, on: date) -> dict[str, Any]:  # noqa: ARG002
        return {"sees_bodies": sorted({seat.body_id for seat in reader.current(on)})}


class _OfPerson(RoleMatcher):
    person_link = True

    def persons(self, role: Role, ties: Ties) -> frozenset[int]:
        return frozenset(person for link, person in ties.persons if link == role.value)

    def condition(self, role: Role, tables: CaseTables) -> ColumnElement[bool]:
        person = tables.persons.alias()
        tied = exists().where(person.c.case_id == tables.case.c.id, person.c.link == role.value)
        return tied.where(
            person.c.person_id == bindparam("sees_person", type_=person.c.person_id.type)
        )

    def values(self, role: Role, reader: Actor, on: date) -> dict[str, Any]:  # noqa: ARG002
        return {"sees_person": reader.person_id}


MATCHERS: dict[RoleKind, RoleMatcher] = {
    RoleKind.EVERYONE: _Everyone(),
    RoleKind.KIND: _OfKind(),
    RoleKind.LINK: _OfBody(),
    RoleKind.PERSON: _OfPerson(),
}


def matcher(role: Role) -> RoleMatcher:
    """The object that says who has the role."""
    return MATCHERS[role.found_by]


def sees_whole(roles: Iterable[Role], kinds: Iterable[str]) -> bool:
    """Whether seats in these kinds of bodies give one of the roles to every case."""
    return any(matcher(role).whole(role, kinds) for role in roles)


def body_links(roles: Iterable[Role]) -> frozenset[str]:
    """The links to bodies on which these roles hang."""
    return frozenset(role.value for role in roles if matcher(role).body_link)


def person_links(roles: Iterable[Role]) -> frozenset[str]:
    """The links to persons on which these roles hang."""
    return frozenset(role.value for role in roles if matcher(role).person_link)
