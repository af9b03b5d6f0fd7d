"""The main line of a workflow: the states from its first to the end that lies farthest away, along
the shortest way. Other states lie beside it."""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from itertools import pairwise

from engine.definitions.model import Action, Definition


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


@lru_cache(maxsize=1024)
def leads_on(definition: Definition, state: str) -> Action | None:
    """The action that leads from a state to the next of the main line; None where none does."""
    after = dict(pairwise(main_line(definition))).get(state)
    leading = (each for each in definition.actions if state in each.sources)
    return next((each for each in leading if after and each.target == after), None)


@lru_cache(maxsize=1024)
def steps_beside(definition: Definition, state: str) -> tuple[Action, ...]:
    """The actions that ask for words or a choice and leave a case where it is, for those who may
    lead it on: how it goes, until it goes on. To point to other cases is none of them."""
    onward = leads_on(definition, state)
    who = set(onward.who) if onward else set()
    found = (each for each in definition.actions if state in each.sources and not each.target)
    return tuple(each for each in found if who & set(each.who) and _tells(definition, each))


def _tells(definition: Definition, action: Action) -> bool:
    fields = [definition.fields[name] for name in action.needs]
    return bool(fields) and not any(field.type.links_cases for field in fields)
