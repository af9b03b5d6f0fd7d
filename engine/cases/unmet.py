"""What stands in the way of an action: one list, used to refuse it, to grey its button and to
explain both."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from engine.cases import access, guards
from engine.cases.guards import Question
from engine.cases.records import Case, ties
from engine.days.calendar import local_day
from engine.definitions.model import Action, CommentRule, Definition
from engine.errors import Unmet
from engine.language.sentences import Label, _
from engine.people.actors import Actor
from engine.storage.session import Session


class Possibility(NamedTuple):
    """An action from the state a case is in, and everything that stands in its way for this
    person."""

    action: Action
    unmet: tuple[Unmet, ...]


def survey(
    session: Session, definition: Definition, case: Case, actor: Actor, at: datetime
) -> list[Possibility]:
    """Every action from the case's state with what it lacks for this person now."""
    return [
        Possibility(
            action, find_unmet(session, definition, case, action, actor, at, {}, comment="-")[1]
        )
        for action in definition.possible(case.state)
    ]


def possible_actions(
    session: Session,
    definition: Definition,
    case: Case,
    actor: Actor,
    at: datetime,
    instead_of: str = "",
) -> list[Label]:
    """The labels of the actions this person may take now; missing inputs do not count, they can
    be given."""
    surveyed = survey(session, definition, case, actor, at)
    return [
        each.action.label
        for each in surveyed
        if open_to(definition, each) and each.action.name != instead_of
    ]


def open_to(definition: Definition, possibility: Possibility) -> bool:
    """Whether only inputs are missing, which the person can give."""
    return all(reason.name in definition.fields for reason in possibility.unmet)


def find_unmet(
    session: Session,
    definition: Definition,
    case: Case,
    action: Action,
    actor: Actor,
    at: datetime,
    inputs: Mapping[str, Any],
    comment: str,
) -> tuple[access.Grant | None, tuple[Unmet, ...]]:
    """The right by which the actor may take the action, and everything that is in the way."""
    on = local_day(at)
    reasons: list[Unmet] = []
    grant = access.may(
        actor, action.who, definition, case.partnership_id, lambda: ties(session, case.id), on
    )
    if grant is None:
        reasons.append(_no_right(definition, action))
    fields = {**case.fields, **inputs} if inputs else case.fields
    # given with this very step: an old answer, question or decision does not count for a new one
    for name in action.needs:
        if inputs.get(name) in (None, "", []):
            field = definition.fields[name]
            option = "--meeting M" if field.type.asked_with == "meeting" else f"--set {name}=…"
            reasons.append(
                Unmet(
                    name,
                    _(
                        "{field} is missing: give it with {option}",
                        field=field.label,
                        option=option,
                    ),
                )
            )
    if action.comment is CommentRule.REQUIRED and not comment.strip():
        reasons.append(Unmet("comment", _("A reason is needed: give it with --reason.")))
    for use in action.guards:
        question = Question(
            session, case, definition, action, fields, inputs, actor, at, on, use.params
        )
        answer = guards.ask(use.name, question)
        if answer is not None:
            reasons.append(Unmet(use.name, answer))
    return grant, tuple(reasons)


def _no_right(definition: Definition, action: Action) -> Unmet:
    who = [definition.roles[name].label for name in action.who]
    return Unmet("right", _("“{action}” may be done by: {who}.", action=action.label, who=who))
