"""Commands for any case: showing it, taking a step, taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import click

from commands.face import Face, command
from commands.options import Day
from engine.cases.lists import Wanted, every
from engine.cases.records import Case
from engine.cases.steps import advance, correct
from engine.days.calendar import local
from engine.definitions import versions
from engine.definitions.model import Field
from engine.errors import BadInput
from engine.language.sentences import _
from engine.people import registry
from engine.people.acts import Act
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import Outcome
from workflows.councils.decisions import decides
from workflows.councils.meetings import MeetingState
from workflows.partnerships import rights
from workflows.views.case_view import View, listed, seen


def _list(face: Face, workflow: str, wanted: Wanted) -> None:
    definition = versions.newest(face.session, workflow)[1]
    if wanted.state and wanted.state not in definition.states:
        raise BadInput(
            _(
                "There is no state “{state}”. There are: {states}.",
                state=wanted.state,
                states=list(definition.states),
            )
        )
    found = [
        listed(face.session, each, face.language)
        for each in every(face.session, wanted, face.actor, face.today)
    ]

    def words() -> Iterable[str]:
        rows = [
            (
                f["ref"],
                definition.states[f["state"]].label,
                f["due_on"] or "",
                ", ".join(f["bodies"]),
                f["title"],
            )
            for f in found
        ]
        return face.table((_("Case"), _("State"), _("Due"), _("Bodies"), _("Title")), rows)

    face.answer(found, words)


def _inputs(given: Iterable[str]) -> dict[str, Any]:
    """NAME=VALUE pairs; a name that is given several times is a list."""
    inputs: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set wants NAME=VALUE, not {name!r}")
        known = inputs.get(name.strip())
        inputs[name.strip()] = (
            value if known is None else [*(known if isinstance(known, list) else [known]), value]
        )
    return inputs


@click.command()
@click.argument("ref")
@click.option(
    "--as-of", "day", type=Day(), metavar="DATE", help="As it stood at the end of that day."
)
@command("json", "as", "at")
def show(face: Face, ref: str, day: date | None) -> None:
    """A case: where it stands, what it says, what is possible and why the rest is not, what
    happened."""
    actor = face.actor
    case, definition = seen(face.session, ref, actor, face.now)
    view = View(face.session, case, definition, actor, face.now, face.language)
    if day is not None:
        told = view.as_of(day)
        said = _(
            "{ref} on {day}: {state}",
            ref=case.ref,
            day=day,
            state=definition.states[told["state"]].label,
        )
        face.answer(told, lambda: [face.say(said), *_fields(face, view, told["fields"])])
        return
    whole = view.whole()
    face.answer(whole, lambda: _shown(face, view, whole))


def _shown(face: Face, view: View, whole: dict[str, Any]) -> Iterator[str]:
    state = view.definition.states[whole["state"]]
    yield f"{whole['ref']}  {whole['title']}"
    yield f"{state.label.said(face.language)}: {state.meaning.said(face.language)}"
    if whole["due_on"]:
        yield face.say(_("Due on {day}.", day=date.fromisoformat(whole["due_on"])))
    yield from _fields(face, view, whole["fields"])
    for link in whole["links"]:
        yield f"{'→' if link['direction'] == 'to' else '←'} {link['link']} {link['ref']}"
    yield ""
    yield face.say(_("What can be done:"))
    for action in whole["actions"]:
        yield f"  {'✓' if action['possible'] else '·'} {action['action']} – {action['label']}"
        yield from (f"      {reason['reason']}" for reason in action["unmet"])
    yield ""
    yield face.say(_("What happened:"))
    yield from _told(face, view, whole["history"])


def _fields(face: Face, view: View, fields: dict[str, Any]) -> Iterator[str]:
    names = {
        body.key: body.name for body in registry.bodies(face.session, view.case.partnership_id)
    }
    for name, value in fields.items():
        field = view.definition.fields[name]
        lines = _value(field, value, names, face.language).splitlines() or [""]
        yield f"  {face.say(field.label)}: {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])


def _value(field: Field, value: Any, names: dict[str, str], language: str) -> str:
    """A field's value in words, bodies by their names."""
    if field.type.links_bodies:
        keys: list[str] = value if isinstance(value, list) else [str(value)]
        return ", ".join(names.get(key, key) for key in keys)
    return field.type.said(field, value, language)


def _told(face: Face, view: View, events: Iterable[dict[str, Any]]) -> Iterator[str]:
    definition = view.definition
    for event in events:
        labels = {action.name: action.label for action in definition.actions}
        label = (
            definition.opening.label
            if event["kind"] == "opened"
            else labels.get(event["action"], event["action"])
        )
        said = _("taken back: {action}", action=label) if event["kind"] == "corrected" else label
        when = local(datetime.fromisoformat(event["at"])).strftime("%Y-%m-%d %H:%M")
        who = event["by"] or "–"
        if event["on_behalf_of"]:
            who = face.say(_("{name} on behalf of {other}", name=who, other=event["on_behalf_of"]))
        yield (
            f"  {event['seq']}. {when}  {face.say(said)} →"
            f" {face.say(definition.states[event['to']].label)}  ({who})"
        )
        for name in ("comment", "reason"):
            if event.get(name):
                yield f"       {event[name]}"


@click.command()
@click.argument("ref")
@command("json", "as", "at")
def history(face: Face, ref: str) -> None:
    """What happened to a case, oldest first, with the hash of each event."""
    case, definition = seen(face.session, ref, face.actor, face.now)
    view = View(face.session, case, definition, face.actor, face.now, face.language)
    events = list(view.history())
    face.answer(events, lambda: [f"{line}" for line in _told(face, view, events)])


@click.command()
@click.argument("ref")
@click.argument("action")
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A field; may be repeated."
)
@click.option("--meeting", type=int, metavar="M", help="The meeting that decided it.")
@click.option("--reason", default="", help="Why, where the action asks for it.")
@click.option(
    "--version", type=int, help="The version you saw; refused when somebody was before you."
)
@click.option("--key", help="A key of your own: the same key again gives the first answer.")
@command("json", "as", "at", "dry_run")
def do(
    face: Face,
    ref: str,
    action: str,
    given: tuple[str, ...],
    meeting: int | None,
    reason: str,
    version: int | None,
    key: str | None,
) -> None:
    """Take a case one step.

    A refusal says everything that stands in the way, and what is possible.
    """
    actor, session = face.someone(), face.session
    case, definition = seen(session, ref, actor, face.now)
    inputs = _inputs(given)
    if meeting is not None:
        inputs["meeting"] = meeting
    step = definition.action(case.state, action)
    if reason and step and "reason" in (*step.needs, *step.takes):
        inputs.setdefault("reason", reason)
    with session.savepoint(keep=not face.dry_run):
        if step is not None and meeting is not None:
            _decide(face, case, step, meeting, str(inputs.get("case_number", "")))
        event = advance(
            session,
            case,
            action,
            act=Act(actor, face.now),
            inputs=inputs,
            expected_version=version,
            comment=reason,
            key=key,
        )
    label = definition.states[event.to_state].label
    said = (
        _("{ref} would be “{state}”.", ref=case.ref, state=label)
        if face.dry_run
        else _("{ref} is now “{state}”.", ref=case.ref, state=label)
    )
    face.answer(
        {"ref": case.ref, "state": event.to_state, "version": event.seq, "event": event.hash},
        lambda: [face.say(said)],
    )


def _decide(face: Face, case: Case, step: Any, number: int, case_number: str) -> None:
    """Record the decision of a held meeting together with the step, when its case number is
    given with it."""
    outcome = decides(step)
    if outcome is None or not case_number:
        return
    meeting = meetings.get(face.session, number)
    known = [
        t for t in agenda.treated(face.session, case.id) if t.meeting_id == number and t.outcome
    ]
    if meeting.state != MeetingState.HELD or known:
        return
    rights.require(face.actor, "meetings", meeting.partnership_id, face.today)
    item = agenda.add_item(face.session, meeting, case=case, act=Act(face.actor, face.now))
    decisions.record_outcome(
        face.session, meeting, item, Outcome(outcome), case_number, act=Act(face.actor, face.now)
    )


@click.command("correct")
@click.argument("ref")
@click.option("--reason", default="", help="Why the step is taken back.")
@command("json", "as", "at", "dry_run")
def correct_step(face: Face, ref: str, reason: str) -> None:
    """Take back the last step of a case. Both stay in the history; those who were told are told."""
    actor, session = face.someone(), face.session
    case, definition = seen(session, ref, actor, face.now)
    with session.savepoint(keep=not face.dry_run):
        event = correct(session, case, act=Act(actor, face.now), reason=reason)
    said = _(
        "{ref} is “{state}” again.", ref=case.ref, state=definition.states[event.to_state].label
    )
    face.answer(
        {"ref": case.ref, "state": event.to_state, "version": event.seq, "event": event.hash},
        lambda: [face.say(said)],
    )
