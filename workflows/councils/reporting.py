"""The step by which a case is reported to a council, for it was part of what a held meeting had on
its agenda."""

from __future__ import annotations

from engine.definitions.model import Action, Definition

GUARD = "item_in_held_meeting"


def reporting_action(definition: Definition) -> Action | None:
    """The action of a workflow that reports a case to a council, if it has one."""
    return next((a for a in definition.actions if GUARD in {u.name for u in a.guards}), None)


def council_kind(action: Action) -> str:
    """The kind of bodies that such an action reports to."""
    return next(str(use.params.get("kind", "")) for use in action.guards if use.name == GUARD)
