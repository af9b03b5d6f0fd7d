"""The state machine of a definition: one `transitions` machine for each version, shared by all
its cases.

Only this module knows the library. The machine holds no case and has no callbacks: rights, inputs
and guards are asked before it steps, effects are events that others read. It is the last word on
whether a step exists.
"""

from __future__ import annotations

import logging
from functools import lru_cache

from transitions import Machine

from engine.definitions.model import Definition

logging.getLogger("transitions").setLevel(
    logging.WARNING
)  # at INFO it writes what it is given, field values too


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
    return built


def step(definition: Definition, state: str, action: str) -> str:
    """The state after that action from that state, as the machine has it.

    The action must exist there.
    """
    standing = _Standing(state)
    machine(definition).events[action].trigger(standing)
    return standing.state
