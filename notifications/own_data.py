"""What Samsak keeps about a person, for that person alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from engine.cases.events import event_table
from engine.cases.records import case_person, case_table
from engine.people.actors import Actor, no_person
from engine.people.logins import Login
from engine.people.systems import Token
from engine.people.tables import Body, Membership, Person
from engine.people.trace import registry_event
from engine.storage.session import Session
from engine.storage.statements import table_of
from notifications.notices.notices import Notice
from notifications.outbox.deliveries import delivery_table
from workflows.deviations.readings import Reading

_person, _seat, _body, _login, _token, _notice, _reading = (
    table_of(model) for model in (Person, Membership, Body, Login, Token, Notice, Reading)
)


def _columns(table: Any, *names: str) -> list[Any]:
    return [table.c[name] for name in names]


_of_case = case_table.c.ref.label("case")
# Codes are kept as hashes, and are nobody's to read. What mails said is in the mails.
_KEPT = {
    "person": (
        select(
            *_columns(_person, "email", "name", "language", "digest_day", "mail"),
            *_columns(_person, "stopped", "away_until", "added_at"),
        ),
        _person.c.id,
    ),
    "seats": (
        select(
            _body.c.name.label("body"),
            *_columns(_seat, "role", "acts", "valid_from", "valid_to"),
        ).join_from(_seat, _body, _body.c.id == _seat.c.body_id),
        _seat.c.person_id,
    ),
    "logins": (select(*_columns(_login, "browser", "began_at", "ends_at")), _login.c.person_id),
    "tokens": (
        select(*_columns(_token, "name", "scopes", "until", "made_at", "ended_at")),
        _token.c.person_id,
    ),
    "cases": (
        select(_of_case, case_person.c.link).join_from(
            case_person, case_table, case_table.c.id == case_person.c.case_id
        ),
        case_person.c.person_id,
    ),
    "steps": (
        select(_of_case, *_columns(event_table, "kind", "action", "at")).join_from(
            event_table, case_table, case_table.c.id == event_table.c.case_id
        ),
        event_table.c.by,
    ),
    "changes": (select(*_columns(registry_event, "subject", "kind", "at")), registry_event.c.by),
    "readings": (
        select(_of_case, _reading.c.at).join_from(
            _reading, case_table, case_table.c.id == _reading.c.case_id
        ),
        _reading.c.person_id,
    ),
    "notices": (
        select(*_columns(_notice, "kind", "state", "reason", "send_at")),
        _notice.c.person_id,
    ),
    "mails": (
        select(*_columns(delivery_table, "kind", "subject", "state", "queued_at", "sent_at")),
        delivery_table.c.person_id,
    ),
}


def own_data(session: Session, reader: Actor) -> dict[str, list[dict[str, Any]]]:
    """Everything that is kept about the reader herself, by what it is; moments in UTC. NotFound
    for whoever is no person."""
    if reader.person_id is None:
        raise no_person(reader.email)
    return {
        name: [
            {key: _plain(value) for key, value in row.items()}
            for row in session.execute(query.where(whose == reader.person_id)).mappings()
        ]
        for name, (query, whose) in _KEPT.items()
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
