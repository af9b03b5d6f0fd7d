"""What happened in a case and is of fields that somebody may not see: she is told nothing of it."""

from __future__ import annotations

from collections.abc import Callable

from engine.cases.events import Event
from engine.definitions import machine
from engine.definitions.model import Definition, Field


def of_others(definition: Definition, event: Event, may_see: Callable[[Field], bool]) -> bool:
    """Whether the step left the case where it was, and all that it asks for is hidden."""
    action = machine.action(definition, event.from_state or "", event.action)
    asked = (*action.needs, *action.takes) if action and action.target is None else ()
    return bool(asked) and not any(may_see(definition.fields[name]) for name in asked)
