"""What is kept of a person who was removed: how much, why, and for how long."""

from __future__ import annotations

from sqlalchemy import func, select

from engine.cases.events import event_table
from engine.cases.records import case_person
from engine.language.sentences import Sentence, _, n_
from engine.people.forgotten import is_forgotten
from engine.people.tables import Membership, Person
from engine.people.trace import registry_event
from engine.storage.session import Session
from engine.storage.statements import table_of
from notifications.outbox.deliveries import delivery_table
from workflows.deviations.readings import Reading


def still_kept_of(session: Session, number: int) -> list[Sentence]:
    """The same of the person with that number; nothing of somebody who was not removed."""
    person = session.orm.get_one(Person, number)
    return still_kept(session, person) if is_forgotten(person.email) else []


def still_kept(session: Session, person: Person) -> list[Sentence]:
    """What is kept of a person who was removed: how much of it, why, and for how long."""
    found = []
    for table, column, said in STAYING:
        counted = select(func.count()).select_from(table).where(table.c[column] == person.id)
        if n := session.execute(counted).scalar_one():
            found.append(said(n))
    return [*found, _OTHERS]


def _seats_stay(n: int) -> Sentence:
    return n_(
        "{n} seat, by number: what was decided depends on who could decide. As long as the"
        " partnership's history.",
        "{n} seats, by number: what was decided depends on who could decide. As long as the"
        " partnership's history.",
        n,
    )


def _steps_stay(n: int) -> Sentence:
    return n_(
        "{n} step in cases, by number: the history is sealed and is archived. As long as the case.",
        "{n} steps in cases, by number: the history is sealed and is archived. As long as the"
        " case.",
        n,
    )


def _changes_stay(n: int) -> Sentence:
    return n_(
        "{n} change of people, bodies and meetings, by number: the history is sealed. As long as"
        " the partnership's history.",
        "{n} changes of people, bodies and meetings, by number: the history is sealed. As long as"
        " the partnership's history.",
        n,
    )


def _cases_stay(n: int) -> Sentence:
    return n_(
        "{n} report or proposal, without an address: others learn from it. As long as the case.",
        "{n} reports and proposals, without an address: others learn from them. As long as the"
        " case.",
        n,
    )


def _readings_stay(n: int) -> Sentence:
    return n_(
        "{n} reading of a deviation, by number: whoever reported may see that it was read. As long"
        " as the case.",
        "{n} readings of deviations, by number: whoever reported may see that they were read. As"
        " long as the case.",
        n,
    )


def _mails_stay(n: int) -> Sentence:
    return n_(
        "That {n} email was sent or planned, and when; neither its text nor where it went. As long"
        " as the history.",
        "That {n} emails were sent or planned, and when; neither their text nor where they went. As"
        " long as the history.",
        n,
    )


_OTHERS = _(
    "What people wrote in cases, plans, agendas and reports stays as they wrote it, and is not"
    " searched for the name."
)
STAYING = (
    (table_of(Membership), "person_id", _seats_stay),
    (event_table, "by", _steps_stay),
    (registry_event, "by", _changes_stay),
    (case_person, "person_id", _cases_stay),
    (table_of(Reading), "person_id", _readings_stay),
    (delivery_table, "person_id", _mails_stay),
)
