"""Seats in bodies: taking one, leaving it, and whether anyone sits there who can act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import bindparam, exists, select

from engine.days.dates import ALWAYS, NEVER
from engine.errors import BadInput, NotFound
from engine.language.sentences import _
from engine.people.actors import Actor
from engine.people.tables import Body, Membership, Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

_membership, _body = table_of(Membership), table_of(Body)
_SEATED = Statement(
    select(
        _body.c.parts,
        exists()
        .where(_membership.c.body_id == _body.c.id, _membership.c.acts)
        .where(
            _membership.c.valid_from <= bindparam("on"), _membership.c.valid_to >= bindparam("on")
        ),
    ).where(_body.c.partnership_id == bindparam("partnership_id"), any_of(_body.c.key, "keys"))
)


def join_body(
    session: Session,
    person: Person,
    body: Body,
    *,
    role: str,
    acts: bool,
    since: date | None = None,
    until: date | None = None,
    deputy_for: int | None = None,
) -> bool:
    """Give a person a seat in a body; False when there was one in those days already, which then
    takes the days given now.

    `since` left out means always, `until` for ever; both days are included.
    """
    first, last = since or ALWAYS, until or NEVER
    if last < first:
        raise BadInput(
            _(
                "A membership cannot end ({last}) before it begins ({first}).",
                first=first,
                last=last,
            )
        )
    with session.begin():
        known = _seat(session, person, body, role, first, last)
        seat = known or Membership(
            person_id=person.id or 0, body_id=body.id or 0, role=role, acts=acts, valid_from=first
        )
        seat.acts, seat.valid_to = acts, last
        seat.valid_from = since or seat.valid_from
        seat.deputy_for = deputy_for if deputy_for is not None else seat.deputy_for
        session.orm.add(seat)
        session.orm.flush()
    return known is None


def _seat(
    session: Session, person: Person, body: Body, role: str, first: date, last: date
) -> Membership | None:
    """The seat that the person has in the body as that, some time in those days."""
    same = select(_membership.c.id).where(
        _membership.c.person_id == person.id,
        _membership.c.body_id == body.id,
        _membership.c.role == role,
    )
    found = session.execute(
        same.where(_membership.c.valid_from <= last, _membership.c.valid_to >= first)
    ).scalar()
    return session.orm.get(Membership, found) if found else None


def leave_body(session: Session, person: Actor, body: Body, last: date) -> int:
    """End a person's current and coming seats in a body with that day; returns how many.

    NotFound when there is none.
    """
    seats = select(_membership.c.id).where(
        _membership.c.person_id == person.person_id,
        _membership.c.body_id == body.id,
        _membership.c.valid_to >= last,
    )
    with session.begin():
        found = [session.orm.get_one(Membership, row[0]) for row in session.execute(seats)]
        if not found:
            raise NotFound(
                _("{name} has no seat in {body} to leave.", name=person.name, body=body.name)
            )
        for seat in found:
            if seat.valid_from > last:
                session.orm.delete(seat)
            else:
                seat.valid_to = last
        session.orm.flush()
    return len(found)


def someone_acts(session: Session, partnership_id: int, keys: Sequence[str], on: date) -> bool:
    """Whether one of these bodies, or of the bodies that they stand for, has someone who can act
    that day."""
    values = {"partnership_id": partnership_id, "on": on}
    seated = session.rows(_SEATED, {**values, "keys": keys})
    if any(found for _parts, found in seated):
        return True
    parts = [part for parts, _found in seated for part in parts]
    return bool(parts) and any(
        found for _parts, found in session.rows(_SEATED, {**values, "keys": parts})
    )
