"""What of a case is of fields that somebody may not see: she is told nothing of it. What hangs on
such a field is hidden with it: the bodies that it names, the roles that they have, the deadlines
that run for them."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from engine.cases.deadlines import Due, runs
from engine.cases.events import Event
from engine.definitions import machine
from engine.definitions.model import Deadline, Definition, Field
from engine.definitions.roles import Role

MaySee = Callable[[Field], bool]


class HiddenNames(NamedTuple):
    """What somebody may not know of a case, by the names of it: fields that name others or keep a
    deadline running, the links to what they name, and the deadlines of those."""

    fields: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    deadlines: frozenset[str] = frozenset()

    def without(self, due: list[Due]) -> list[Due]:
        """These deadlines without those that are hidden."""
        return [each for each in due if each.deadline.name not in self.deadlines]

    def is_role(self, role: Role) -> bool:
        """Whether the role is had by what is hidden."""
        return role.link in self.links


NOTHING = HiddenNames()


def of_others(definition: Definition, event: Event, may_see: MaySee) -> bool:
    """Whether the step left the case where it was, and all that it asks for is hidden."""
    action = machine.action(definition, event.from_state or "", event.action)
    asked = (*action.needs, *action.takes) if action and action.target is None else ()
    return bool(asked) and not any(may_see(definition.fields[name]) for name in asked)


def hidden_from(definition: Definition, may_see: MaySee) -> HiddenNames:
    """What hangs on fields that somebody may not see."""
    fields = frozenset(field.name for field in not_for_all(definition) if not may_see(field))
    return _hidden(definition, fields) if fields else NOTHING


@lru_cache(maxsize=256)
def not_for_all(definition: Definition) -> tuple[Field, ...]:
    """The fields that not everybody sees who sees the case, and on which more hangs."""
    kept = {deadline.runs_with for deadline in definition.deadlines.values()}
    return tuple(
        field
        for field in definition.fields.values()
        if field.visible_to and (field.type.links_bodies or field.name in kept)
    )


def is_closed(definition: Definition, fields: Mapping[str, Any]) -> bool:
    """Whether a case with these fields may hold what not everybody sees who sees it."""
    return any(fields.get(field.name) for field in not_for_all(definition))


@lru_cache(maxsize=256)
def _hidden(definition: Definition, fields: frozenset[str]) -> HiddenNames:
    known = [field.link for name, field in definition.fields.items() if name not in fields]
    links = {definition.fields[name].link for name in fields} - {*known}
    named = frozenset(link for link in links if link)
    deadlines = (
        name
        for name, each in definition.deadlines.items()
        if each.runs_with in fields or _is_theirs(definition, each, named)
    )
    return HiddenNames(fields, named, frozenset(deadlines))


def _is_theirs(definition: Definition, deadline: Deadline, links: Container[str]) -> bool:
    """Whether it runs for none but those who are tied to the case by one of these links."""
    return all(definition.roles[name].link in links for name in deadline.to)


def hides_nearest(
    definition: Definition, state: str, fields: Mapping[str, Any], hidden: HiddenNames
) -> bool:
    """Whether the nearest day of a case that stands so may be that of a hidden deadline."""
    return any(
        runs(definition, definition.deadlines[name], state, fields) for name in hidden.deadlines
    )


def nearest(due: list[Due]) -> date | None:
    """The day of the nearest of these deadlines."""
    return due[0].on if due else None
