"""Commands that show a case: where it stands, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click

from commands.case_fields import fields
from commands.completion import CASE
from commands.face import Face
from commands.history import told
from commands.options import command
from commands.remedies import worded
from commands.typed_values import TypedDay
from engine.definitions import versions
from engine.errors import Remedy, WayOut
from engine.language.sentences import Label, Sentence, _
from workflows.views.case_people import answer_to
from workflows.views.case_view import View, view_of
from workflows.views.lost_answers import lost_answer


@click.command()
@click.argument("ref", type=CASE)
@click.option(
    "--as-of", "day", type=TypedDay(), metavar="DATE", help="As it stood at the end of that day."
)
@command("json", "as", "at")
def show(face: Face, ref: str, day: date | None) -> None:
    """A case: where it stands, what it says, what is possible and why the rest is not, what
    happened."""
    view = _view(face, ref)
    if day is None:
        lost = lost_answer(view)
        whole = view.whole() | {"answer_to": answer_to(view), "answer_lost": lost is not None}
        face.answer(whole, lambda: _shown(face, view, whole, lost))
        return
    then = view.as_of(day)
    state = view.definition.states[then["state"]].label
    said = _("{ref} on {day}: {state}", ref=then["ref"], day=day, state=state)
    face.answer(then, lambda: [said, *fields(face, view, then["fields"], day)])


def _view(face: Face, ref: str) -> View:
    return view_of(face.session, ref, face.actor, face.now, face.language)


def _links_called(face: Face) -> dict[str, Label]:
    """What each kind of link between cases is called: as the field by which one points to another,
    in whichever workflow that is."""
    return {
        field.link: field.label
        for _number, definition in versions.in_use(face.session)
        for field in definition.fields.values()
        if field.link and field.type.links_cases
    }


def _shown(
    face: Face, view: View, whole: dict[str, Any], lost: Sentence | None
) -> Iterator[object]:
    state = view.definition.states[whole["state"]]
    yield f"{whole['ref']}  {whole['title']}"
    yield f"{state.label.said(face.language)}: {state.meaning.said(face.language)}"
    if whole["due_on"]:
        yield _("Due on {day}.", day=date.fromisoformat(whole["due_on"]))
    if whole["blocked_by"]:
        yield _("It depends on what is not finished: {cases}.", cases=whole["blocked_by"])
    yield from fields(face, view, whole["fields"])
    if whole["answer_to"]:
        yield _("The answer goes to {address}.", address=whole["answer_to"])
    if lost is not None:
        yield lost
    called = _links_called(face) if whole["links"] else {}
    for link in whole["links"]:
        arrow = "→" if link["direction"] == "to" else "←"
        yield f"{arrow} {face.say(called.get(link['link'], link['link']))}: {link['ref']}"
    yield from _possible(face, whole["actions"])
    yield ""
    yield _("What happened:")
    yield from told(face, view, whole["history"], whole["decisions"])


def _possible(face: Face, actions: Sequence[dict[str, Any]]) -> Iterator[object]:
    """What can be done, and what stands in the way of the rest."""
    if actions:
        yield ""
        yield _("What can be done:")
    for action in actions:
        yield f"  {'✓' if action['possible'] else '·'} {action['action']} – {action['label']}"
        yield from (f"      {_why(face, reason)}" for reason in action["unmet"])


def _why(face: Face, reason: dict[str, Any]) -> str:
    """What stands in the way, with the command that helps."""
    if reason["remedy"] is None:
        return str(reason["reason"])
    values = dict(reason["remedy"])
    return f"{reason['reason']} {face.say(worded(Remedy(WayOut(values.pop('way')), values)))}"


@click.command()
@click.argument("ref", type=CASE)
@command("json", "as", "at")
def history(face: Face, ref: str) -> None:
    """What happened to a case, oldest first, with the hash of each event."""
    view = _view(face, ref)
    events = view.history()
    face.answer(events, lambda: told(face, view, events, view.decisions()))
