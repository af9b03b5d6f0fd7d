"""The registry of guards: named conditions that explain themselves.

A guard is asked a `Question` and answers None when its condition holds, or a reason that says what
is missing and how to get it. Definitions name guards; code registers them; nothing else connects
the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.cases.access import may_act
from engine.cases.reading import about, visible_refs
from engine.definitions.model import Action, Definition
from engine.definitions.references import GuardUse
from engine.errors import Reason, Remedy, WayOut
from engine.language.sentences import Sentence

if TYPE_CHECKING:
    from engine.cases.records import Case
    from engine.people.acts import Act
    from engine.storage.session import Session

Answer = Reason | None
Guard = Callable[["Question"], Answer]


class Question(NamedTuple):
    """What a guard may look at.

    `fields` are the case's own with the inputs of this action laid over them.
    """

    session: Session
    case: Case
    definition: Definition
    action: Action
    fields: Mapping[str, Any]
    inputs: Mapping[str, Any]
    act: Act
    on: date
    guard: str = ""
    params: Mapping[str, str] = MappingProxyType({})

    def unmet(self, sentence: Sentence, way: WayOut | None = None, **values: object) -> Reason:
        """The answer that the condition does not hold, with a way out where there is one."""
        return Reason(self.guard, sentence, Remedy(way, values) if way else None)

    def may_act(self) -> bool:
        """Whether whoever asks has the right to the step: what follows from what others are not to
        know is told to nobody else, who hears that the step is not hers."""
        asked = about(self.session, self.definition, self.case)
        return may_act(self.act, self.action.who, asked) is not None

    def known(self, refs: Iterable[str]) -> set[str]:
        """Which of these cases whoever asks may know of; a sentence names no other."""
        return visible_refs(self.session, refs, self.act.by, self.on)


_places: dict[str, str] = {}
_guards: dict[str, Guard] = {}
_parameters: dict[str, tuple[str, ...]] = {}
_fields: dict[str, frozenset[str]] = {}


def stand_in(module: str, *names: str) -> None:
    """Say in which module these guards are registered; it is imported when one of them is asked,
    for a command seldom asks one and would load what they all look at."""
    _places.update(dict.fromkeys(names, module))


def guard(name: str, *parameters: str, fields: Iterable[str] = ()) -> Callable[[Guard], Guard]:
    """Register a condition under a name, with the names of the parameters a definition may give
    it.

    `fields` are all that it reads of a case's fields, where it says so: what changes none of them
    cannot change its answer.
    """

    def register(function: Guard) -> Guard:
        _guards[name] = function
        _parameters[name] = parameters
        _fields[name] = frozenset(fields)
        return function

    return register


def registered() -> Mapping[str, tuple[str, ...]]:
    """Every guard there is, with the parameters it knows; what the loader of definitions checks
    against."""
    for module in dict.fromkeys(_places.values()):
        import_module(module)
    return _parameters


def reads(use: GuardUse, inputs: Iterable[str]) -> bool:
    """Whether that guard reads one of these fields: where it does not, they change no answer of
    it."""
    _load(use)
    fields = _fields[use.name]
    return not fields or not fields.isdisjoint(inputs)


def asked_for(name: str, inputs: Iterable[str]) -> frozenset[str]:
    """Which of these fields the guard of that name says that it reads: giving one of them may be
    what was missing."""
    return _fields.get(name, frozenset()).intersection(inputs)


def unmet(uses: Iterable[GuardUse], question: Question) -> Iterator[Reason]:
    """What each of these guards says stands in the way."""
    for use in uses:
        _load(use)
        answer = _guards[use.name](question._replace(guard=use.name, params=use.params))
        if answer is not None:
            yield answer


def _load(use: GuardUse) -> None:
    if use.name not in _guards:
        import_module(_places[use.name])
