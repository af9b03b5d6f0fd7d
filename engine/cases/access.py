"""Rights, in one place and with two faces: `may` answers for one case, `visible` adds the same
rules to a query.

Rights come from dated memberships and from what ties a case to bodies and persons. Roles are found
by the definition's own words; no title of a person and no name of a body stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, false, or_

from engine.definitions.model import Definition, Role, RoleKind
from engine.people.actors import Actor, Post
from engine.storage.columns import any_of


class Ties(NamedTuple):
    """What ties a case to others: (link, body id) and (link, person id)."""

    bodies: frozenset[tuple[str, int]]
    persons: frozenset[tuple[str, int]]


@dataclass(frozen=True)
class Grant:
    """Why someone may: the role that gives the right and, for a deputy, the person on whose
    behalf."""

    role: str
    on_behalf_of: int | None = None


OPERATOR_GRANT = Grant("operator")


def may(
    actor: Actor,
    roles: Sequence[str],
    definition: Definition,
    partnership_id: int,
    ties: Callable[[], Ties],
    on: date,
    *,
    acting: bool = True,
) -> Grant | None:
    """The first of these roles that the actor has for the case on that day, or None.

    `acting=False` asks about reading, where an observer's seat counts too. `ties` is called only
    when a role needs it.
    """
    if actor.operator:
        return OPERATOR_GRANT
    posts = actor.acting(on) if acting else actor.current(on)
    here = [post for post in posts if post.partnership_id == partnership_id]
    for name in roles:
        grant = _granted(definition, definition.roles[name], actor, here, ties)
        if grant is not None:
            return grant
    return None


def _granted(
    definition: Definition, role: Role, actor: Actor, here: Sequence[Post], ties: Callable[[], Ties]
) -> Grant | None:
    if role.not_as and _granted(definition, definition.roles[role.not_as], actor, here, ties):
        return None
    match role.found_by:
        case RoleKind.EVERYONE:
            return _by_post(role, here, lambda _post: True)
        case RoleKind.KIND:
            return _by_post(role, here, lambda post: post.kind == role.value)
        case RoleKind.LINK:
            bodies = ties().bodies
            return _by_post(role, here, lambda post: (role.value, post.body_id) in bodies)
        case RoleKind.PERSON:
            return Grant(role.name) if (role.value, actor.person_id) in ties().persons else None


def _by_post(role: Role, here: Iterable[Post], fits: Callable[[Post], bool]) -> Grant | None:
    behalf: list[int] = []
    for post in here:
        if fits(post):
            if post.deputy_for is None:
                return Grant(role.name)
            behalf.append(post.deputy_for)
    return Grant(role.name, behalf[0]) if behalf else None


def visible(
    definitions: Sequence[Definition], case: Any, case_body: Any, case_person: Any
) -> ColumnElement[bool]:
    """The condition that leaves only what the actor may know of; its values come from `seen_by`.

    Built once for a set of definitions. `case`, `case_body` and `case_person` are the tables of the
    query.
    """
    rules = [_visible_in(definition, case, case_body, case_person) for definition in definitions]
    return or_(bindparam("sees_all", type_=case.c.id.type) == 1, *rules)


def _visible_in(
    definition: Definition, case: Any, case_body: Any, case_person: Any
) -> ColumnElement[bool]:
    seen = [
        _seen(definition.roles[name], case, case_body, case_person)
        for name in definition.visible_to
    ]
    return and_(case.c.workflow == definition.id, or_(false(), *seen))


def _seen(role: Role, case: Any, case_body: Any, case_person: Any) -> ColumnElement[bool]:
    match role.found_by:
        case RoleKind.EVERYONE:
            return any_of(case.c.partnership_id, "sees_partnerships")
        case RoleKind.KIND:
            return any_of(case.c.partnership_id, f"sees_kind_{role.value}")
        case RoleKind.LINK:
            body = case_body.alias()
            tied = exists().where(body.c.case_id == case.c.id, body.c.link == role.value)
            return tied.where(any_of(body.c.body_id, "sees_bodies"))
        case RoleKind.PERSON:
            person = case_person.alias()
            tied = exists().where(person.c.case_id == case.c.id, person.c.link == role.value)
            return tied.where(
                person.c.person_id == bindparam("sees_person", type_=person.c.person_id.type)
            )


def seen_by(definitions: Sequence[Definition], actor: Actor, on: date) -> dict[str, Any]:
    """The values for the condition of `visible`: what this actor's seats that day open."""
    posts = actor.current(on)
    values: dict[str, Any] = {
        "sees_all": 1 if actor.operator else 0,
        "sees_partnerships": sorted({post.partnership_id for post in posts}),
        "sees_bodies": sorted({post.body_id for post in posts}),
        "sees_person": actor.person_id or 0,
    }
    kinds = {
        role.value
        for d in definitions
        for role in d.roles.values()
        if role.found_by is RoleKind.KIND
    }
    for kind in kinds:
        values[f"sees_kind_{kind}"] = sorted(
            {post.partnership_id for post in posts if post.kind == kind}
        )
    return values
