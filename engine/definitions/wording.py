"""What a definition says of what was done, of why somebody hears of it, and of what is due: clauses
that sentences are made with.

A definition that lacks such a clause is quoted by its label.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from engine.definitions import machine
from engine.definitions.model import Action, Definition
from engine.language.sentences import Label, Sentence, _

Clause = Sentence | Label


def done(definition: Definition, source: str | None, name: str) -> Clause:
    """What was done by that action from that state, opening where there was none before."""
    part = definition.opening if source is None else _action(definition, source, name)
    if part is None:
        return _("“{action}” was done", action=name)
    return part.done or _("“{action}” was done", action=part.label)


def opened(definition: Definition, title: str, day: date) -> Sentence | None:
    """When a case was opened that has no title of its own: else a row would be told from others by
    its number alone."""
    return None if title else _("{done} on {day}.", done=done(definition, None, "open"), day=day)


def taken_back(what: Clause, by: str | Sentence | Label | None, on: str | None = None) -> Sentence:
    """That a step was taken back, and by whom where that may be said; with the day of the step
    where that is known, for the same may have been done anew since."""
    if on:
        what = _("{done} ({day})", done=what, day=date.fromisoformat(on))
    if by:
        return _("Undone by {person}: {done}", person=by, done=what)
    return _("This was undone: {done}", done=what)


def because(definition: Definition, roles: Iterable[str]) -> list[Clause]:
    """Why somebody who has these roles hears of a case; what a later version lost is left out."""
    known = (definition.roles[name] for name in roles if name in definition.roles)
    return [
        role.because or _("you have the role “{role}”", role=role.label)
        for role in dict.fromkeys(known)
    ]


def due(definition: Definition, name: str, day: date, *, late: bool) -> Sentence:
    """What is to be done by that day, or was."""
    deadline = definition.deadlines.get(name)
    clause = deadline and (deadline.late if late else deadline.due)
    if clause:
        return _("{clause} by {day}", clause=clause, day=day)
    label = deadline.label if deadline else name
    if late:
        return _("The deadline “{deadline}” was {day}", deadline=label, day=day)
    return _("The deadline “{deadline}” is {day}", deadline=label, day=day)


def said_due(definition: Definition, name: str, day: date, today: date) -> Sentence:
    """A sentence of what is to be done by that day, or was, as it is said today."""
    return _("{what}.", what=due(definition, name, day, late=day < today))


def _action(definition: Definition, source: str, name: str) -> Action | None:
    """The action as it is called from that state, or else from any: a step that was taken back
    began elsewhere."""
    known = machine.action(definition, source, name)
    return known or next((each for each in definition.actions if each.name == name), None)
