"""The main line of a workflow: the states from its first to the end that lies farthest away, along
the shortest way. Other states lie beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any

from engine.definitions.model import Action, Definition, State
from engine.definitions.roles import RoleKind


@lru_cache(maxsize=256)
def main_line(definition: Definition) -> tuple[str, ...]:
    """The names of its states in order."""
    ways: dict[str, tuple[str, ...]] = {definition.initial: (definition.initial,)}
    waiting = deque(ways)
    while waiting:
        state = waiting.popleft()
        for action in definition.actions:
            target = action.target_from(state)
            if state in action.sources and target not in ways:
                ways[target] = (*ways[state], target)
                waiting.append(target)
    ends = [way for state, way in ways.items() if state in definition.final]
    return max(ends, key=len)


def states_ahead(definition: Definition, state: str) -> list[State]:
    """The states of the main line that come after that one; none after one beside the line."""
    line = main_line(definition)
    after = line[line.index(state) + 1 :] if state in line else ()
    return [definition.states[name] for name in after]


@lru_cache(maxsize=1024)
def leads_on(definition: Definition, state: str) -> Action | None:
    """The action that leads from a state to the next of the main line; None where none does."""
    after = dict(pairwise(main_line(definition))).get(state)
    leading = (each for each in definition.actions if state in each.sources)
    return next((each for each in leading if after and each.target == after), None)


def next_step(definition: Definition, state: str, fields: Mapping[str, Any]) -> Action | None:
    """The action that leads a case on from that state; where those who may take it are bodies that
    no field names yet, the one that needs them."""
    onward = leads_on(definition, state)
    if onward is None:
        return None
    roles = [definition.roles[name] for name in onward.who]
    links = {role.value for role in roles if role.found_by is RoleKind.LINK}
    named = {field.name for field in definition.fields.values() if field.link in links}
    if len(links) < len(roles) or any(fields.get(name) for name in named):
        return onward
    naming = (each for each in definition.actions if state in each.sources)
    return next((each for each in naming if named & set(each.needs)), onward)


@lru_cache(maxsize=1024)
def steps_beside(definition: Definition, state: str, step: str) -> tuple[Action, ...]:
    """The actions that ask for words or a choice and leave a case where it is, for those who may
    take that next step: how it goes, until it goes on. To point to other cases is none of them."""
    here = [each for each in definition.actions if state in each.sources]
    who = {role for each in here if each.name == step for role in each.who}
    return tuple(
        each
        for each in here
        if each.name != step and not each.target and who & set(each.who)
        if _tells(definition, each)
    )


def _tells(definition: Definition, action: Action) -> bool:
    fields = [definition.fields[name] for name in action.needs]
    return bool(fields) and not any(field.type.links_cases for field in fields)
