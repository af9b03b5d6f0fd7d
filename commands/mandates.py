"""Commands for mandates."""

from __future__ import annotations

from datetime import date

import click

from commands.face import Face, command
from commands.options import Day
from engine.language.sentences import _
from engine.people import registry
from workflows.councils import mandates
from workflows.partnerships import rights


@click.group()
def mandate() -> None:
    """Who may decide which matter, from when to when."""


@mandate.command("list")
@click.argument("partnership")
@command("json")
def list_mandates(face: Face, partnership: str) -> None:
    """The mandates that are written down, in force or not."""
    found = mandates.of_partnership(
        face.session, registry.partnership(face.session, partnership).id or 0
    )
    data = [
        {
            "id": m.id,
            "subject": m.subject,
            "adopts": b.key,
            "recommends": r.key if r else None,
            "recommendation_required": m.recommendation_required,
            "from": m.valid_from,
            "to": m.valid_to,
        }
        for m, b, r in found
    ]
    rows = [
        (
            str(m.id),
            m.subject,
            b.name,
            r.name if r else "",
            m.valid_from or _("not in force"),
            m.valid_to,
        )
        for m, b, r in found
    ]
    heads = (_("Number"), _("Matter"), _("Adopts"), _("Recommends"), _("From"), _("To"))
    face.answer(data, lambda: face.table(heads, rows))


@mandate.command("set")
@click.argument("number", type=int)
@click.option(
    "--from", "since", type=Day(), metavar="DATE", help="The first day on which it counts."
)
@click.option("--to", "until", type=Day(), metavar="DATE", help="The last day on which it counts.")
@command("json", "as", "at", "dry_run")
def set_mandate(face: Face, number: int, since: date | None, until: date | None) -> None:
    """Say from and to which day a mandate counts; the day of the meeting decides which one does."""
    session = face.session
    rights.require(
        face.actor, "partnership", mandates.get(session, number).partnership_id, face.today
    )
    found = mandates.set_days(session, number, since=since, until=until)
    data = {"id": number, "subject": found.subject, "from": found.valid_from, "to": found.valid_to}
    said = _(
        "Mandate {number} counts from {day}.",
        number=number,
        day=found.valid_from or _("no day yet"),
    )
    face.answer(data, lambda: [face.say(said)])
