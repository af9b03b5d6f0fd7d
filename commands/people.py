"""Commands for people and their seats."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import NamedTuple

import click

from commands.completion import BODY
from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay
from engine.errors import BadInput
from engine.language.sentences import LANGUAGES, _
from engine.people import registry, rights
from engine.people.actors import find_actor
from engine.people.forgotten import is_forgotten
from engine.people.registry import STREAMS, PersonIn
from engine.people.seats import SeatIn
from engine.people.tables import Partnership
from notifications.forgotten_people import after_words, forgotten_words
from notifications.left_addresses import BACKUPS_HOLD, forget_address, hand_out_address
from notifications.outbox import new_address
from notifications.own_data import told_with_reasons
from workflows.partnerships import rosters
from workflows.partnerships.leaving import leave_body
from workflows.partnerships.seating import register_with_seats
from workflows.views import people_view
from workflows.views.emptied_body import emptied, emptied_words

NOTHING = "nothing"  # every kind of email is wanted


@click.group()
def person() -> None:
    """People and the bodies they sit in."""


class AddIn(NamedTuple):
    """What is given of a person."""

    email: str
    name: str | None
    language: str | None
    seats: tuple[str, ...]
    since: date | None
    until: date | None
    deputy_for: str | None
    digest_day: int | None
    mail: bool | None
    stop: tuple[str, ...]
    away_until: date | None


@person.command("add")
@click.argument("email")
@click.argument("name", required=False)
@click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=None,
    help="Their own; the partnership's if left out.",
)
@click.option(
    "--body",
    "seats",
    multiple=True,
    metavar="ID:ROLE",
    help="A seat, such as asu:member; may be repeated.",
)
@click.option(
    "--from", "since", type=TypedDay(), metavar="DATE", help="The first day of the seats."
)
@click.option("--to", "until", type=TypedDay(), metavar="DATE", help="The last day of the seats.")
@click.option(
    "--deputy-for",
    metavar="EMAIL",
    help="For deputies: the member on whose behalf they act.",
)
@click.option(
    "--digest-day",
    type=click.IntRange(1, 5),
    help="Weekday of the digest, 1 is Monday; the partnership's if left out.",
)
@click.option("--mail/--no-mail", default=None, help="Whether to send this person email at all.")
@click.option(
    "--stop",
    multiple=True,
    type=click.Choice([*STREAMS, NOTHING]),
    help="A kind of email that the person does without; may be repeated. nothing sends all again.",
)
@click.option(
    "--away-until",
    type=TypedDay(),
    metavar="DATE",
    help="The last day away: what can wait is sent after it. A day that has been ends it.",
)
@command("json", "as", "at", "dry_run", into=AddIn)
def add_person(face: Face, given: AddIn) -> None:
    """Register a person, or add seats to one who is registered; what is left out stays as it is."""
    session, act = face.session, face.act()
    if not given.seats and (given.since or given.until or given.deputy_for):
        raise BadInput(_("Days, and the member to act for, are of a seat: give one with --body."))
    seats = [_seat(face, seat, given) for seat in given.seats]
    wanted = PersonIn(
        email=given.email,
        name=given.name,
        language=given.language or _language(face, given.email, seats),
        digest_day=given.digest_day - 1 if given.digest_day is not None else None,
        mail=given.mail,
        stopped=() if NOTHING in given.stop else None,
        also_stopped=[each for each in given.stop if each != NOTHING],
        away_until=given.away_until,
    )
    found, told = register_with_seats(session, wanted, seats, act)
    data = {
        "email": found.email,
        "name": found.name,
        "language": found.language,
        "bodies": [{"body": seat.body.key, "role": seat.role} for seat in seats],
    }
    said = _("{name} ({email}) is registered.", name=found.name, email=found.email)
    face.answer({**data, "told": face.said(told)}, lambda: [said, *told])


def _seat(face: Face, text: str, given: AddIn) -> SeatIn:
    key, colon, role = text.rpartition(":")
    if not colon:
        raise BadInput(
            _(
                "“{seat}” is not a seat: write the body's id and the role, such as asu:member.",
                seat=text,
            )
        )
    rights.acts(role)
    body = registry.body(face.session, key, prefer=face.actor)
    behalf = find_actor(face.session, given.deputy_for).person_id if given.deputy_for else None
    return SeatIn(body=body, role=role, since=given.since, until=given.until, deputy_for=behalf)


def _language(face: Face, email: str, seats: list[SeatIn]) -> str | None:
    """The language of somebody new; who is registered keeps her own."""
    if registry.is_registered(face.session, email):
        return None
    if not seats:
        return face.settings.language
    return face.session.orm.get_one(Partnership, seats[0].body.partnership_id).language


@person.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID", help="Whose people.")
@command("json", "as", "at", "dry_run")
def import_people(face: Face, file: Path, partnership: str) -> None:
    """Register everyone in a list, .csv or .xlsx: email, name, language, seats (asu:member
    au:leader), from, to, and more if there is."""
    owner = registry.partnership(face.session, partnership)
    listed, new, told = rosters.seat_people(face.session, owner, file, face.act())
    data = {"partnership": owner.key, "people": listed, "new_seats": new, "told": face.said(told)}
    said = _(
        "People in {file}: {people}. New seats: {seats}.", file=file.name, people=listed, seats=new
    )
    face.answer(data, lambda: [said, *told])


@person.command("address")
@click.argument("old")
@click.argument("new")
@command("json", "as", "at", "dry_run")
def change_address(face: Face, old: str, new: str) -> None:
    """Give a person another address; email that waits or failed goes there."""
    found, again = new_address.change_address(face.session, old, new, face.act())
    data = {"email": found.email, "name": found.name, "sent_again": again}
    said = _("{name} now has the address {email}.", name=found.name, email=found.email)
    face.answer(data, lambda: [said])


@person.command("export")
@click.argument("email")
@click.option("--reason", default="", help="Why, for example when the person asked for it.")
@command("json", "as", "at")
def export(face: Face, email: str, reason: str) -> None:
    """Everything that is kept about a person, as JSON, to be given to whoever asked for it."""
    kept = hand_out_address(face.session, email, face.act(reason))
    data = told_with_reasons(kept, face.language)
    face.answer(data, lambda: json.dumps(data, ensure_ascii=False, indent=2).splitlines())


@person.command("forget")
@click.argument("email")
@click.option("--reason", default="", help="Why, for example when the person asked for it.")
@click.option("--anyway", is_flag=True, help="Even if an answer to the person is still to come.")
@command("json", "as", "at", "dry_run")
def forget(face: Face, email: str, reason: str, anyway: bool) -> None:
    """Remove a person: the name, the address and what was sent there. Says what stays, and why.

    It cannot be undone.
    """
    gone = forget_address(face.session, email, face.act(reason), anyway=anyway)
    if isinstance(gone, list):
        _forgot_left(face, gone)
        return
    data = {"person": gone.number, "name": gone.name, "removed_before": gone.before}
    stays = [*gone.stays, *after_words(gone)]
    kept = _("This is still kept, and why:")
    head = [forgotten_words(gone, rehearsed=face.dry_run), kept]
    face.answer({**data, "stays": face.said(stays)}, lambda: [*head, *stays])


def _forgot_left(face: Face, refs: list[str]) -> None:
    """An address that was left with reports is removed, or would be."""
    said = _("The address is removed from {refs}. Their receipts still lead to them.", refs=refs)
    would = _("The address would be removed from {refs}.", refs=refs)
    told = [would if face.dry_run else said, BACKUPS_HOLD]
    data = {"person": None, "reports": refs, "told": face.said(told)}
    face.answer(data, lambda: told)


@person.command("leave")
@click.argument("email")
@click.argument("body", type=BODY)
@click.option(
    "--on", "day", type=TypedDay(), metavar="DATE", help="The last day; today if left out."
)
@command("json", "as", "at", "dry_run")
def leave(face: Face, email: str, body: str, day: date | None) -> None:
    """End a person's seats in a body.

    Where nobody is left there who can act, it says what waits for nobody then.
    """
    session, last = face.session, day or face.today
    found = registry.body(session, body, prefer=face.actor)
    who = find_actor(session, email)
    left = emptied(session, who, found, last, face.actor)
    ended = leave_body(session, who, found, last, face.act())
    data = {"email": who.email, "body": found.key, "last_day": last, "ended": ended}
    said = _("{name} leaves {body} after {day}.", name=who.name, body=found.name, day=last)
    waiting = [case.ref for case in left.cases] if left else []
    face.answer({**data, "waits_for_nobody": waiting}, lambda: [said, *emptied_words(left)])


@person.command("list")
@click.option("--forgotten", is_flag=True, help="Those alone who were removed on request.")
@command("json", "as", "at", "limit")
def list_people(face: Face, forgotten: bool) -> None:
    """Everyone who is registered, with their seats; for a secretariat, those of its own
    partnership."""
    found = people_view.people(face.session, face.actor, face.today)
    data = [each for each in found if not forgotten or is_forgotten(each["email"])]
    heads = (_("Name"), _("Address"), _("Language"), _("Seats"))
    rows = [
        (
            each["name"],
            each["email"],
            each["language"],
            ", ".join(f"{seat['body']}:{seat['role']}" for seat in each["bodies"]),
        )
        for each in data
    ]
    face.answer(data, lambda: face.table(heads, rows))
