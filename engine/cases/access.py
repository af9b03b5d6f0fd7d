"""Rights, in one place and with two faces: `may` answers for one case, `visible` adds the same
rules to a query. Who has a role is the role matcher's to say.

Rights come from dated memberships and from what ties a case to bodies and persons. Roles are found
by the definition's own words; no title of a person and no name of a body stands here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, false, or_

from engine.cases.role_matcher import UNTIED, CaseTables, Ties, keys_of, matcher
from engine.days.calendar import local_day
from engine.definitions.model import Definition
from engine.definitions.roles import Role
from engine.people.actors import Actor, Post
from engine.people.acts import Act

# A version of a workflow with the number under which it is stored.
Numbered = tuple[int, Definition]


class Grant(NamedTuple):
    """Why someone may: the role that gives the right and, for a deputy, on whose behalf."""

    role: str
    on_behalf_of: int | None = None


class About(NamedTuple):
    """What a right is asked about: a case of this definition in this partnership.

    `ties` is called only when a role needs it.
    """

    definition: Definition
    partnership_id: int
    ties: Callable[[], Ties]
    case_id: int = 0


READS_EVERYTHING = Grant("operator")


def may(
    actor: Actor, roles: Sequence[str], about: About, on: date, *, acting: bool = True
) -> Grant | None:
    """The first of these roles that the actor has for the case on that day, or None.

    `acting=False` asks about reading, where an observer's seat counts too, and where the operator
    sees everything.
    """
    if actor.operator:
        return None if acting else READS_EVERYTHING
    posts = actor.acting(on) if acting else actor.current(on)
    here = [post for post in posts if post.partnership_id == about.partnership_id]
    for name in roles:
        grant = _granted(about, about.definition.roles[name], actor, here)
        if grant is not None:
            return grant
    return None


def may_act(act: Act, roles: Sequence[str], about: About) -> Grant | None:
    """The right by which the act may be done: on the day it took effect and on the day it is
    recorded."""
    grant = None
    for moment in act.moments:
        grant = may(act.by, roles, about, local_day(moment))
        if grant is None:
            return None
    return grant


def _granted(about: About, role: Role, actor: Actor, here: Sequence[Post]) -> Grant | None:
    if role.not_as and _granted(about, about.definition.roles[role.not_as], actor, here):
        return None
    match = matcher(role)
    ties = about.ties() if match.body_link or match.person_link else UNTIED
    if actor.case_id is not None:
        return _by_receipt(about, role, actor)
    if actor.person_id in match.persons(role, ties):
        return Grant(role.name)
    fitting = [
        post
        for key in match.keys(role, about.partnership_id, ties)
        for post in here
        if key in keys_of(post) and role.seat in (None, post.role)
    ]
    return _by_post(role, fitting) if fitting else None


def _by_receipt(about: About, role: Role, actor: Actor) -> Grant | None:
    """Whoever holds the receipt of a case is to it what whoever opened it is."""
    opens = about.definition.opening.person
    reported = matcher(role).person_link and role.value == opens
    return Grant(role.name) if reported and actor.case_id == about.case_id else None


def _by_post(role: Role, fitting: Iterable[Post]) -> Grant | None:
    """The right that comes with these posts; a deputy's only where there is none of her own."""
    behalf: list[int] = []
    for post in fitting:
        if post.deputy_for is None:
            return Grant(role.name)
        behalf.append(post.deputy_for)
    return Grant(role.name, behalf[0]) if behalf else None


def visible(versions: Sequence[Numbered], tables: CaseTables) -> ColumnElement[bool]:
    """The condition that leaves only what the actor may know of, each case by the version that it
    began with; its values come from `seen_by`.

    Built once for a set of versions.
    """
    rules = [_visible_in(number, definition, tables) for number, definition in versions]
    return or_(bindparam("sees_all", type_=tables.case.c.id.type) == 1, *rules)


def _visible_in(number: int, definition: Definition, tables: CaseTables) -> ColumnElement[bool]:
    case = tables.case
    roles = [definition.roles[name] for name in definition.visible_to]
    seen = [matcher(role).condition(role, tables) for role in roles]
    if any(role.value == definition.opening.person for role in roles):
        seen.append(case.c.id == bindparam("sees_case", type_=case.c.id.type))
    return and_(case.c.definition_id == number, or_(false(), *seen))


def seen_by(versions: Sequence[Numbered], actor: Actor, on: date) -> dict[str, Any]:
    """The values for the condition of `visible`: what this actor's seats that day open."""
    values: dict[str, Any] = {
        "sees_all": 1 if actor.operator else 0,
        "sees_case": actor.case_id,
    }
    for _number, definition in versions:
        for role in map(definition.roles.__getitem__, definition.visible_to):
            values |= matcher(role).values(role, actor, on)
    return values
