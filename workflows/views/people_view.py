"""People, bodies, closed days and mandates as they are answered to a face."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.days.dates import ALWAYS, NEVER
from engine.people import closed_days, registry
from engine.people.actors import Actor
from engine.people.tables import Body, Membership, Partnership
from engine.storage.session import Session
from workflows.councils import mandates


def people(session: Session, reader: Actor, on: date) -> list[dict[str, Any]]:
    """Everyone whom the reader keeps, with their seats."""
    return [
        {
            "email": person.email,
            "name": person.name,
            "language": person.language,
            "mail": person.mail,
            "bodies": [_seat(seat, body) for seat, body in seats],
        }
        for person, seats in registry.persons(session, reader, on)
    ]


def _seat(seat: Membership, body: Body) -> dict[str, Any]:
    return {
        "body": body.key,
        "role": seat.role,
        "from": None if seat.valid_from == ALWAYS else seat.valid_from,
        "to": None if seat.valid_to == NEVER else seat.valid_to,
    }


def bodies(session: Session, owners: list[Partnership]) -> list[dict[str, Any]]:
    """The bodies of these partnerships; who they are is no secret."""
    return [
        {
            "partnership": owner.key,
            "id": body.key,
            "kind": body.kind,
            "name": body.name,
            "aliases": body.aliases,
            "to": body.valid_to,
        }
        for owner in owners
        for body in registry.bodies(session, owner.number)
    ]


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
