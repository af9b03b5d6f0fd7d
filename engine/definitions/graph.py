"""Whether a case can live: where it begins, whether every state can be reached, and whether
every life has an end."""

from __future__ import annotations

from collections.abc import Iterable

from engine.definitions.model import Definition
from engine.definitions.yaml_text import Problems
from engine.language.sentences import _

Steps = set[tuple[str, str]]


def check(definition: Definition, problems: Problems) -> None:
    """Note every state that cannot be reached or left, and every step that could mean two
    things."""
    _check_same_names(definition, problems)
    if definition.states:
        _check_beginning(definition, problems)
    if definition.states.keys() >= {state for step in _steps(definition) for state in step}:
        _check_reach(definition, problems)
        _check_ends(definition, problems)


def _check_same_names(definition: Definition, problems: Problems) -> None:
    seen: set[tuple[str, str]] = set()
    for index, action in enumerate(definition.actions):
        for source in action.sources:
            if (source, action.name) in seen:
                problems.add(
                    f"actions[{index}]",
                    _(
                        "From “{state}” there is already an action “{name}”.",
                        state=source,
                        name=action.name,
                    ),
                )
            seen.add((source, action.name))


def _check_beginning(definition: Definition, problems: Problems) -> None:
    initial = [state.name for state in definition.states.values() if state.initial]
    if not initial:
        problems.add("states", _("No state is the first; write “initial: true” at one."))
    for name in initial[1:]:
        problems.add(
            f"states.{name}.initial", _("“{state}” is already the first state.", state=initial[0])
        )
    if definition.states[initial[0]].final if initial else False:
        problems.add(f"states.{initial[0]}.final", _("A case cannot end where it begins."))


def _steps(definition: Definition) -> Steps:
    return {
        (source, action.target)
        for action in definition.actions
        if action.target
        for source in action.sources
    }


def _reached(begin: Iterable[str], steps: Steps) -> set[str]:
    reached: set[str] = set()
    waiting = set(begin)
    while waiting:
        reached |= waiting
        waiting = {target for source, target in steps if source in waiting} - reached
    return reached


def _check_reach(definition: Definition, problems: Problems) -> None:
    begin = [state.name for state in definition.states.values() if state.initial]
    for name in definition.states.keys() - _reached(begin, _steps(definition)) if begin else ():
        problems.add(f"states.{name}", _("No action leads to “{state}”.", state=name))


def _check_ends(definition: Definition, problems: Problems) -> None:
    for index, action in enumerate(definition.actions):
        for place, source in enumerate(action.sources):
            if source in definition.final:
                sentence = _("“{state}” is final.", state=source)
                problems.add(f"actions[{index}].from[{place}]", sentence)
    backwards = {(target, source) for source, target in _steps(definition)}
    for name in definition.states.keys() - _reached(definition.final, backwards):
        problems.add(
            f"states.{name}", _("From “{state}” no final state can be reached.", state=name)
        )
