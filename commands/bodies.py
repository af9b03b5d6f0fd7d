"""Commands for bodies."""

from __future__ import annotations

import click

from commands.face import Face
from commands.options import command
from engine.language.sentences import _
from engine.people import registry
from workflows.views import people_view


@click.group()
def body() -> None:
    """The bodies of a partnership."""


@body.command("list")
@click.option("--partnership", metavar="ID", help="Only this partnership's.")
@command("json")
def list_bodies(face: Face, partnership: str | None) -> None:
    """Every body with its id, kind and name."""
    session = face.session
    one = [registry.partnership(session, partnership)] if partnership else None
    data = people_view.bodies(session, one or registry.partnerships(session))
    heads = (_("Partnership"), _("Id"), _("Kind"), _("Name"))
    rows = [tuple(each[name] for name in ("partnership", "id", "kind", "name")) for each in data]
    face.answer(data, lambda: face.table(heads, rows))
