"""Commands for people and their seats."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from commands.face import Face, command
from commands.options import Day
from engine.days.dates import ALWAYS, NEVER
from engine.errors import BadInput
from engine.language.sentences import LANGUAGES, _
from engine.people import registry
from engine.people.actors import find_actor
from engine.people.seats import join_body, leave_body
from engine.people.tables import Body, Membership, Partnership
from workflows.partnerships import rights, rosters


@click.group()
def person() -> None:
    """People and the bodies they sit in."""


@person.command("add")
@click.argument("email")
@click.argument("name")
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
@click.option("--from", "since", type=Day(), metavar="DATE", help="The first day of the seats.")
@click.option("--to", "until", type=Day(), metavar="DATE", help="The last day of the seats.")
@click.option(
    "--deputy-for", metavar="EMAIL", help="For deputies: the member on whose behalf they act."
)
@click.option(
    "--digest-day",
    type=click.IntRange(1, 5),
    help="Weekday of the digest, 1 is Monday; the partnership's if left out.",
)
@click.option("--mail/--no-mail", default=None, help="Whether to send this person mail at all.")
@command("json", "as", "at", "dry_run")
def add_person(
    face: Face,
    email: str,
    name: str,
    language: str | None,
    seats: tuple[str, ...],
    since: date | None,
    until: date | None,
    deputy_for: str | None,
    digest_day: int | None,
    mail: bool | None,
) -> None:
    """Register a person with seats in bodies, or add seats to one who is registered."""
    session = face.session
    wanted = [_seat(face, seat) for seat in seats]
    for partnership in {body.partnership_id for body, _role in wanted} or {
        rights.any_with(face.actor, "people", face.today)
    }:
        rights.require(face.actor, "people", partnership, face.today)
    with session.begin():
        spoken = language or _spoken(face, wanted)
        found = registry.add_person(session, email, name, language=spoken, at=face.now)
        if digest_day is not None:
            found.digest_day = digest_day - 1
        if mail is not None:
            found.mail = mail
        behalf = find_actor(session, deputy_for).person_id if deputy_for else None
        for body, role in wanted:
            join_body(
                session,
                found,
                body,
                role=role,
                acts=rights.acts(role),
                since=since,
                until=until,
                deputy_for=behalf,
            )
        data = {
            "email": found.email,
            "name": found.name,
            "language": found.language,
            "bodies": [{"body": body.key, "role": role} for body, role in wanted],
        }
    said = _("{name} ({email}) is registered.", name=data["name"], email=data["email"])
    face.answer(data, lambda: [face.say(said)])


def _seat(face: Face, seat: str) -> tuple[Body, str]:
    key, colon, role = seat.rpartition(":")
    if not colon:
        raise BadInput(
            _(
                "“{seat}” is not a seat: write the body's id and the role, such as asu:member.",
                seat=seat,
            )
        )
    rights.acts(role)
    return registry.body(face.session, key, prefer=face.actor), role


def _spoken(face: Face, seats: list[tuple[Body, str]]) -> str:
    if not seats:
        return face.settings.language
    return face.session.orm.get_one(Partnership, seats[0][0].partnership_id).language


@person.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID")
@command("json", "as", "at", "dry_run")
def import_people(face: Face, file: Path, partnership: str) -> None:
    """Register everyone in a .csv list: email, name, language, seats (asu:member au:leader),
    from, to."""
    session, owner = face.session, registry.partnership(face.session, partnership)
    rights.require(face.actor, "people", owner.id or 0, face.today)
    with session.savepoint(keep=not face.dry_run):
        listed, new = rosters.seat_people(session, owner, file, at=face.now)
    data = {"partnership": owner.key, "people": listed, "new_seats": new}

    def words() -> Iterable[str]:
        yield face.say(
            _(
                "People in {file}: {people}. New seats: {seats}.",
                file=file.name,
                people=listed,
                seats=new,
            )
        )

    face.answer(data, words)


def _overseen(face: Face, seats: list[tuple[Membership, Body]]) -> bool:
    """Whether the one who asks keeps the people of a partnership in which that person sits."""
    return face.actor.operator or any(
        rights.has(face.actor, "people", body.partnership_id, face.today) for _seat, body in seats
    )


@person.command("leave")
@click.argument("email")
@click.argument("body")
@click.option("--on", "day", type=Day(), metavar="DATE", help="The last day; today if left out.")
@command("json", "as", "at", "dry_run")
def leave(face: Face, email: str, body: str, day: date | None) -> None:
    """End a person's seats in a body."""
    session, last = face.session, day or face.today
    found, who = registry.body(session, body, prefer=face.actor), find_actor(session, email)
    rights.require(face.actor, "people", found.partnership_id, face.today)
    ended = leave_body(session, who, found, last)
    data = {"email": who.email, "body": found.key, "last_day": last, "ended": ended}
    face.answer(
        data,
        lambda: [
            face.say(
                _("{name} leaves {body} after {day}.", name=who.name, body=found.name, day=last)
            )
        ],
    )


@person.command("list")
@command("json", "as", "at")
def list_people(face: Face) -> None:
    """Everyone who is registered, with their seats; for a secretariat, those of its own
    partnership."""
    found = [(p, seats) for p, seats in registry.persons(face.session) if _overseen(face, seats)]

    def seat(membership: Membership, body: Body) -> dict[str, Any]:
        return {
            "body": body.key,
            "role": membership.role,
            "from": None if membership.valid_from == ALWAYS else membership.valid_from,
            "to": None if membership.valid_to == NEVER else membership.valid_to,
        }

    data = [
        {
            "email": p.email,
            "name": p.name,
            "language": p.language,
            "mail": p.mail,
            "bodies": [seat(m, b) for m, b in seats],
        }
        for p, seats in found
    ]
    rows = [
        (p.name, p.email, p.language, [f"{b.key}:{m.role}" for m, b in seats]) for p, seats in found
    ]
    heads = (_("Name"), _("Address"), _("Language"), _("Seats"))
    face.answer(
        data, lambda: face.table(heads, [(n, e, lang, ", ".join(s)) for n, e, lang, s in rows])
    )
