"""Commands for meetings, their agendas and decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import click

from commands.face import Face, command
from commands.options import Day
from engine.cases.records import get_case
from engine.errors import BadInput, NotFound
from engine.language.sentences import _, n_
from engine.people import registry
from engine.people.acts import Act
from workflows import plans
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import AgendaItem, Outcome
from workflows.councils.meetings import Meeting, MeetingState
from workflows.partnerships import rights, rosters

STATES = {
    MeetingState.PLANNED: _("planned"),
    MeetingState.HELD: _("held"),
    MeetingState.CANCELLED: _("cancelled"),
}
OUTCOMES = {
    Outcome.APPROVED: _("approved"),
    Outcome.DECLINED: _("declined"),
    Outcome.RECOMMENDED: _("recommended"),
    Outcome.POSTPONED: _("postponed"),
    Outcome.NOTED: _("noted"),
}


@click.group()
def meeting() -> None:
    """Meetings, their agendas and decisions."""


@meeting.command("add")
@click.argument("bodies", nargs=-1, required=True, metavar="BODY...")
@click.argument("day", type=Day(), metavar="DATE")
@click.option("--time", "clock", default="10:00", show_default=True, help="Local time.")
@command("json", "as", "at", "dry_run")
def add(face: Face, bodies: tuple[str, ...], day: date, clock: str) -> None:
    """Call a meeting of one body, or a joint meeting of several."""
    found = [registry.body(face.session, body, prefer=face.actor) for body in bodies]
    rights.require(face.actor, "meetings", found[0].partnership_id, face.today)
    made = meetings.add(face.session, found, day, clock, act=Act(face.actor, face.now))
    said = _(
        "Meeting {number}: {bodies}, {day} at {clock}.",
        number=made.id,
        bodies=[body.name for body in found],
        day=day,
        clock=made.clock,
    )
    face.answer(_answer(face, made), lambda: [face.say(said)])


@meeting.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID")
@command("json", "as", "at", "dry_run")
def import_meetings(face: Face, file: Path, partnership: str) -> None:
    """Call a year of meetings from a .csv list: body, date, time.

    Several bodies in one row meet together.
    """
    session, owner = face.session, registry.partnership(face.session, partnership)
    rights.require(face.actor, "meetings", owner.id or 0, face.today)
    with session.savepoint(keep=not face.dry_run):
        listed, new = rosters.call_meetings(session, owner, file, act=Act(face.actor, face.now))
    data = {"partnership": owner.key, "meetings": listed, "new": new}

    def words() -> Iterable[str]:
        yield face.say(
            _(
                "Meetings in {file}: {meetings}. New: {new}.",
                file=file.name,
                meetings=listed,
                new=new,
            )
        )

    face.answer(data, words)


@meeting.command("list")
@click.option("--body", metavar="ID")
@click.option("--from", "since", type=Day(), metavar="DATE", help="From that day on.")
@command("json", "as", "at")
def list_meetings(face: Face, body: str | None, since: date | None) -> None:
    """The meetings of your partnerships, earliest first."""
    actor = face.actor
    own = None if actor.operator else {post.partnership_id for post in actor.current(face.today)}
    chosen = registry.body(face.session, body, prefer=face.actor).id if body else None
    found = [
        m
        for m in meetings.every(face.session, chosen, since)
        if own is None or m.partnership_id in own
    ]
    data = [_answer(face, each) for each in found]
    rows = [
        (
            str(d["id"]),
            d["day"],
            d["time"],
            STATES[MeetingState(d["state"])],
            ", ".join(d["bodies"]),
        )
        for d in data
    ]
    face.answer(
        data, lambda: face.table((_("Meeting"), _("Day"), _("Time"), _("State"), _("Bodies")), rows)
    )


@meeting.command("show")
@click.argument("number", type=int, metavar="M")
@command("json", "as", "at")
def show(face: Face, number: int) -> None:
    """A meeting with its agenda and decisions."""
    _show(face, _mine(face, number))


@meeting.command("agenda")
@click.argument("number", type=int, metavar="M")
@command("json", "as", "at")
def show_agenda(face: Face, number: int) -> None:
    """The agenda of a meeting."""
    _show(face, _mine(face, number))


def _show(face: Face, found: Meeting) -> None:
    data = _answer(face, found)

    def words() -> Iterable[str]:
        values = {
            "number": found.id,
            "bodies": data["bodies"],
            "day": found.day,
            "clock": found.clock,
        }
        yield face.say(_("Meeting {number}: {bodies}, {day} at {clock}.", **values))
        yield face.say(STATES[MeetingState(found.state)])
        rows = [
            (
                str(i["item"]),
                i["ref"] or i["plan"] or "",
                OUTCOMES[Outcome(i["outcome"])] if i["outcome"] else "",
                i["case_number"],
                i["title"],
            )
            for i in data["items"]
        ]
        yield from face.table(
            (_("Item"), _("Case"), _("Outcome"), _("Case number"), _("Title")), rows
        )

    face.answer(data, words)


@meeting.command("move")
@click.argument("number", type=int, metavar="M")
@click.argument("day", type=Day(), metavar="DATE")
@click.option("--time", "clock", help="Local time; as before if left out.")
@command("json", "as", "at", "dry_run")
def move(face: Face, number: int, day: date, clock: str | None) -> None:
    """Move a meeting. What is not yet sent moves with it; those who were told are told once."""
    found = _ours(face, number)
    meetings.move(face.session, found, day, clock, act=Act(face.actor, face.now))
    _done(face, number, _("Meeting {number} is now on {day}.", number=number, day=day))


@meeting.command("cancel")
@click.argument("number", type=int, metavar="M")
@command("json", "as", "at", "dry_run")
def cancel(face: Face, number: int) -> None:
    """Cancel a meeting. What is not yet sent is not sent; those who were told are told once."""
    meetings.cancel(face.session, _ours(face, number), act=Act(face.actor, face.now))
    _done(face, number, _("Meeting {number} is cancelled.", number=number))


@meeting.command("hold")
@click.argument("number", type=int, metavar="M")
@command("json", "as", "at", "dry_run")
def hold(face: Face, number: int) -> None:
    """Record that a meeting was held; every decided item moves its case, or nothing does."""
    events = decisions.hold(face.session, _ours(face, number), act=Act(face.actor, face.now))
    data = {**_answer(face, meetings.get(face.session, number)), "advanced": len(events)}
    said = n_(
        "Meeting {number} is held; {n} case moved.",
        "Meeting {number} is held; {n} cases moved.",
        len(events),
        number=number,
    )
    face.answer(data, lambda: [face.say(said)])


@meeting.group("item")
def item() -> None:
    """What is on the agenda."""


@item.command("add")
@click.argument("number", type=int, metavar="M")
@click.argument("ref", required=False)
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
    found, session = _ours(face, number), face.session
    if not ref and not plan_id and not title:
        raise BadInput(_("Say what the item is: a case's ref, --plan, or --title."))
    case = get_case(session, ref) if ref else None
    plan = plans.read(session, plan_id, face.actor, face.today)[0].id if plan_id else None
    made = agenda.add_item(
        session,
        found,
        case=case,
        plan_id=plan,
        report=report,
        title=title,
        act=Act(face.actor, face.now),
    )
    said = _(
        "Item {item} of meeting {number}: {what}.",
        item=made.number,
        number=number,
        what=ref or plan_id or title,
    )
    face.answer(_item(face, made), lambda: [face.say(said)])


@meeting.command("decide")
@click.argument("number", type=int, metavar="M")
@click.argument("which", metavar="ITEM")
@click.argument("outcome", type=click.Choice([outcome.value for outcome in Outcome]))
@click.option(
    "--number",
    "case_number",
    default="",
    metavar="27/22",
    help="The number the minutes give the case.",
)
@command("json", "as", "at", "dry_run")
def decide(face: Face, number: int, which: str, outcome: str, case_number: str) -> None:
    """Record what became of an item (its number, or the case's ref).

    Before the meeting is held it waits for that.
    """
    found = _ours(face, number)
    chosen = _chosen(face, found, which)
    events = decisions.decide(
        face.session,
        found,
        chosen,
        Outcome(outcome),
        case_number=case_number,
        act=Act(face.actor, face.now),
    )
    held = found.state == MeetingState.HELD
    done = _(
        "Item {item} of meeting {number}: {outcome}.",
        item=chosen.number,
        number=number,
        outcome=OUTCOMES[Outcome(outcome)],
    )
    waits = _(
        "It takes effect when the meeting is recorded as held: `samsak meeting hold {number}`.",
        number=number,
    )
    data = {
        **_item(face, chosen),
        "state": events[0].to_state if events else None,
        "advanced": len(events),
    }
    face.answer(data, lambda: [face.say(done)] if held else [face.say(done), face.say(waits)])


def _chosen(face: Face, found: Meeting, which: str) -> AgendaItem:
    """An item by its number or its case; a case that is not there yet is put on the agenda."""
    known = agenda.items(face.session, found.id or 0)
    for each in known:
        if which == str(each.number) or (each.plan_id and which == each.plan_id):
            return each
    if which.isdigit():
        raise NotFound(_("Meeting {number} has no item {item}.", number=found.id, item=which))
    case = get_case(face.session, which)
    return agenda.add_item(face.session, found, case=case, act=Act(face.actor, face.now))


def _mine(face: Face, number: int) -> Meeting:
    """A meeting of a partnership in which the reader has a seat."""
    found = meetings.get(face.session, number)
    if not face.actor.operator and all(
        p.partnership_id != found.partnership_id for p in face.actor.current(face.today)
    ):
        raise NotFound(_("There is no meeting {number}. See `samsak meeting list`.", number=number))
    return found


def _ours(face: Face, number: int) -> Meeting:
    """A meeting that the actor may change."""
    found = _mine(face, number)
    rights.require(face.actor, "meetings", found.partnership_id, face.today)
    return found


def _done(face: Face, number: int, said: object) -> None:
    face.answer(_answer(face, meetings.get(face.session, number)), lambda: [face.say(said)])


def _answer(face: Face, found: Meeting) -> dict[str, Any]:
    keys = [key for _id, key, _name in meetings.bodies_of(face.session, found.id or 0)]
    listed = [_item(face, each) for each in agenda.items(face.session, found.id or 0)]
    return {
        "id": found.id,
        "bodies": keys,
        "day": found.day.isoformat(),
        "time": found.clock,
        "state": str(found.state),
        "sequence": found.sequence,
        "items": listed,
    }


def _item(face: Face, found: AgendaItem) -> dict[str, Any]:
    ref = agenda.ref_of(face.session, found)
    return {
        "item": found.number,
        "ref": ref,
        "plan": found.plan_id,
        "report": found.report,
        "title": found.title,
        "outcome": found.outcome,
        "case_number": found.case_number,
    }
