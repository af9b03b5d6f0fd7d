"""Commands for bodies."""

from __future__ import annotations

import click

from commands.face import Face, command
from engine.language.sentences import _
from engine.people import registry


@click.group()
def body() -> None:
    """The bodies of a partnership."""


@body.command("list")
@click.option("--partnership", metavar="ID", help="Only this partnership's.")
@command("json")
def list_bodies(face: Face, partnership: str | None) -> None:
    """Every body with its id, kind and name."""
    session = face.session
    chosen = (
        [registry.partnership(session, partnership)]
        if partnership
        else registry.partnerships(session)
    )
    found = [(p.key, b) for p in chosen for b in registry.bodies(session, p.id or 0)]
    data = [
        {"partnership": p, "id": b.key, "kind": b.kind, "name": b.name, "aliases": b.aliases}
        for p, b in found
    ]
    heads = (_("Partnership"), _("Id"), _("Kind"), _("Name"))
    face.answer(data, lambda: face.table(heads, [(p, b.key, b.kind, b.name) for p, b in found]))
