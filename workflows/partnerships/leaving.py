"""Leaving a body: not before one's last act there, and not as the last in a secretariat."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from sqlalchemy import bindparam, select, union_all

from engine.cases.events import event_table
from engine.days.calendar import ONE_DAY, at_local, local_day
from engine.days.dates import FIRST_DAY
from engine.errors import NotFound, Reason, Refused
from engine.language.sentences import _
from engine.people import registry
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.keepers import require_keepers
from engine.people.rights import PEOPLE, require
from engine.people.seated import SeatsWanted, seats
from engine.people.seats import end_seats, seats_after
from engine.people.tables import Body, Membership
from engine.people.trace import registry_event
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement

_ACTED = Statement(
    union_all(
        *(
            select(table.c.by, table.c.at)
            .where(any_of(table.c.by, "persons"))
            .where(table.c.at >= bindparam("since", type_=table.c.at.type))
            for table in (event_table, registry_event)
        )
    )
)


def leave_body(
    session: Session, person: Actor, body: Body, last: date, act: Act, *, rehearse: bool = False
) -> int:
    """End a person's current and coming seats in a body with that day; returns how many. A
    rehearsal refuses as that would, and changes nothing.

    NotFound when there is none, Refused where she acted after it or nobody would be left.
    """
    with session.savepoint(keep=False) if rehearse else session.begin():
        require(act, PEOPLE, body.partnership_id)
        session.take_turns(registry.PEOPLE_KEPT)
        ending = seats_after(session, body, last, person)
        if not ending:
            raise NotFound(_("{name} has no seat in {body}.", name=person.name, body=body.name))
        reasons = [*before_first_day(last), *acted_after(session, body, ending, last)]
        if reasons:
            raise Refused(reasons)
        acting = any(seat.acts and seat.valid_to > last for seat in ending)
        end_seats(session, ending, last, act)
        if acting:
            require_keepers(session, body, last)
    return len(ending)


def before_first_day(last: date) -> Iterator[Reason]:
    """A last day that is a slip of the keyboard."""
    if last < FIRST_DAY:
        sentence = _(
            "{day} is too long ago; nothing here ended before {first}.", day=last, first=FIRST_DAY
        )
        yield Reason("day", sentence)


def acted_after(
    session: Session, body: Body, ending: Iterable[Membership], last: date
) -> Iterator[Reason]:
    """What those who sit there did after that day, and had no other seat for: each with the day of
    the last act."""
    persons = sorted({seat.person_id for seat in ending if seat.acts and seat.valid_from <= last})
    if not persons:
        return
    values = {"persons": persons, "since": at_local(last + ONE_DAY, time.min)}
    latest = _latest(session, body, session.rows(_ACTED, values), last)
    names = registry.names(session, latest) if latest else {}
    for person, day in sorted(latest.items()):
        sentence = _(
            "{name} acted on {day}. A seat ends with that day or later.",
            name=names[person],
            day=day,
        )
        yield Reason("day", sentence)


def _latest(
    session: Session, body: Body, acts: Iterable[tuple[int, datetime]], last: date
) -> dict[int, date]:
    """The day of the last act of each person who had no seat elsewhere to act in that day."""
    days = {(person, local_day(at)) for person, at in acts}
    wanted = SeatsWanted(persons={person for person, _day in days})
    others = [
        seat for seat in (seats(session, wanted, last) if days else ()) if seat.body_id != body.id
    ]
    return dict(
        sorted(
            (person, day)
            for person, day in days
            if not any(s.person_id == person and s.acts and s.current(day) for s in others)
        )
    )
