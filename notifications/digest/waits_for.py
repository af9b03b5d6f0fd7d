"""Which case waits for whom, and for whom it is late: rules read from the definitions, as data
for the queries of `case_lists`.

In each state one role is waited for: the first that the definition names in `who` of its first
action that leads to another state. A case to which nobody who can act is tied in that way waits for
the first role named there that is found by a kind of body. Beside it a state waits for those who
are asked for something that leaves the case where it is, as units for their parts, each until it
has given its own. What is overdue is late for those it
waits for, and for the roles that its deadlines name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.cases.role_matcher import body_links, person_links, sees_whole
from engine.definitions import machine
from engine.definitions.model import Definition
from engine.definitions.roles import Role, RoleKind


class Cell(NamedTuple):
    """A state of a workflow: cases are listed and counted by cells."""

    workflow: str
    state: str


class ListRule(NamedTuple):
    """Whom the cases of a cell concern.

    `link` is a tie to bodies, `person` one to a person, `kinds` are kinds of bodies. `asked` is a
    tie to bodies that are asked for something beside; it is nobody's in the sense of `rest`.

    `rest` are the kinds that get those cases of the cell which nobody who can act is tied to by
    `link` or `person`.
    """

    cell: Cell
    link: frozenset[str] = frozenset()
    person: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    rest: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()

    @property
    def links(self) -> frozenset[str]:
        """Every tie to bodies that it goes by."""
        return self.link | self.asked


def waits(definitions: Iterable[Definition]) -> list[ListRule]:
    """The rules of what waits for whom; of a state that several versions have, as the last of them
    has it."""
    rules = (_rule(d, state, _waited_for(d, state)) for d in definitions for state in d.states)
    return list({rule.cell: rule for rule in rules if rule is not None}.values())


def late(definitions: Iterable[Definition]) -> list[ListRule]:
    """The rules of whom it concerns that a case is late; of a state that several versions have, as
    the last of them has it."""
    rules = (
        _rule(d, state, _late_for(d, state))
        for d in definitions
        for state in d.states
        if state not in d.final
    )
    return list({rule.cell: rule for rule in rules if rule is not None}.values())


def mixed(rules: Sequence[ListRule], definitions: Sequence[Definition]) -> set[Cell]:
    """Cells whose tied cases cannot be told from those of another workflow by link and state
    alone."""
    links = {
        d.id: {field.link for field in d.fields.values() if field.type.links_bodies}
        for d in definitions
    }
    found = set()
    for rule in rules:
        others = (
            d for d in definitions if d.id != rule.cell.workflow and rule.cell.state in d.states
        )
        if len(rule.links) > 1 or any(rule.links & links[d.id] for d in others):
            found.add(rule.cell)
    return found


def _waited_for(definition: Definition, state: str) -> list[Role]:
    first = machine.waited_for(definition, state)
    return [definition.roles[first]] if first else []


def _late_for(definition: Definition, state: str) -> list[Role]:
    live = [d for d in definition.deadlines.values() if state not in d.ends]
    named = [
        name for d in live for name in (*d.to, *(role for each in d.escalate for role in each.to))
    ]
    return _waited_for(definition, state) + [
        definition.roles[name] for name in dict.fromkeys(named)
    ]


def _rule(definition: Definition, state: str, roles: Iterable[Role]) -> ListRule | None:
    roles = [role for role in roles if _sees(definition, role)]
    kinds = frozenset(role.value for role in roles if role.found_by is RoleKind.KIND)
    asked = body_links(role for role in _asked(definition, state) if _sees(definition, role))
    link, person = body_links(roles) - asked, person_links(roles)
    named = (
        definition.roles[name]
        for action in machine.possible(definition, state)
        for name in action.who
    )
    acting = (r for r in named if r.found_by is RoleKind.KIND and _sees(definition, r))
    first = next((role.value for role in acting), None)
    rest = frozenset({first}) - kinds if (link or person) and first else frozenset[str]()
    if not (link or person or kinds or asked):
        return None
    cell = Cell(definition.id, state)
    return ListRule(cell=cell, link=link, person=person, kinds=kinds, rest=rest, asked=asked)


def _asked(definition: Definition, state: str) -> list[Role]:
    """Who is asked for something in that state, until she has given it."""
    steps = (each for each in machine.possible(definition, state) if each.takes_out)
    return [definition.roles[name] for each in steps for name in each.who]


def _sees(definition: Definition, role: Role) -> bool:
    """Whether whoever has the role sees the case, by the rules of `engine.cases.access`."""
    seen = [definition.roles[name] for name in definition.visible_to]
    same = (role.found_by, role.value)
    return sees_whole(seen, ()) or any((each.found_by, each.value) == same for each in seen)
