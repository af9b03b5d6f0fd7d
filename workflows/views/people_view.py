"""People, bodies, closed days and mandates as they are answered to a face."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from engine.days.dates import ALWAYS, NEVER
from engine.errors import NotFound
from engine.language.sentences import Label, _
from engine.people import closed_days, registry, rights
from engine.people.actors import Actor, no_person
from engine.people.registry import PARTNERSHIPS_DAY, PersonIn, Registered
from engine.people.tables import MAIL_UNTIL, Body, Membership, Partnership, Person
from engine.storage.session import Session
from workflows.councils import mandates


def people(session: Session, reader: Actor, on: date) -> list[dict[str, Any]]:
    """Everyone whom the reader keeps, with their seats."""
    owners = _owners(session)
    return [_answer(each, owners) for each in registry.persons(session, reader, on)]


def person(session: Session, number: int, reader: Actor, on: date) -> dict[str, Any]:
    """The person with that number, for whoever keeps people where she sits, and whose deputy she
    is in each seat; NotFound for anyone else."""
    there = 0 < number < mandates.LARGEST_NUMBER
    found = registry.persons(session, reader, on, number) if there else []
    if not found:
        raise NotFound(_("There is no person {number} whom you keep.", number=number))
    answer = _answer(found[0], _owners(session))
    names = registry.names(session, [seat.deputy_for for seat, _body in found[0].seats])
    for told, (seat, _body) in zip(answer["bodies"], found[0].seats, strict=True):
        told["deputy_for"] = names.get(seat.deputy_for)
    return {**answer, "digest_day": found[0].person.digest_day}


def members(session: Session, body: Body, reader: Actor, on: date) -> list[dict[str, Any]]:
    """Who sits, sat and will sit in a body, of those whom the reader keeps."""
    owner = _owners(session)[body.partnership_id]
    return [
        {
            "person": each["id"],
            "member": each["name"],
            "away_until": each["away_until"],
            **seat,
        }
        for each in people(session, reader, on)
        for seat in each["bodies"]
        if (seat["partnership"], seat["body"]) == (owner, body.key)
    ]


def seat_roles() -> dict[str, Label]:
    """What a person can be in a body, each with its name."""
    return {
        role: Label(**{language: said[language] for language in Label._fields})
        for role, said in rights.membership_roles().items()
    }


def own_settings(session: Session, reader: Actor) -> PersonIn:
    """How the reader herself is told; NotFound for whoever is no person."""
    person = session.orm.get(Person, reader.person_id) if reader.person_id else None
    if person is None:
        raise no_person(reader.email)
    return PersonIn(
        email=person.email,
        language=person.language,
        digest_day=PARTNERSHIPS_DAY if person.digest_day is None else person.digest_day,
        stopped=person.stopped or (),
        away_until=person.away_until,
    )


def _owners(session: Session) -> dict[int, str]:
    """The ids of the partnerships, by their numbers."""
    return {owner.number: owner.key for owner in registry.partnerships(session)}


def _answer(found: Registered, owners: dict[int, str]) -> dict[str, Any]:
    return {
        "id": found.person.id,
        "email": found.person.email,
        "name": found.person.name,
        "language": found.person.language,
        "mail": found.person.mail,
        "stopped": found.person.stopped or [],
        "away_until": found.person.away_until,
        "bodies": [_seat(seat, body, owners) for seat, body in found.seats],
    }


def _seat(seat: Membership, body: Body, owners: dict[int, str]) -> dict[str, Any]:
    return {
        "partnership": owners[body.partnership_id],
        "body": body.key,
        "name": body.name,
        "role": seat.role,
        "from": None if seat.valid_from == ALWAYS else seat.valid_from,
        "to": None if seat.valid_to == NEVER else seat.valid_to,
    }


def bodies(session: Session, owners: list[Partnership]) -> list[dict[str, Any]]:
    """The bodies of these partnerships; who they are is no secret."""
    return [answer for owner in owners for answer in _bodies(session, owner)]


def _bodies(session: Session, owner: Partnership) -> Iterator[dict[str, Any]]:
    found = registry.bodies(session, owner.number)
    by_number = {body.id: body for body in found}
    for body in found:
        successor = by_number.get(body.successor_id)
        yield {
            "partnership": owner.key,
            "id": body.key,
            "kind": body.kind,
            "name": body.name,
            "abbreviation": body.abbreviation,
            "aliases": body.aliases,
            "to": body.valid_to,
            "successor": successor.key if successor else None,
        }


def settings(owner: Partnership) -> dict[str, Any]:
    """What a partnership decided for itself; it is no secret."""
    return {
        "partnership": owner.key,
        "digest_day": owner.digest_day + 1,
        "mail_hour": owner.mail_hour,
        "mail_until": owner.mail_until or MAIL_UNTIL,
        "public_since": owner.public_since,
    }


def closed(session: Session, owner: Partnership) -> list[dict[str, Any]]:
    """The days on which a partnership is closed; they are no secret."""
    return [
        {"first": span.first, "last": span.last, "name": span.name}
        for span in closed_days.spans(session, owner.number)
    ]


def mandates_of(
    session: Session, owner: Partnership, reader: Actor, on: date
) -> list[dict[str, Any]]:
    """Who may decide which matter in a partnership, for someone who sits there."""
    return [
        {
            "id": mandate.id,
            "subject": mandate.subject,
            "adopts": adopts,
            "recommends": recommends,
            "recommendation_required": mandate.recommendation_required,
            "from": mandate.valid_from,
            "to": mandate.valid_to,
        }
        for mandate, adopts, recommends in mandates.of_partnership(
            session, owner.number, reader, on
        )
    ]
