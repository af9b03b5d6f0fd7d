"""Commands for closed days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay
from engine.language.sentences import _, n_
from engine.people import registry
from workflows.partnerships import closing, rosters
from workflows.partnerships.closing import ClosedIn
from workflows.views import people_view


@click.group()
def closed() -> None:
    """Days on which a partnership is closed, beside Norway's public holidays."""


@closed.command("add")
@click.argument("partnership")
@click.argument("first", type=TypedDay())
@click.argument("last", type=TypedDay(), required=False)
@click.option("--name", default="", help="What it is called, such as “summer”.")
@command("json", "as", "at", "dry_run")
def add_closed(face: Face, partnership: str, first: date, last: date | None, name: str) -> None:
    """Add closed days; running deadlines and unsent email move with them."""
    found = registry.partnership(face.session, partnership)
    given = ClosedIn(first, last or first, name)
    added, moved, met = closing.close(face.session, found, given, face.act())
    days = {"partnership": found.key, "first": given.first, "last": given.last}
    data = {**days, "added": added, "deadlines_moved": moved, "meetings": face.said(met)}
    face.answer(data, lambda: [*_words(given, moved), *met])


@closed.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID", help="The partnership's id.")
@command("json", "as", "at", "dry_run")
def import_closed(face: Face, file: Path, partnership: str) -> None:
    """Close the days of a list, .csv or .xlsx."""
    owner = registry.partnership(face.session, partnership)
    listed, new, told = rosters.close_days(face.session, owner, file, face.act())
    data = {"partnership": owner.key, "stretches": listed, "new": new, "told": face.said(told)}
    said = _(
        "Stretches of closed days in {file}: {stretches}. New: {new}.",
        file=file.name,
        stretches=listed,
        new=new,
    )
    face.answer(data, lambda: [said, *told])


@closed.command("open")
@click.argument("partnership")
@click.argument("first", type=TypedDay())
@click.argument("last", type=TypedDay(), required=False)
@command("json", "as", "at", "dry_run")
def open_closed(face: Face, partnership: str, first: date, last: date | None) -> None:
    """Take back closed days, as they were given; running deadlines and unsent email move back."""
    found = registry.partnership(face.session, partnership)
    given = ClosedIn(first, last or first)
    moved = closing.open_again(face.session, found, given, face.act())
    days = {"partnership": found.key, "first": given.first, "last": given.last}
    face.answer({**days, "deadlines_moved": moved}, lambda: _opened(given, moved))


def _opened(given: ClosedIn, moved: int) -> Iterable[object]:
    if given.first == given.last:
        yield _("{day} is open again.", day=given.first)
    else:
        yield _("Open again from {first} to {last}.", first=given.first, last=given.last)
    if moved:
        yield n_("{n} case has a new due day.", "{n} cases have a new due day.", moved)


def _words(given: ClosedIn, moved: int) -> Iterable[object]:
    if given.first == given.last:
        yield _("Closed on {day}.", day=given.first)
    else:
        yield _("Closed from {first} to {last}.", first=given.first, last=given.last)
    if moved:
        yield n_("{n} case has a new due day.", "{n} cases have a new due day.", moved)


@closed.command("list")
@click.argument("partnership")
@command("json", "limit")
def list_closed(face: Face, partnership: str) -> None:
    """The closed days of a partnership."""
    data = people_view.closed(face.session, registry.partnership(face.session, partnership))
    heads = (_("From"), _("To"), _("Name"))
    rows = [(str(each["first"]), str(each["last"]), each["name"]) for each in data]
    face.answer(data, lambda: face.table(heads, rows))
