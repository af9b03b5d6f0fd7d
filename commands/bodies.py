"""Commands for bodies."""

from __future__ import annotations

from datetime import date

import click

from commands.completion import BODY
from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay
from engine.language.sentences import _
from engine.people import registry
from workflows.partnerships import ended_bodies
from workflows.partnerships.kind_labels import kind_label
from workflows.views import people_view


@click.group()
def body() -> None:
    """The bodies of a partnership."""


@body.command("end")
@click.argument("name", metavar="ID", type=BODY)
@click.option(
    "--on", "last", type=TypedDay(), metavar="DATE", help="The last day; today if left out."
)
@click.option(
    "--successor", metavar="ID", type=BODY, help="The body that has its cases from now on."
)
@command("json", "as", "at", "dry_run")
def end_body(face: Face, name: str, last: date | None, successor: str | None) -> None:
    """End a body: its seats end with it, and its successor has its cases."""
    session = face.session
    found = registry.body(session, name, prefer=face.actor)
    after = registry.body(session, successor, found.partnership_id) if successor else None
    ended = ended_bodies.end_body(session, found, last or face.today, after, face.act())
    data = {"body": ended.key, "to": ended.valid_to, "successor": after.key if after else None}
    said = _("{body} ended on {day}.", body=ended.name, day=ended.valid_to)
    face.answer(data, lambda: [said])


@body.command("revive")
@click.argument("name", metavar="ID", type=BODY)
@command("json", "as", "at", "dry_run")
def revive_body(face: Face, name: str) -> None:
    """Take back that a body ended: its cases are its own again, and its seats go on."""
    found = registry.body(face.session, name, prefer=face.actor)
    alive = ended_bodies.revive_body(face.session, found, face.act())
    said = _("{body} goes on, with its cases and the seats that ended with it.", body=alive.name)
    face.answer({"body": alive.key, "to": None}, lambda: [said])


@body.command("list")
@click.option("--partnership", metavar="ID", help="Only this partnership's.")
@command("json", "limit")
def list_bodies(face: Face, partnership: str | None) -> None:
    """Every body with its id, kind and name."""
    session = face.session
    one = [registry.partnership(session, partnership)] if partnership else None
    data = people_view.bodies(session, one or registry.partnerships(session))
    heads = (_("Partnership"), _("Id"), _("Kind"), _("Name"), _("To"))
    rows = [
        (each["partnership"], each["id"], kind_label(each["kind"]), each["name"], each["to"])
        for each in data
    ]
    face.answer(data, lambda: face.table(heads, rows))
