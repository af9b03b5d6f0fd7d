"""Who changed what of people, seats, bodies and a partnership's own matters, in words; the newest
first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from engine.language.sentences import Label, Sentence, _
from engine.people import registry
from engine.people.actors import Actor, ActorKind
from engine.people.closed_days import CLOSED_DAY
from engine.people.forgotten import FORGOTTEN
from engine.people.looking_back import traces_about
from engine.people.registry import PERSON
from engine.people.rights import PARTNERSHIP, PEOPLE, has, kept_by
from engine.people.seats import SEAT
from engine.people.tables import Body, Partnership
from engine.people.trace import REMOVED, Traced
from engine.storage.session import Session
from workflows.councils.mandates import MANDATE
from workflows.partnerships.kind_labels import subject_label
from workflows.partnerships.structure import BODY, SETTINGS
from workflows.views.column_words import LABELS, Named, in_column
from workflows.views.people_view import person, seat_roles

Row = dict[str, Any]


class ColumnTold(NamedTuple):
    """What stood in one place, and what stands there since."""

    label: Sentence
    was: object
    now: object


class TraceTold(NamedTuple):
    """One thing that happened: when, by whom, what it was and what it changed."""

    at: datetime
    who: object
    said: Sentence
    changes: tuple[ColumnTold, ...]


def of_person(session: Session, number: int, reader: Actor, on: date) -> list[TraceTold]:
    """What happened to a person and to her seats where the reader keeps people."""
    person(session, number, reader, on)
    kept = _bodies_kept(session, reader, on)
    seats = [
        (event, row)
        for event, row in _with_rows(traces_about(session, SEAT, "person_id", number))
        if row.get("body_id") in kept
    ]
    own = list(_with_rows(traces_about(session, PERSON, "id", number)))
    return _told(session, [*own, *seats], kept)


def of_body(session: Session, body: Body, reader: Actor, on: date) -> list[TraceTold]:
    """What happened to a body and to the seats in it, for whoever keeps its people."""
    kept_by(reader, PEOPLE, [body.partnership_id], on)
    found = [
        *traces_about(session, BODY, "id", body.number),
        *traces_about(session, SEAT, "body_id", body.number),
    ]
    return _told(session, _with_rows(found), _names_of(session, [body.partnership_id]))


def of_partnership(
    session: Session, owner: Partnership, reader: Actor, on: date
) -> list[TraceTold]:
    """What happened to a partnership's settings, closed days and mandates, for whoever keeps it."""
    kept_by(reader, PARTNERSHIP, [owner.number], on)
    found = [
        *traces_about(session, SETTINGS, "id", owner.number),
        *traces_about(session, CLOSED_DAY, "partnership_id", owner.number),
        *traces_about(session, MANDATE, "partnership_id", owner.number),
    ]
    return _told(session, _with_rows(found), _names_of(session, [owner.number]))


def _bodies_kept(session: Session, reader: Actor, on: date) -> Mapping[int | None, str]:
    owners = [each.number for each in registry.partnerships(session)]
    return _names_of(session, [each for each in owners if has(reader, PEOPLE, each, on)])


def _names_of(session: Session, owners: Iterable[int]) -> Mapping[int | None, str]:
    return {body.id: body.name for each in owners for body in registry.bodies(session, each)}


def _with_rows(events: Iterable[Traced]) -> Iterator[tuple[Traced, Row]]:
    """Each event with its row as it stood then; one that is removed as it stood before."""
    rows: dict[tuple[str, int], Row] = {}
    for event in events:
        row = rows.setdefault((event.subject, event.subject_id), {})
        if event.kind != REMOVED:
            row |= {name: new for name, (_old, new) in event.parts.get("changes", {}).items()}
        yield event, dict(row)


def _told(
    session: Session, found: Iterable[tuple[Traced, Row]], bodies: Mapping[int | None, str]
) -> list[TraceTold]:
    events = sorted(found, key=lambda each: each[0].id, reverse=True)
    persons = {event.by for event, _row in events}
    persons |= {row.get(name) for _event, row in events for name in ("person_id", "deputy_for")}
    names = Named(registry.names(session, persons), bodies)
    return [
        TraceTold(
            at=event.at,
            who=_who(event, names),
            said=_said(event, row, names),
            changes=tuple(_changes(event, names)),
        )
        for event, row in events
    ]


def _who(event: Traced, names: Named) -> object:
    if event.actor == ActorKind.OPERATOR:
        return _("The operator")
    return names.persons.get(event.by, "–")


def _changes(event: Traced, names: Named) -> Iterator[ColumnTold]:
    """What changed of what was there; what is new or gone is said whole."""
    changes = event.parts.get("changes", {})
    for name, label in LABELS.items():
        if name in changes and event.kind != REMOVED and event.subject != CLOSED_DAY.name:
            was, now = (in_column(name, value, names) for value in changes[name])
            if was != now:
                yield ColumnTold(label, was, now)


def _said(event: Traced, row: Row, names: Named) -> Sentence:
    match event.subject:
        case "seat":
            return _seat_said(event, row, names)
        case "closed_day":
            return _closed_said(event, row)
        case "mandate":
            return _mandate_said(event, row, names)
        case "person":
            return _person_said(event)
        case _:
            return _kept_said(event)


def _seat_said(event: Traced, row: Row, names: Named) -> Sentence:
    about = {
        "name": names.persons.get(row["person_id"], "–"),
        "body": names.bodies.get(row["body_id"], "–"),
        "role": seat_roles().get(row["role"], row["role"]),
    }
    match event.kind:
        case "taken":
            return _("{name} was given a seat in {body}: {role}.", **about)
        case "left":
            return _("The seat of {name} in {body} was ended: {role}.", **about)
        case "given_back":
            return _("The seat of {name} in {body} goes on: {role}.", **about)
        case "removed":
            return _("The seat of {name} in {body} was removed: {role}.", **about)
        case _:
            return _("The seat of {name} in {body} was changed: {role}.", **about)


def _closed_said(event: Traced, row: Row) -> Sentence:
    first, last = (date.fromisoformat(row[name]) for name in ("first", "last"))
    about = {"first": first, "last": last, "name": row.get("name") or "–"}
    if event.kind == REMOVED:
        return _("Open again from {first} to {last} ({name}).", **about)
    return _("Closed from {first} to {last} ({name}).", **about)


def _mandate_said(event: Traced, row: Row, names: Named) -> Sentence:
    about = {
        "matter": subject_label(row["subject"]),
        "body": names.bodies.get(row["body_id"], "–"),
    }
    match event.kind:
        case "written_down":
            return _("The mandate of {body} was written down: {matter}.", **about)
        case "ended":
            return _("The mandate of {body} was ended: {matter}.", **about)
        case _:
            return _("The mandate of {body} was given other days: {matter}.", **about)


def _person_said(event: Traced) -> Sentence:
    if event.kind == "registered":
        return _("Registered.")
    if event.kind == FORGOTTEN:
        return _("Removed: name and address are gone. {reason}", reason=event.parts["reason"])
    if event.kind == "exported":
        return _("What is kept was handed out. {reason}", reason=event.parts["reason"])
    if event.parts.get("address_changed"):
        return _("Given another address.")
    return _("Given another name.") if event.parts.get("renamed") else _("Settings were changed.")


def _kept_said(event: Traced) -> Sentence:
    """What happened to a body or to a partnership's settings."""
    match event.kind:
        case "loaded":
            return _("Entered from the structure file.")
        case "ended":
            return _("Ended.")
        case "revived":
            return _("Goes on after all.")
        case "own_list":
            return _("Given a list of its own: {list}.", list=_list_said(event))
        case "no_own_list":
            return _("Went back to the common list: {list}.", list=_list_said(event))
        case _:
            return _("Changed.")


def _list_said(event: Traced) -> object:
    """What the list was called when it changed; its name where that was not written down."""
    label = event.parts.get("label")
    return Label(**label) if label else event.parts["list"]
