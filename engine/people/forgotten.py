"""Persons who were removed at their own request: name and address are gone, and the number stays,
for what was done and decided speaks of it."""

from __future__ import annotations

from datetime import date

from engine.days.calendar import local_day
from engine.people.acts import Act
from engine.people.logins import forget_logins
from engine.people.registry import PERSON
from engine.people.tables import Person
from engine.people.trace import trace, trace_of
from engine.storage.session import Session

DOMAIN = "removed.invalid"  # no mail ever goes there (RFC 6761)
FORGOTTEN = "forgotten"


def is_forgotten(address: str) -> bool:
    """Whether that is what stands for the address of somebody who was removed."""
    return address.endswith(f"@{DOMAIN}")


def forget_name(session: Session, person: Person, act: Act, **more: str) -> None:
    """Remove name, address and logins of a person; the right is the caller's to ask. `more` is kept
    in the trace, which never holds what was removed."""
    forget_logins(session, person.number, person.email)
    person.email = f"person-{person.number}@{DOMAIN}"
    person.name = f"Person {person.number}"
    person.mail = False
    person.digest_day = person.stopped = person.away_until = None
    session.orm.add(person)
    trace(session, PERSON, person, FORGOTTEN, act, **more)


def forgotten_on(session: Session, person: Person) -> date | None:
    """The day on which a person was removed; None for whoever is still there."""
    events = trace_of(session, PERSON, person.number) if is_forgotten(person.email) else []
    return next((local_day(each.at) for each in events if each.kind == FORGOTTEN), None)
