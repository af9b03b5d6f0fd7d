"""The registry of guards: named conditions that explain themselves.

A guard is asked a `Question` and answers None when its condition holds, or the sentence that says
what is missing and how to get it. Definitions name guards; code registers them; nothing else
connects the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from engine.definitions.model import Action, Definition
from engine.language.sentences import Sentence

if TYPE_CHECKING:
    from engine.cases.records import Case
    from engine.people.actors import Actor
    from engine.storage.session import Session

Answer = Sentence | None
Guard = Callable[["Question"], Answer]


@dataclass(frozen=True)
class Question:
    """What a guard may look at.

    `fields` are the case's own with the inputs of this action laid over them.
    """

    session: Session
    case: Case
    definition: Definition
    action: Action
    fields: Mapping[str, Any]
    inputs: Mapping[str, Any]
    actor: Actor
    at: datetime
    on: date
    params: Mapping[str, str] = field(default_factory=dict)


_guards: dict[str, Guard] = {}
_parameters: dict[str, tuple[str, ...]] = {}


def guard(name: str, *parameters: str) -> Callable[[Guard], Guard]:
    """Register a condition under a name, with the names of the parameters a definition may give
    it."""

    def register(function: Guard) -> Guard:
        _guards[name] = function
        _parameters[name] = parameters
        return function

    return register


def registered() -> Mapping[str, tuple[str, ...]]:
    """Every guard there is, with the parameters it knows; what the loader of definitions checks
    against."""
    return _parameters


def ask(name: str, question: Question) -> Answer:
    """Ask one guard."""
    return _guards[name](question)
