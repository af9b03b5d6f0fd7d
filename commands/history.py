"""What happened to a case, line by line for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commands.face import Face
from commands.typed_values import typed
from workflows.views import history_words
from workflows.views.case_view import View
from workflows.views.history_words import DecisionTold, StepTold, Told
from workflows.views.meeting_words import meetings_of


def told(
    face: Face, view: View, events: Iterable[Told], decisions: Iterable[Told]
) -> Iterator[str]:
    """The events of a case with what was said and changed, and what councils made of it."""
    for each in history_words.told(view, events, decisions, meetings_of(view)):
        yield from _step(face, each) if isinstance(each, StepTold) else [_decision(face, each)]


def _step(face: Face, step: StepTold) -> Iterator[str]:
    done = f"{face.say(step.done)} → {face.say(step.state)}"
    yield f"  {step.seq}. {typed(step.at)}  {done}  ({face.say(step.who)})"
    for each in step.changes:
        was, now = (" ".join(words.split()) for words in (each.was, each.now))
        yield f"       {face.say(each.label)}: {was} → {now}"
    yield from (f"       {said}" for said in step.words)


def _decision(face: Face, decision: DecisionTold) -> str:
    number = f" ({decision.case_number})" if decision.case_number else ""
    return f"  • {face.say(decision.said)}{number}"
