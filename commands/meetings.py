"""Commands for meetings: called, moved, cancelled, listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Any

import click

from commands.agenda import decide, hold
from commands.agenda_items import item
from commands.completion import BODY, MEETING
from commands.face import Face
from commands.options import command
from commands.remedies import in_words
from commands.typed_values import TypedDay
from engine.language.sentences import Sentence, _
from engine.people import registry
from workflows.councils import meeting_lists, meetings, reviving
from workflows.councils.agenda import OUTCOMES, Outcome
from workflows.councils.meeting_days import nobody_works
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meeting_places import NewTime, move_to
from workflows.councils.meeting_standing import STATE_LABELS
from workflows.councils.meetings import Meeting, MeetingState
from workflows.partnerships import rosters
from workflows.views import meeting_view

SEEN = click.option(
    "--version", type=int, help="The version you saw; refused when somebody was before you."
)


@click.group()
def meeting() -> None:
    """Meetings, their agendas and decisions."""


for each in (hold, item, decide):
    meeting.add_command(each)


@meeting.command("add")
@click.argument("bodies", nargs=-1, required=True, metavar="BODY...", type=BODY)
@click.argument("day", type=TypedDay(), metavar="DATE")
@click.option("--time", "clock", default="10:00", show_default=True, help="Local time.")
@click.option("--place", default="", help="Where it is held.")
@command("json", "as", "at", "dry_run")
def add(face: Face, bodies: tuple[str, ...], day: date, clock: str, place: str) -> None:
    """Call a meeting of one body, or a joint meeting of several."""
    found = [registry.body(face.session, body, prefer=face.actor) for body in bodies]
    made = meetings.add(face.session, found, day, clock, face.act(), place)
    said = _(
        "Meeting {number}: {bodies}, {day} at {clock}.",
        number=made.id,
        bodies=[body.name for body in found],
        day=day,
        clock=time.fromisoformat(made.clock),
    )
    face.answer(_answer(face, made), lambda: [said, *_place(made), *_day_off(face, made)])


@meeting.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID", help="Whose meetings.")
@command("json", "as", "at", "dry_run")
def import_meetings(face: Face, file: Path, partnership: str) -> None:
    """Call a year of meetings from a list, .csv or .xlsx: body, date, time, place.

    Several bodies in one row meet together.
    """
    owner = registry.partnership(face.session, partnership)
    listed, new, told = rosters.call_meetings(face.session, owner, file, face.act())
    data = {"partnership": owner.key, "meetings": listed, "new": new, "told": face.said(told)}
    said = _(
        "Meetings in {file}: {meetings}. New: {new}.", file=file.name, meetings=listed, new=new
    )
    face.answer(data, lambda: [said, *told])


@meeting.command("list")
@click.option("--body", metavar="ID", type=BODY, help="Only this body's.")
@click.option("--from", "since", type=TypedDay(), metavar="DATE", help="From that day on.")
@command("json", "as", "at", "limit")
def list_meetings(face: Face, body: str | None, since: date | None) -> None:
    """The meetings of your partnerships, earliest first."""
    reader = face.actor
    chosen = registry.body(face.session, body, prefer=reader).id if body else None
    found = meeting_lists.every(face.session, Chosen(chosen, since), reader, face.today)
    data = meeting_view.shown(face.session, found, reader, face.today)
    heads = (_("Meeting"), _("Day"), _("Time"), _("Status"), _("Bodies"))
    face.answer(data, lambda: face.table(heads, [_row(each) for each in data]))


def _row(data: dict[str, Any]) -> tuple[object, ...]:
    state = STATE_LABELS[MeetingState(data["state"])]
    return (str(data["id"]), data["day"], data["time"], state, ", ".join(data["bodies"]))


@meeting.command("show")
@click.argument("number", type=MEETING, metavar="M")
@command("json", "as", "at")
def show(face: Face, number: int) -> None:
    """A meeting with its agenda and decisions."""
    _show(face, number)


@meeting.command("agenda")
@click.argument("number", type=MEETING, metavar="M")
@command("json", "as", "at")
def show_agenda(face: Face, number: int) -> None:
    """The agenda of a meeting."""
    _show(face, number)


def _show(face: Face, number: int) -> None:
    found = meetings.get(face.session, number, face.actor, face.today)
    data = {**_answer(face, found), "history": meeting_view.history(face.session, found)}
    face.answer(data, lambda: _words(face, found, data))


def _words(face: Face, found: Meeting, data: dict[str, Any]) -> Iterable[object]:
    yield _(
        "Meeting {number}: {bodies}, {day} at {clock}.",
        number=found.id,
        bodies=data["bodies"],
        day=found.day,
        clock=time.fromisoformat(found.clock),
    )
    yield from _place(found)
    yield STATE_LABELS[MeetingState(found.state)]
    heads = (_("Item"), _("Case"), _("Outcome"), _("Number in the minutes"), _("Title"))
    yield from face.table(heads, [_item_row(each) for each in data["items"]])
    for reason in meeting_view.gone_reasons(face.session, data, face.actor, face.today):
        yield from in_words(reason)


def _item_row(data: dict[str, Any]) -> tuple[object, ...]:
    outcome = OUTCOMES[Outcome(data["outcome"])] if data["outcome"] else ""
    what = data["ref"] or data["plan"] or ""
    return (str(data["item"]), what, outcome, data["case_number"], data["title"])


@meeting.command("move")
@click.argument("number", type=MEETING, metavar="M")
@click.argument("day", type=TypedDay(), metavar="DATE")
@click.option("--time", "clock", help="Local time; as before if left out.")
@click.option("--place", help="Where it is held; as before if left out, nowhere if empty.")
@SEEN
@command("json", "as", "at", "dry_run")
def move(face: Face, number: int, version: int | None, **to: Any) -> None:
    """Move a meeting to another day, time or place. What is not yet sent moves with it; those who
    were told are told once."""
    found = meetings.get(face.session, number, face.actor, face.today)
    move_to(face.session, found, NewTime(**to), face.act(), expected=version)
    said = _(
        "Meeting {number} has been moved to {day} at {clock}.",
        number=number,
        day=found.day,
        clock=time.fromisoformat(found.clock),
    )
    face.answer(_answer(face, found), lambda: [said, *_place(found), *_day_off(face, found)])


@meeting.command("cancel")
@click.argument("number", type=MEETING, metavar="M")
@SEEN
@command("json", "as", "at", "dry_run")
def cancel(face: Face, number: int, version: int | None) -> None:
    """Cancel a meeting. What is not yet sent is not sent; those who were told are told once."""
    found = meetings.get(face.session, number, face.actor, face.today)
    meetings.cancel(face.session, found, face.act(), expected=version)
    said = _("Meeting {number} is cancelled.", number=number)
    face.answer(_answer(face, found), lambda: [said])


@meeting.command("revive")
@click.argument("number", type=MEETING, metavar="M")
@command("json", "as", "at", "dry_run")
def revive(face: Face, number: int) -> None:
    """Take back that a meeting was cancelled; those who were told so are told once."""
    found = meetings.get(face.session, number, face.actor, face.today)
    reviving.revive(face.session, found, face.act())
    said = _(
        "Meeting {number} is planned again for {day} at {clock}.",
        number=number,
        day=found.day,
        clock=time.fromisoformat(found.clock),
    )
    face.answer(_answer(face, found), lambda: [said, *_day_off(face, found)])


def _place(found: Meeting) -> list[Sentence]:
    return [_("Place: {place}.", place=found.place)] if found.place else []


def _day_off(face: Face, found: Meeting) -> list[Sentence]:
    return nobody_works(face.session, found.partnership_id, found.day)


def _answer(face: Face, found: Meeting) -> dict[str, Any]:
    return meeting_view.shown(face.session, [found], face.actor, face.today)[0]
