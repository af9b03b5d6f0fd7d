"""What a case in somebody's list asks for next: a step that she may take, where there is one."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import NamedTuple

from engine.cases.records import Case
from engine.definitions import machine
from engine.definitions.main_line import next_step
from engine.definitions.model import Action, Definition
from engine.definitions.roles import Role, RoleKind
from notifications.letters import case_lines


class NextStep(NamedTuple):
    """What is to be done next; whether it is the reader who may do it, else nothing leads there."""

    action: Action | None
    hers: bool


def next_of(
    definition: Definition, case: Case, roles: set[str], *, kinds: Container[str] = ()
) -> NextStep:
    """The next step of a case for somebody who has these roles by what ties it to her bodies; where
    only others may take it, that of somebody with a seat in these kinds of bodies which gives the
    case to other bodies. Without kinds nobody is asked to give it away."""
    hers = case_lines.step_of(definition, case, roles)
    onward = next_step(definition, case.state, case.fields)
    if hers is not None or onward is None or not of_bodies(definition, onward):
        return NextStep(hers or onward, hers=True)
    handing = _handing_over(definition, case, onward, kinds)
    return NextStep(handing or onward, hers=handing is not None)


def of_bodies(definition: Definition, action: Action) -> bool:
    """Whether only bodies that the case is tied to may take it."""
    return all(role.found_by is RoleKind.LINK for role in _roles(definition, action))


def _handing_over(
    definition: Definition, case: Case, onward: Action, kinds: Container[str]
) -> Action | None:
    links = {role.value for role in _roles(definition, onward)}
    naming = {field.name for field in definition.fields.values() if field.link in links}
    for action in machine.possible(definition, case.state):
        seats = [
            role.value for role in _roles(definition, action) if role.found_by is RoleKind.KIND
        ]
        if naming & {*action.needs} and any(kind in kinds for kind in seats):
            return action
    return None


def _roles(definition: Definition, action: Action) -> Iterable[Role]:
    return (definition.roles[name] for name in action.who)
