"""A person together with her seats: both, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Person
from engine.storage.session import Session


def register_with_seats(
    session: Session, given: PersonIn, seats: Sequence[SeatIn], act: Act
) -> Person:
    """Register a person, or change one who is registered, and give her these seats."""
    with session.begin():
        found = register_person(session, given, act, {seat.body.partnership_id for seat in seats})
        for seat in seats:
            join_body(session, found, seat, act)
    return found
