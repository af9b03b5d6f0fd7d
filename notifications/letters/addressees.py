"""Who a mail is to, as it stands at the moment of sending: name, address, language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from sqlalchemy import select

from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.letters.letters import Recipient
from workflows.deviations.contacts import Contact

_person, _contact = table_of(Person), table_of(Contact)
_PERSONS = Statement(
    select(*(_person.c[n] for n in ("id", "name", "email", "language", "mail", "stopped"))).where(
        any_of(_person.c.id, "persons")
    )
)
_CONTACTS = Statement(
    select(_contact.c.case_id, _contact.c.email, _contact.c.language).where(
        any_of(_contact.c.case_id, "contacts"),
        _contact.c.email.is_not(None),
        _contact.c.removed_at.is_(None),
    )
)


class Addressed(Protocol):
    """A mail to a person, or to the address left with a case."""

    @property
    def kind(self) -> str: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def contact_id(self) -> int | None: ...


class Readers(NamedTuple):
    """Those who can be written to: persons who want mail by their number, reporters' addresses
    by their case; and the streams of mail that persons do without."""

    persons: dict[int, Recipient]
    contacts: dict[int, Recipient]
    stopped: dict[int, list[str]]

    def of(self, mail: Addressed) -> Recipient | None:
        """Who the mail is to, if they can be written to."""
        if mail.contact_id is not None:
            return self.contacts.get(mail.contact_id)
        if mail.person_id is None or self.without(mail.person_id, mail.kind):
            return None
        return self.persons.get(mail.person_id)

    def without(self, person_id: int, kind: str) -> bool:
        """Whether the person wants no mails of that kind."""
        return kind in self.stopped.get(person_id, ())


def readers(session: Session, persons: Iterable[int], contacts: Iterable[int] = ()) -> Readers:
    """These persons and contacts, in two queries; who wants no mail or left no address is not
    among them."""
    wanted, reporting = sorted(set(persons)), sorted(set(contacts))
    people = session.rows(_PERSONS, {"persons": wanted}) if wanted else []
    left = session.rows(_CONTACTS, {"contacts": reporting}) if reporting else []
    return Readers(
        {
            number: Recipient(name, email, language, number)
            for number, name, email, language, mail, _stopped in people
            if mail
        },
        {case_id: Recipient("", email, language) for case_id, email, language in left},
        {row[0]: row[-1] for row in people if row[-1]},
    )
