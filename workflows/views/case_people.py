"""The people of a case: who has which role to it now, as far as the reader may know."""

from __future__ import annotations

from typing import NamedTuple

from engine.cases.role_holders import Asked, Circle
from engine.definitions.roles import Role, RoleKind
from engine.language.sentences import Label
from engine.people import registry
from engine.people.rights import PRIVACY, has
from workflows.views.case_view import View


class Holders(NamedTuple):
    """A role, and the names of those who have it and act."""

    role: Label
    names: tuple[str, ...]


def holders(view: View) -> list[Holders]:
    """The roles of a case that a body or its kind gives, with their people; those that everybody
    has, and who reported, are not told, nor those of bodies that the reader may not know of."""
    known = (r for r in view.definition.roles.values() if not view.hidden.is_role(r))
    roles = [role for role in known if role.found_by in _TOLD]
    asked = Asked(
        case_id=view.case.id,
        partnership_id=view.case.partnership_id,
        definition=view.definition,
        roles=tuple(role.name for role in roles),
    )
    circle = Circle(view.session, [asked], view.on)
    having = {role.name: circle.having(asked, role.name, view.on) for role in roles}
    names = registry.names(view.session, {number for each in having.values() for number in each})
    found = [_holders(role, [names[number] for number in having[role.name]]) for role in roles]
    return [each for each in found if each.names]


_TOLD = (RoleKind.KIND, RoleKind.LINK)


def _holders(role: Role, names: list[str]) -> Holders:
    return Holders(role.label, tuple(sorted(names)))


def answer_to(view: View) -> str | None:
    """The address that whoever reported left, for those who route and handle alone."""
    if view.definition.contact_kept is None or not view.may_see_reporter():
        return None
    from workflows.deviations.contacts import contact  # a table that no other case has

    reached = contact(view.session, view.case.id)
    return reached and reached.email


def corrects_address(view: View) -> bool:
    """Whether the reader may put right the address to which the answer goes; none that is none."""
    if not has(view.reader, PRIVACY, view.case.partnership_id, view.on):
        return False
    from workflows.deviations.contacts import contact  # as above

    return contact(view.session, view.case.id) is not None
