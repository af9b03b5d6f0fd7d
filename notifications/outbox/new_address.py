"""A person's new address: what waits for her goes there, and so does what failed at the old one."""

from __future__ import annotations

from engine.people import registry
from engine.people.acts import Act
from engine.people.tables import Person
from engine.storage.session import Session
from notifications.outbox.deliveries import requeue_failed


def change_address(session: Session, old: str, new: str, act: Act) -> tuple[Person, int]:
    """Give a person another address, and try anew what failed: both, or neither. Returns the
    person, and how many mails go again."""
    with session.begin():
        person = registry.change_address(session, old, new, act)
        return person, requeue_failed(session, person.number, act.recorded)
