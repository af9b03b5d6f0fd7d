"""The state machine of a definition: one `transitions` machine for each version, shared by all its
cases.

Only this module knows the library. The machine holds no case and has no callbacks: rights, inputs
and guards are asked before it steps, effects are events that others read. It is the only table of
steps in the house: where a case begins, what is possible, which action a name means and where it
leads are asked here.
"""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import Any

from transitions import Machine, MachineError

from engine.definitions.model import Action, Definition
from engine.definitions.roles import RoleKind

# At INFO it writes what it is given, field values too.
logging.getLogger("transitions").setLevel(logging.WARNING)


class _Standing:
    """Where a case stands while the machine steps; all that the machine ever sees of it."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


@lru_cache(maxsize=256)
def machine(definition: Definition) -> Machine:
    """The machine of this version.

    `queued` stays off: shared machines with a queue run one thread's step in another.
    """
    built = Machine(
        model=None,
        states=list(definition.states),
        initial=definition.initial,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for action in definition.actions:
        for source in action.sources:
            built.add_transition(action.name, source, action.target_from(source))
            _step_of(built, action.name, source).action = action
    return built


def _step_of(built: Machine, name: str, source: str) -> Any:
    """The machine's own transition, on which its action is kept."""
    return built.events[name].transitions[source][-1]


def begin(definition: Definition) -> str:
    """The state in which a case of this definition begins."""
    return str(machine(definition).initial)


@lru_cache(maxsize=4096)
def step(definition: Definition, state: str, action: str) -> str | None:
    """The state after that action from that state, None where there is no such step.

    The machine takes each step once; its answer never changes, so it is remembered.
    """
    event = machine(definition).events.get(action)
    if event is None or state not in definition.states:
        return None
    standing = _Standing(state)
    try:
        event.trigger(standing)
    except MachineError:
        return None
    return standing.state


@lru_cache(maxsize=4096)
def action(definition: Definition, state: str, name: str) -> Action | None:
    """The action of that name from that state, if there is one."""
    if step(definition, state, name) is None:
        return None
    found: Action = _step_of(machine(definition), name, state).action
    return found


@lru_cache(maxsize=1024)
def possible(definition: Definition, state: str) -> tuple[Action, ...]:
    """All actions from a state, in the order of the file."""
    if state not in definition.states:
        return ()
    names = set(machine(definition).get_triggers(state))
    found = {name: action(definition, state, name) for name in names}
    # the machine may be that of an equal definition, which was read before this one
    return tuple(each for each in definition.actions if found.get(each.name) == each)


@lru_cache(maxsize=1024)
def waited_for(definition: Definition, state: str) -> str | None:
    """The role that a case in that state waits for: the first that the definition names in `who` of
    its first action that leads to another state."""
    leading_on = (each for each in possible(definition, state) if each.target_from(state) != state)
    return next((each.who[0] for each in leading_on if each.who), None)


@lru_cache(maxsize=1024)
def acting_fields(definition: Definition, state: str) -> list[str]:
    """The fields whose bodies may take a step from that state, or from one that leads there and
    comes back from there, as a question to somebody else does."""
    beside = _leads_to(definition, state)
    paused = [each for each in beside if state in _leads_to(definition, each)]
    near = (state, *paused)
    roles = {role for each in near for step in possible(definition, each) for role in step.who}
    found = [definition.roles[role] for role in roles]
    links = {role.value for role in found if role.found_by is RoleKind.LINK}
    fields = definition.fields.values()
    return [f.name for f in fields if f.type.links_bodies and f.link in links]


def _leads_to(definition: Definition, state: str) -> set[str]:
    return {each.target for each in possible(definition, state) if each.target is not None}
