"""Which bodies a step named for a role: whom a later step names has not been named by the first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from engine.cases.events import OPENED
from engine.definitions.roles import RoleKind
from engine.people import registry
from engine.storage.session import Session
from notifications.notices.told_of import ToTell

Named = Mapping[tuple[int, str], frozenset[int]]  # by event and role


def named_bodies(session: Session, told: Iterable[ToTell]) -> Named:
    """The bodies that each step put into the field of a role that hears of it; of other steps
    nothing."""

    @cache
    def numbers(partnership_id: int) -> dict[str, int]:
        return {body.key: body.number for body in registry.bodies(session, partnership_id)}

    found = {}
    for each in told:
        for role in each.roles:
            keys = _keys(each, role)
            if keys is not None:
                known = numbers(each.asked.partnership_id)
                found[each.event.id, role] = frozenset(known[key] for key in keys if key in known)
    return found


def _keys(told: ToTell, name: str) -> list[str] | None:
    """The bodies named for the role, where the step filled the one field that gives it."""
    definition, changes = told.asked.definition, told.event.parts.get("changes", {})
    role = definition.roles[name]
    if told.through or told.event.kind == OPENED or role.found_by is not RoleKind.LINK:
        return None
    fields = [f for f in definition.fields.values() if f.type.links_bodies and f.link == role.value]
    if len(fields) != 1 or fields[0].name not in changes:
        return None
    _old, new = changes[fields[0].name]
    return new if isinstance(new, list) else [new] if new else []
