"""A person together with her seats: both, or neither."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from engine.addresses import kept_as
from engine.days.calendar import local_day
from engine.errors import Reason, Refused
from engine.language.sentences import Sentence, _
from engine.people import registry
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body, started_before
from engine.people.tables import Person
from engine.storage.session import Session


class Seated(NamedTuple):
    """A person with her seats, and what of them was left as it was."""

    person: Person
    told: list[Sentence]


def register_new(session: Session, given: PersonIn, seats: Sequence[SeatIn], act: Act) -> Person:
    """The same of somebody new: refused where she is among those whom the actor keeps already, for
    she is changed by what is said of her alone."""
    kept = registry.persons(session, act.by, local_day(act.at))
    if any(each.person.email == kept_as(given.email) for each in kept):
        taken = _("Somebody is registered with the address {email} already.", email=given.email)
        raise Refused([Reason("already", taken)])
    return register_with_seats(session, given, seats, act).person


def register_with_seats(
    session: Session, given: PersonIn, seats: Sequence[SeatIn], act: Act
) -> Seated:
    """Register a person, or change one who is registered, and give her these seats."""
    with session.begin():
        found = register_person(session, given, act, {seat.body.partnership_id for seat in seats})
        for seat in seats:
            join_body(session, found, seat, act)
        days = [(seat, started_before(session, found, seat)) for seat in seats]
    return Seated(found, [running_since(found, seat, day) for seat, day in days if day is not None])


def running_since(person: Person, seat: SeatIn, first: date) -> Sentence:
    """That a first day which was given changes nothing, for the seat began before it."""
    return _(
        "{name} has had a seat in {body} since {day}; the later first day changes nothing.",
        name=person.name,
        body=seat.body.name,
        day=first,
    )
