"""Commands for what is on an agenda: put there, removed, renamed, put at another place."""

from __future__ import annotations

from typing import Any

import click

from commands.completion import CASE, MEETING
from commands.face import Face
from commands.options import command
from engine.language.sentences import _
from workflows.councils import agenda, agenda_changes, meetings
from workflows.councils.agenda import ItemIn
from workflows.councils.meetings import Meeting
from workflows.views import meeting_view


@click.group("item")
def item() -> None:
    """What is on the agenda."""


@item.command("add")
@click.argument("number", type=MEETING, metavar="M")
@click.argument("ref", required=False, type=CASE)
@click.option("--plan", "plan_id", metavar="PLAN", help="A whole plan instead of a case.")
@click.option(
    "--report", is_flag=True, help="The report of the working group that the measure set up."
)
@click.option("--title", default="", help="The words on the agenda; the case's title if left out.")
@command("json", "as", "at", "dry_run")
def add_item(
    face: Face, number: int, ref: str | None, plan_id: str | None, report: bool, title: str
) -> None:
    """Put a case on the agenda of a meeting."""
    found = meetings.get(face.session, number, face.actor, face.today)
    given = ItemIn(ref=ref or "", plan_id=plan_id or "", title=title, report=report)
    made = agenda.add_item(face.session, found, given, face.act())
    what = ref or plan_id or title
    said = _("Item {item} of meeting {number}: {what}.", item=made.number, number=number, what=what)
    data = meeting_view.item(face.session, made, face.actor, face.today)
    face.answer(data, lambda: [said])


@item.command("remove")
@click.argument("number", type=MEETING, metavar="M")
@click.argument("which", metavar="ITEM")
@command("json", "as", "at", "dry_run")
def remove_item(face: Face, number: int, which: str) -> None:
    """Take an item (its number, or the case's ref) off an agenda; those after it move up."""
    found = meetings.get(face.session, number, face.actor, face.today)
    agenda_changes.remove_item(face.session, found, which, face.act())
    said = _(
        "Item {item} was removed from the agenda of meeting {number}.", item=which, number=number
    )
    face.answer(_agenda(face, found), lambda: [said])


@item.command("rename")
@click.argument("number", type=MEETING, metavar="M")
@click.argument("which", metavar="ITEM")
@click.argument("title")
@command("json", "as", "at", "dry_run")
def rename_item(face: Face, number: int, which: str, title: str) -> None:
    """Give an item other words on the agenda; the case keeps its own title."""
    found = meetings.get(face.session, number, face.actor, face.today)
    made = agenda_changes.rename_item(face.session, found, which, title, face.act())
    said = _(
        "Item {item} of meeting {number}: {what}.", item=made.number, number=number, what=made.title
    )
    face.answer(_agenda(face, found), lambda: [said])


@item.command("move")
@click.argument("number", type=MEETING, metavar="M")
@click.argument("which", metavar="ITEM")
@click.argument("place", type=int)
@command("json", "as", "at", "dry_run")
def move_item(face: Face, number: int, which: str, place: int) -> None:
    """Put an item at another place of the agenda, counted from 1; the others keep their order."""
    found = meetings.get(face.session, number, face.actor, face.today)
    agenda_changes.move_item(face.session, found, which, place, face.act())
    said = _(
        "Item {item} of meeting {number} is now number {place}.",
        item=which,
        number=number,
        place=place,
    )
    face.answer(_agenda(face, found), lambda: [said])


def _agenda(face: Face, found: Meeting) -> dict[str, Any]:
    return meeting_view.shown(face.session, [found], face.actor, face.today)[0]
