"""Commands for closed days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import click

from commands.face import Face, command
from commands.options import Day
from engine.cases import due_index
from engine.days import closed_days
from engine.language.sentences import _, n_
from engine.people import registry
from workflows.partnerships import rights


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
    found = registry.partnership(session, partnership)
    rights.require(face.actor, "partnership", found.id or 0, face.today)
    with session.begin():
        added = closed_days.close(session, found.id or 0, first, last or first, name)
        moved = due_index.reckon_all(session, found.id or 0) if added else 0
    data = {
        "partnership": found.key,
        "first": first,
        "last": last or first,
        "added": added,
        "deadlines_moved": moved,
    }

    def words() -> Iterable[str]:
        yield face.say(_("Closed from {first} to {last}.", first=first, last=last or first))
        if moved:
            yield face.say(
                n_("{n} case has a new due day.", "{n} cases have a new due day.", moved)
            )

    face.answer(data, words)


@closed.command("list")
@click.argument("partnership")
@command("json")
def list_closed(face: Face, partnership: str) -> None:
    """The closed days of a partnership."""
    spans = closed_days.spans(face.session, registry.partnership(face.session, partnership).id or 0)
    data = [{"first": first, "last": last, "name": name} for first, last, name in spans]
    face.answer(data, lambda: face.table((_("From"), _("To"), _("Name")), spans))
