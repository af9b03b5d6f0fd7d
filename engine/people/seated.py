"""Who sits where: the one query for seats, whoever asks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select

from engine.days.dates import NEVER
from engine.people.tables import Body, Membership
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_membership, _body = table_of(Membership), table_of(Body)


class Seat(NamedTuple):
    """A person in a body, with what the rules ask of it; both days are included."""

    person_id: int
    body_id: int
    kind: str
    partnership_id: int
    role: str
    acts: bool
    valid_from: date
    valid_to: date

    def current(self, on: date) -> bool:
        """Whether the seat counts on that day."""
        return self.valid_from <= on <= self.valid_to


_SEATS = Statement(
    select(
        _membership.c.person_id,
        _body.c.id.label("body_id"),
        *(_body.c[name] for name in ("kind", "partnership_id")),
        *(_membership.c[name] for name in ("role", "acts", "valid_from", "valid_to")),
    )
    .join(_body, _body.c.id == _membership.c.body_id)
    .where(
        or_(
            any_of(_membership.c.body_id, "bodies"),
            and_(any_of(_body.c.partnership_id, "partnerships"), any_of(_body.c.kind, "kinds")),
            any_of(_body.c.partnership_id, "wholes"),
            any_of(_membership.c.person_id, "persons"),
        )
    )
    .where(_membership.c.valid_from <= bindparam("until"))
    .where(_membership.c.valid_to >= bindparam("since"))
    .order_by(_membership.c.id)
)


class SeatsWanted(NamedTuple):
    """Which seats are asked for, all of these together: in bodies, in kinds of bodies of
    partnerships, in whole partnerships, of persons."""

    bodies: Iterable[int] = ()
    partnerships: Iterable[int] = ()
    kinds: Iterable[str] = ()
    wholes: Iterable[int] = ()
    persons: Iterable[int] = ()


def seats(session: Session, wanted: SeatsWanted, since: date, until: date = NEVER) -> list[Seat]:
    """The seats that count on some day from `since` to `until`, in the order they were given."""
    values = {name: sorted(set(asked)) for name, asked in wanted._asdict().items()}
    return [Seat(*row) for row in session.rows(_SEATS, {**values, "since": since, "until": until})]


def sits_in(person_id: Any) -> ColumnElement[bool]:
    """The condition that a person has a seat in the partnership `partnership_id` on the day
    `on`."""
    return (
        exists()
        .where(_membership.c.person_id == person_id, _body.c.id == _membership.c.body_id)
        .where(_body.c.partnership_id == bindparam("partnership_id"))
        .where(
            _membership.c.valid_from <= bindparam("on"), _membership.c.valid_to >= bindparam("on")
        )
    )
