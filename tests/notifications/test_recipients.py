"""Many at once or one by one: the same people."""

from __future__ import annotations

import pytest

from engine.cases import access, records
from engine.cases.access import About
from engine.cases.role_holders import Asked, Circle
from engine.cases.role_matcher import keys_of, matcher
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.roles import RoleKind
from tests.mailbox import DAY, MONDAY, PEOPLE


def test_a_seat_gives_a_role_as_access_says_for_every_kind_of_role(world):
    """`role_matcher` is what the lists and the circle ask, `access.may` what a step asks."""
    case = world.deviation(by=world.gp)
    world.do(case, "route", handler="mottak")
    definition = versions.by_id(world.session, world.fresh(case).definition_id)
    ties, today = records.ties(world.session, case.id), local_day(MONDAY)
    kinds = set()

    for name in PEOPLE:
        actor = getattr(world, name)
        for role in definition.roles.values():
            wanted = matcher(role).keys(role, case.partnership_id, ties)
            opened = {
                key
                for post in actor.acting(today)
                if role.seat in (None, post.role)
                for key in keys_of(post)
            }
            has = bool(opened & set(wanted)) or actor.person_id in matcher(role).persons(role, ties)
            about = About(definition, case.partnership_id, lambda: ties, case.id)
            may = access.may(actor, [role.name], about, today)
            assert has is (may is not None)
            kinds |= {role.found_by} if has else set()

    assert kinds == set(RoleKind), "each kind of role is had by somebody here"


@pytest.mark.parametrize("acting", [True, False])
def test_the_circle_agrees_with_access_on_every_role_of_every_case(world, acting):
    world.join("observer", "fagrad-1", role="observer")
    world.join("gp", "mottak", since=(MONDAY + 3 * DAY).date())
    world.leave("other", (MONDAY + DAY).date())
    opened = [world.measure(), world.deviation(), world.deviation(by=world.gp)]
    world.do(opened[1], "route", handler="mottak")
    cases = records.by_ids(world.session, [case.id for case in opened]).values()
    days = [local_day(MONDAY + n * DAY) for n in range(5)]
    asked = [
        Asked(c.id, c.partnership_id, d, tuple(d.roles))
        for c in cases
        for d in [versions.by_id(world.session, c.definition_id)]
    ]
    circle = Circle(world.session, asked, days[0])

    for each in asked:
        ties = records.ties(world.session, each.case_id)
        for day in days:
            for role in each.roles:
                one_by_one = {
                    world.id(name)
                    for name in PEOPLE
                    if access.may(
                        getattr(world, name),
                        [role],
                        About(each.definition, each.partnership_id, lambda t=ties: t),
                        day,
                        acting=acting,
                    )
                }
                assert circle.having(each, role, day, acting=acting) == one_by_one
