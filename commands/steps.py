"""Commands that move a case: taking a step, taking one back."""

from __future__ import annotations

from typing import Any, NamedTuple

import click

from commands.completion import ACTION, CASE, MEETING
from commands.face import Face
from commands.options import command
from commands.typed_values import typed_inputs
from engine.cases.events import Event
from engine.cases.records import Case
from engine.cases.steps import Inputs, correct
from engine.definitions import machine, wording
from engine.language.sentences import _
from engine.people.acts import Act
from workflows.views.case_step import advance_as_asked
from workflows.views.case_view import seen


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
@click.argument("ref", type=CASE)
@click.argument("action", type=ACTION)
@click.option(
    "--set", "given", multiple=True, metavar="NAME=VALUE", help="A field; may be repeated."
)
@click.option("--meeting", type=MEETING, metavar="M", help="The meeting that decided it.")
@click.option("--reason", default="", help="Why, where the action asks for it.")
@click.option(
    "--version", type=int, help="The version you saw; refused when somebody was before you."
)
@click.option("--key", help="A key of your own: the same key again gives the first answer.")
@command("json", "as", "at", "dry_run", into=StepIn, of_cases=True)
def do(face: Face, step: StepIn) -> None:
    """Take a case one step.

    A refusal says everything that is in the way, and what is possible.
    """
    case, definition = seen(face.session, step.ref, face.actor, face.now)
    action = machine.action(definition, case.state, step.action)
    asked = step.reason and action and "reason" in (*action.needs, *action.takes)
    inputs = typed_inputs(step.given, {"reason": step.reason} if asked else {})
    act = face.act(step.reason, step.key)
    event = _taken(face, case, step, act, inputs)
    label = definition.states[event.to_state].label
    what = wording.done(definition, event.from_state, event.action)
    would = _("{ref} would be “{state}”.", ref=case.ref, state=label)
    done = _("{ref}: {done}. The status is “{state}”.", ref=case.ref, done=what, state=label)
    face.answer(_moved(case.ref, event), lambda: [would if face.dry_run else done])


def _taken(face: Face, case: Case, step: StepIn, act: Act, inputs: Inputs) -> Event:
    session, seen = face.session, step.version
    if step.meeting is None:
        return advance_as_asked(session, case, step.action, act, inputs, expected_version=seen)
    # tables that a step without a meeting does not ask
    from workflows.councils.decisions import advance_as_decided

    given = {**inputs, "meeting": step.meeting}
    return advance_as_decided(session, case, step.action, act, given, expected_version=seen)


def _moved(ref: str, event: Event) -> dict[str, Any]:
    return {"ref": ref, "state": event.to_state, "version": event.seq, "event": event.hash}


@click.command("correct")
@click.argument("ref", type=CASE)
@click.option("--reason", default="", help="Why the step is undone.")
@click.option(
    "--version", type=int, help="The version you saw; refused when somebody was before you."
)
@click.option("--key", help="A key of your own: the same key again gives the first answer.")
@command("json", "as", "at", "dry_run", of_cases=True)
def correct_step(face: Face, ref: str, reason: str, version: int | None, key: str | None) -> None:
    """Take back the last step of a case.

    Both stay in the history; those who were told are told.
    """
    case, definition = seen(face.session, ref, face.actor, face.now)
    event = correct(face.session, case, face.act(reason, key), expected_version=version)
    label = definition.states[event.to_state].label
    said = _("{ref} is “{state}” again.", ref=case.ref, state=label)
    face.answer(_moved(case.ref, event), lambda: [said])
