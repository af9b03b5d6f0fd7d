"""Commands for what is on an agenda: put there, removed, renamed, put at another place."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from commands.completion import CASE, MEETING
from commands.face import Face
from commands.options import command
from engine.language.sentences import _
from workflows.councils import agenda_changes, meetings
from workflows.councils.agenda import ItemIn, Outcome
from workflows.councils.meetings import Meeting
from workflows.councils.outcomes import Recorded
from workflows.views import meeting_view


class NewItem(NamedTuple):
    """What is put on which agenda, and what became of it."""

    number: int
    ref: str | None
    plan_id: str | None
    report: bool
    title: str
    outcome: str | None
    case_number: str


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
@click.option(
    "--outcome",
    type=click.Choice([outcome.value for outcome in Outcome]),
    help="What became of it; of a meeting that was held.",
)
@click.option(
    "--number", "case_number", default="", metavar="27/22", help="The number in the minutes."
)
@command("json", "as", "at", "dry_run", into=NewItem)
def add_item(face: Face, new: NewItem) -> None:
    """Put a case on the agenda of a meeting."""
    found = meetings.get(face.session, new.number, face.actor, face.today)
    face.options = {"outcome": "--outcome"}
    given = ItemIn(new.ref or "", new.plan_id or "", title=new.title, report=new.report)
    now = Recorded(new.outcome or "", new.case_number)
    made = agenda_changes.put_item(face.session, found, given, now, face.act())
    what = new.ref or new.plan_id or new.title
    said = _(
        "Item {item} of meeting {number}: {what}.", item=made.number, number=found.id, what=what
    )
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
