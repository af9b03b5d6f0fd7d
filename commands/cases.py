"""Commands for any case: showing it, taking a step, taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import click

from commands.face import Face
from commands.options import TypedDay, command, typed
from commands.remedies import worded
from engine.cases.events import Event
from engine.cases.lists import Wanted, every
from engine.cases.steps import advance, correct
from engine.definitions import machine, versions
from engine.definitions.model import Definition, Field
from engine.errors import BadInput, Remedy, WayOut
from engine.language.sentences import _
from engine.people import registry
from workflows.views.case_view import View, listed, seen


def list_cases(face: Face, wanted: Wanted) -> None:
    """Answer with the cases of a workflow that the reader may see."""
    definition = versions.newest(face.session, wanted.workflow or "")[1]
    if wanted.state and wanted.state not in definition.states:
        known = list(definition.states)
        raise BadInput(
            _("There is no state “{state}”. There are: {states}.", state=wanted.state, states=known)
        )
    found = [
        listed(face.session, each, face.language)
        for each in every(face.session, wanted, face.actor, face.today)
    ]
    heads = (_("Case"), _("State"), _("Due"), _("Bodies"), _("Title"))
    face.answer(found, lambda: face.table(heads, [_row(definition, each) for each in found]))


def _row(definition: Definition, found: dict[str, Any]) -> tuple[object, ...]:
    label = definition.states[found["state"]].label
    return (found["ref"], label, found["due_on"] or "", ", ".join(found["bodies"]), found["title"])


def typed_inputs(given: Iterable[str]) -> dict[str, Any]:
    """NAME=VALUE pairs; a name that is given several times is a list."""
    inputs: dict[str, Any] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"--set wants NAME=VALUE, not {name!r}")
        known = inputs.get(name.strip())
        several = [*(known if isinstance(known, list) else [known]), value]
        inputs[name.strip()] = value if known is None else several
    return inputs


@click.command()
@click.argument("ref")
@click.option(
    "--as-of", "day", type=TypedDay(), metavar="DATE", help="As it stood at the end of that day."
)
@command("json", "as", "at")
def show(face: Face, ref: str, day: date | None) -> None:
    """A case: where it stands, what it says, what is possible and why the rest is not, what
    happened."""
    view = _view(face, ref)
    if day is None:
        whole = view.whole()
        face.answer(whole, lambda: _shown(face, view, whole))
        return
    told = view.as_of(day)
    state = view.definition.states[told["state"]].label
    said = _("{ref} on {day}: {state}", ref=told["ref"], day=day, state=state)
    face.answer(told, lambda: [said, *_fields(face, view, told["fields"])])


def _view(face: Face, ref: str) -> View:
    case, definition = seen(face.session, ref, face.actor, face.now)
    return View(
        session=face.session,
        case=case,
        definition=definition,
        reader=face.actor,
        at=face.now,
        language=face.language,
    )


def _shown(face: Face, view: View, whole: dict[str, Any]) -> Iterator[object]:
    state = view.definition.states[whole["state"]]
    yield f"{whole['ref']}  {whole['title']}"
    yield f"{state.label.said(face.language)}: {state.meaning.said(face.language)}"
    if whole["due_on"]:
        yield _("Due on {day}.", day=date.fromisoformat(whole["due_on"]))
    yield from _fields(face, view, whole["fields"])
    for link in whole["links"]:
        yield f"{'→' if link['direction'] == 'to' else '←'} {link['link']} {link['ref']}"
    yield ""
    yield _("What can be done:")
    for action in whole["actions"]:
        yield f"  {'✓' if action['possible'] else '·'} {action['action']} – {action['label']}"
        yield from (f"      {_why(face, reason)}" for reason in action["unmet"])
    yield ""
    yield _("What happened:")
    yield from _told(face, view, whole["history"])


def _why(face: Face, reason: dict[str, Any]) -> str:
    """What stands in the way, with the command that helps."""
    if reason["remedy"] is None:
        return str(reason["reason"])
    values = dict(reason["remedy"])
    return f"{reason['reason']} {face.say(worded(Remedy(WayOut(values.pop('way')), values)))}"


def _fields(face: Face, view: View, fields: dict[str, Any]) -> Iterator[str]:
    bodies = registry.bodies(face.session, view.case.partnership_id)
    names = {body.key: body.name for body in bodies}
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
    for event in events:
        when = typed(datetime.fromisoformat(event["at"]))
        state = face.say(view.definition.states[event["to"]].label)
        done = f"{_done(face, view.definition, event)} → {state}"
        yield f"  {event['seq']}. {when}  {done}  ({_who(face, event)})"
        for name in ("comment", "reason"):
            if event.get(name):
                yield f"       {event[name]}"


def _done(face: Face, definition: Definition, event: dict[str, Any]) -> str:
    labels = {action.name: action.label for action in definition.actions}
    opened = event["kind"] == "opened"
    label = definition.opening.label if opened else labels.get(event["action"], event["action"])
    taken_back = event["kind"] == "corrected"
    return face.say(_("taken back: {action}", action=label) if taken_back else label)


def _who(face: Face, event: dict[str, Any]) -> str:
    who = event["by"] or "–"
    if not event["on_behalf_of"]:
        return str(who)
    other = event["on_behalf_of"]
    return face.say(_("{name} on behalf of {other}", name=who, other=other))


@click.command()
@click.argument("ref")
@command("json", "as", "at")
def history(face: Face, ref: str) -> None:
    """What happened to a case, oldest first, with the hash of each event."""
    view = _view(face, ref)
    events = view.history()
    face.answer(events, lambda: _told(face, view, events))


class StepIn(NamedTuple):
    """What is given with a step."""

    ref: str
    action: str
    given: tuple[str, ...]
    meeting: int | None
    reason: str
    version: int | None
    key: str | None


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
@command("json", "as", "at", "dry_run", into=StepIn)
def do(face: Face, step: StepIn) -> None:
    """Take a case one step.

    A refusal says everything that stands in the way, and what is possible.
    """
    case, definition = seen(face.session, step.ref, face.actor, face.now)
    action = machine.action(definition, case.state, step.action)
    inputs = typed_inputs(step.given)
    if step.reason and action and "reason" in (*action.needs, *action.takes):
        inputs.setdefault("reason", step.reason)
    act = face.act(step.reason, step.key)
    if step.meeting is not None:
        inputs["meeting"] = step.meeting
        number = str(inputs.get("case_number", ""))
        if action is not None and number:
            # tables that a step without a meeting does not ask
            from workflows.councils import decisions, meetings

            held = meetings.get(face.session, step.meeting, face.actor, face.today)
            decisions.decide_with_step(face.session, case, action, held, number, act)
    event = advance(face.session, case, step.action, act, inputs, expected_version=step.version)
    label = definition.states[event.to_state].label
    would = _("{ref} would be “{state}”.", ref=case.ref, state=label)
    done = _("{ref} is now “{state}”.", ref=case.ref, state=label)
    face.answer(_moved(case.ref, event), lambda: [would if face.dry_run else done])


def _moved(ref: str, event: Event) -> dict[str, Any]:
    return {"ref": ref, "state": event.to_state, "version": event.seq, "event": event.hash}


@click.command("correct")
@click.argument("ref")
@click.option("--reason", default="", help="Why the step is taken back.")
@command("json", "as", "at", "dry_run")
def correct_step(face: Face, ref: str, reason: str) -> None:
    """Take back the last step of a case.

    Both stay in the history; those who were told are told.
    """
    case, definition = seen(face.session, ref, face.actor, face.now)
    event = correct(face.session, case, face.act(reason))
    label = definition.states[event.to_state].label
    said = _("{ref} is “{state}” again.", ref=case.ref, state=label)
    face.answer(_moved(case.ref, event), lambda: [said])
