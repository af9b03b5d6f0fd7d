"""Commands for people and bodies, closed days and mandates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine import closed_days, people, reckoning
from engine.command_line import Day, Face, command
from engine.errors import BadInput
from engine.languages import LANGUAGES, _, n_
from engine.people import Body, Membership
from engine.seats import join_body, leave_body
from workflows import mandates, rights, rosters

ALWAYS = date(1900, 1, 1)
NEVER = date(9999, 12, 31)


@click.group()
def person() -> None:
    """People and the bodies they sit in."""


@person.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--language", type=click.Choice(LANGUAGES), default=None, help="Their own; the partnership's if left out.")
@click.option("--body", "seats", multiple=True, metavar="ID:ROLE", help="A seat, such as asu:member; may be repeated.")
@click.option("--from", "since", type=Day(), metavar="DATE", help="The first day of the seats.")
@click.option("--to", "until", type=Day(), metavar="DATE", help="The last day of the seats.")
@click.option("--deputy-for", metavar="EMAIL", help="For deputies: the member on whose behalf they act.")
@click.option("--digest-day", type=click.IntRange(1, 5), help="Weekday of the digest, 1 is Monday; the partnership's if left out.")
@click.option("--mail/--no-mail", default=None, help="Whether to send this person mail at all.")
@command("json", "as", "at", "dry_run")
def add_person(
    face: Face, email: str, name: str, language: str | None, seats: tuple[str, ...], since: date | None, until: date | None,
    deputy_for: str | None, digest_day: int | None, mail: bool | None,
) -> None:  # fmt: skip
    """Register a person with seats in bodies, or add seats to one who is registered."""
    session = face.session
    wanted = [_seat(face, seat) for seat in seats]
    for partnership in {body.partnership_id for body, _role in wanted} or {rights.any_with(face.actor, "people", face.today)}:
        rights.require(face.actor, "people", partnership, face.today)
    with session.begin():
        spoken = language or _spoken(face, wanted)
        found = people.add_person(session, email, name, language=spoken, at=face.now)
        if digest_day is not None:
            found.digest_day = digest_day - 1
        if mail is not None:
            found.mail = mail
        behalf = people.actor(session, deputy_for).person_id if deputy_for else None
        for body, role in wanted:
            join_body(session, found, body, role=role, acts=rights.acts(role), since=since, until=until, deputy_for=behalf)
        data = {"email": found.email, "name": found.name, "language": found.language,
                "bodies": [{"body": body.key, "role": role} for body, role in wanted]}  # fmt: skip
    said = _("{name} ({email}) is registered.", name=data["name"], email=data["email"])
    face.answer(data, lambda: [face.say(said)])


def _seat(face: Face, seat: str) -> tuple[Body, str]:
    key, colon, role = seat.rpartition(":")
    if not colon:
        raise BadInput(_("“{seat}” is not a seat: write the body's id and the role, such as asu:member.", seat=seat))
    rights.acts(role)
    return people.body(face.session, key, prefer=face.actor), role


def _spoken(face: Face, seats: list[tuple[Body, str]]) -> str:
    if not seats:
        return face.settings.language
    return face.session.orm.get_one(people.Partnership, seats[0][0].partnership_id).language


@person.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID")
@command("json", "as", "at", "dry_run")
def import_people(face: Face, file: Path, partnership: str) -> None:
    """Register everyone in a .csv list: email, name, language, seats (asu:member au:leader), from, to."""
    session, owner = face.session, people.partnership(face.session, partnership)
    rights.require(face.actor, "people", owner.id or 0, face.today)
    with session.savepoint(keep=not face.dry_run):
        listed, new = rosters.seat_people(session, owner, file, at=face.now)
    data = {"partnership": owner.key, "people": listed, "new_seats": new}

    def words() -> Iterable[str]:
        yield face.say(_("People in {file}: {people}. New seats: {seats}.", file=file.name, people=listed, seats=new))

    face.answer(data, words)


def _overseen(face: Face, seats: list[tuple[Membership, Body]]) -> bool:
    """Whether the one who asks keeps the people of a partnership in which that person sits."""
    return face.actor.operator or any(rights.has(face.actor, "people", body.partnership_id, face.today) for _seat, body in seats)


@person.command("leave")
@click.argument("email")
@click.argument("body")
@click.option("--on", "day", type=Day(), metavar="DATE", help="The last day; today if left out.")
@command("json", "as", "at", "dry_run")
def leave(face: Face, email: str, body: str, day: date | None) -> None:
    """End a person's seats in a body."""
    session, last = face.session, day or face.today
    found, who = people.body(session, body, prefer=face.actor), people.actor(session, email)
    rights.require(face.actor, "people", found.partnership_id, face.today)
    ended = leave_body(session, who, found, last)
    data = {"email": who.email, "body": found.key, "last_day": last, "ended": ended}
    face.answer(data, lambda: [face.say(_("{name} leaves {body} after {day}.", name=who.name, body=found.name, day=last))])


@person.command("list")
@command("json", "as", "at")
def list_people(face: Face) -> None:
    """Everyone who is registered, with their seats; for a secretariat, those of its own partnership."""
    found = [(p, seats) for p, seats in people.persons(face.session) if _overseen(face, seats)]

    def seat(membership: Membership, body: Body) -> dict[str, Any]:
        return {"body": body.key, "role": membership.role,
                "from": None if membership.valid_from == ALWAYS else membership.valid_from,
                "to": None if membership.valid_to == NEVER else membership.valid_to}  # fmt: skip

    data = [{"email": p.email, "name": p.name, "language": p.language, "mail": p.mail,
             "bodies": [seat(m, b) for m, b in seats]} for p, seats in found]  # fmt: skip
    rows = [(p.name, p.email, p.language, [f"{b.key}:{m.role}" for m, b in seats]) for p, seats in found]
    heads = (_("Name"), _("Address"), _("Language"), _("Seats"))
    face.answer(data, lambda: face.table(heads, [(n, e, lang, ", ".join(s)) for n, e, lang, s in rows]))


@click.group()
def body() -> None:
    """The bodies of a partnership."""


@body.command("list")
@click.option("--partnership", metavar="ID", help="Only this partnership's.")
@command("json")
def list_bodies(face: Face, partnership: str | None) -> None:
    """Every body with its id, kind and name."""
    session = face.session
    chosen = [people.partnership(session, partnership)] if partnership else people.partnerships(session)
    found = [(p.key, b) for p in chosen for b in people.bodies(session, p.id or 0)]
    data = [{"partnership": p, "id": b.key, "kind": b.kind, "name": b.name, "aliases": b.aliases} for p, b in found]
    heads = (_("Partnership"), _("Id"), _("Kind"), _("Name"))
    face.answer(data, lambda: face.table(heads, [(p, b.key, b.kind, b.name) for p, b in found]))


@click.group()
def closed() -> None:
    """Days on which a partnership is closed, beside Norway's public holidays."""


@closed.command("add")
@click.argument("partnership")
@click.argument("first", type=Day())
@click.argument("last", type=Day(), required=False)
@click.option("--name", default="", help="What it is called, such as “summer”.")
@command("json", "as", "at", "dry_run")
def add_closed(face: Face, partnership: str, first: date, last: date | None, name: str) -> None:
    """Add closed days; running deadlines and unsent mail move with them."""
    session = face.session
    found = people.partnership(session, partnership)
    rights.require(face.actor, "partnership", found.id or 0, face.today)
    with session.begin():
        added = closed_days.close(session, found.id or 0, first, last or first, name)
        moved = reckoning.reckon_all(session, found.id or 0) if added else 0
    data = {"partnership": found.key, "first": first, "last": last or first, "added": added, "deadlines_moved": moved}

    def words() -> Iterable[str]:
        yield face.say(_("Closed from {first} to {last}.", first=first, last=last or first))
        if moved:
            yield face.say(n_("{n} case has a new due day.", "{n} cases have a new due day.", moved))

    face.answer(data, words)


@closed.command("list")
@click.argument("partnership")
@command("json")
def list_closed(face: Face, partnership: str) -> None:
    """The closed days of a partnership."""
    spans = closed_days.spans(face.session, people.partnership(face.session, partnership).id or 0)
    data = [{"first": first, "last": last, "name": name} for first, last, name in spans]
    face.answer(data, lambda: face.table((_("From"), _("To"), _("Name")), spans))


@click.group()
def mandate() -> None:
    """Who may decide which matter, from when to when."""


@mandate.command("list")
@click.argument("partnership")
@command("json")
def list_mandates(face: Face, partnership: str) -> None:
    """The mandates that are written down, in force or not."""
    found = mandates.of_partnership(face.session, people.partnership(face.session, partnership).id or 0)
    data = [{"id": m.id, "subject": m.subject, "adopts": b.key, "recommends": r.key if r else None,
             "recommendation_required": m.recommendation_required, "from": m.valid_from, "to": m.valid_to}
            for m, b, r in found]  # fmt: skip
    rows = [(str(m.id), m.subject, b.name, r.name if r else "", m.valid_from or _("not in force"), m.valid_to)
            for m, b, r in found]  # fmt: skip
    heads = (_("Number"), _("Matter"), _("Adopts"), _("Recommends"), _("From"), _("To"))
    face.answer(data, lambda: face.table(heads, rows))


@mandate.command("set")
@click.argument("number", type=int)
@click.option("--from", "since", type=Day(), metavar="DATE", help="The first day on which it counts.")
@click.option("--to", "until", type=Day(), metavar="DATE", help="The last day on which it counts.")
@command("json", "as", "at", "dry_run")
def set_mandate(face: Face, number: int, since: date | None, until: date | None) -> None:
    """Say from and to which day a mandate counts; the day of the meeting decides which one does."""
    session = face.session
    rights.require(face.actor, "partnership", mandates.get(session, number).partnership_id, face.today)
    found = mandates.set_days(session, number, since=since, until=until)
    data = {"id": number, "subject": found.subject, "from": found.valid_from, "to": found.valid_to}
    said = _("Mandate {number} counts from {day}.", number=number, day=found.valid_from or _("no day yet"))
    face.answer(data, lambda: [face.say(said)])
