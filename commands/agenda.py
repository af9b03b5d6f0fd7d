"""Commands for what is on the agenda of a meeting and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from commands.completion import MEETING
from commands.face import Face
from commands.options import command
from engine.language.sentences import _, n_
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import OUTCOMES, AgendaItem, Outcome
from workflows.councils.meetings import Meeting, MeetingState
from workflows.views import meeting_view


class DecisionIn(NamedTuple):
    """What became of which item."""

    number: int
    which: str
    outcome: str
    case_number: str
    correct: bool
    reason: str


@click.command("hold")
@click.argument("number", type=MEETING, metavar="M")
@command("json", "as", "at", "dry_run", of_cases=True)
def hold(face: Face, number: int) -> None:
    """Record that a meeting was held; every decided item moves its case, or nothing does."""
    session, reader = face.session, face.actor
    found = meetings.get(session, number, reader, face.today)
    events = decisions.hold(session, found, face.act())
    data = meeting_view.shown(session, [found], reader, face.today)[0]
    said = n_(
        "Meeting {number} is recorded as held; {n} case has a new status.",
        "Meeting {number} is recorded as held; {n} cases have a new status.",
        len(events),
        number=number,
    )
    face.answer({**data, "advanced": len(events)}, lambda: [said])


@click.command("decide")
@click.argument("number", type=MEETING, metavar="M")
@click.argument("which", metavar="ITEM")
@click.argument("outcome", type=click.Choice([outcome.value for outcome in Outcome]))
@click.option(
    "--number", "case_number", default="", metavar="27/22", help="The number in the minutes."
)
@click.option(
    "--correct",
    is_flag=True,
    help="Mend an outcome that was recorded by mistake.",
)
@click.option("--reason", default="", help="Why it is mended.")
@command("json", "as", "at", "dry_run", into=DecisionIn)
def decide(face: Face, given: DecisionIn) -> None:
    """Record what became of an item (its number, or the case's ref).

    Before the meeting is held it waits for that.
    """
    session, act, outcome = face.session, face.act(given.reason), Outcome(given.outcome)
    found = meetings.get(session, given.number, face.actor, face.today)
    chosen = agenda.find_item(session, found, given.which, act)
    verb = decisions.mend if given.correct else decisions.decide
    events = verb(session, found, chosen, outcome, given.case_number, act)
    state = events[-1].to_state if events else None
    data = {**_item(face, chosen), "state": state, "advanced": len(events)}
    face.answer(data, lambda: _decided(found, chosen, outcome))


def _decided(found: Meeting, chosen: AgendaItem, outcome: Outcome) -> Iterator[object]:
    item, number = chosen.number, found.id
    said = OUTCOMES[outcome]
    yield _("Item {item} of meeting {number}: {outcome}.", item=item, number=number, outcome=said)
    if found.state != MeetingState.HELD:
        yield _(
            "The decision counts once the meeting is recorded as held: `samsak meeting "
            "hold {number}`.",
            number=number,
        )


def _item(face: Face, found: AgendaItem) -> dict[str, Any]:
    return meeting_view.item(face.session, found, face.actor, face.today)
