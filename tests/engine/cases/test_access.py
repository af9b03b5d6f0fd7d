"""Rights have two faces, and they say the same."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.cases import access, lists, records
from engine.cases.access import About
from engine.cases.lists import Wanted
from engine.cases.records import Case
from engine.definitions import versions
from engine.errors import NotFound
from engine.people import registry, rights
from engine.people.actors import OPERATOR, Actor, Post
from engine.people.acts import Act
from tests.world import World
from workflows.deviations import reports
from workflows.views import case_view

NUMBERS = count(1)
DAY_ONE = date(2026, 1, 1)
OURS = ("sekretariat", "asu", "psu", "fagrad-1", "fagrad-2", "mottak", "sengepost", "fastleger")


def seen(
    world: World, reader: Actor, workflow: str = "deviation", on: date | None = None
) -> set[str]:
    return {
        each.case.ref
        for each in lists.every(world.session, Wanted(workflow), reader, on or world.at.date())
    }


def may_see(world: World, case: Case, reader: Actor, on: date) -> bool:
    definition = versions.by_id(world.session, case.definition_id)
    ties = records.ties(world.session, case.id)
    return (
        access.may(
            reader,
            definition.visible_to,
            About(definition, case.partnership_id, lambda: ties, case.id),
            on,
            acting=False,
        )
        is not None
    )


# Who sees which deviation


def test_a_gp_sees_their_own_deviations_and_no_others(world):
    own = world.report(by=world.gp).case
    world.report(by=world.other)
    world.report()

    assert seen(world, world.gp) == {own.ref}


def test_a_reporter_without_a_seat_sees_their_own(world):
    own = world.report(by=world.stranger).case

    assert seen(world, world.stranger) == {own.ref}


@pytest.mark.parametrize(
    "who", ["member", "mayor", "owner", "observer", "neighbour", "stranger", "handler"]
)
def test_nobody_else_sees_a_deviation_that_is_not_theirs(world, who):
    world.report(by=world.gp)

    assert seen(world, getattr(world, who)) == set()


def test_those_who_handle_see_what_was_routed_to_their_unit(world):
    routed, _waiting = world.routed(), world.report()

    assert seen(world, world.handler) == {routed.ref}


def test_a_deviation_that_is_routed_on_is_no_longer_seen_by_the_first_unit(world):
    case = world.routed()

    world.person("Siri Post", ("sengepost", "member"))
    world.step(case, "route", handler="sengepost")

    assert seen(world, world.handler) == set()


def test_the_secretariat_sees_all_deviations_of_its_own_partnership(world):
    case = world.report(by=world.gp).case

    assert (seen(world, world.secretary), seen(world, world.neighbour)) == ({case.ref}, set())


def test_whoever_left_the_secretariat_sees_nothing_from_the_next_day_on(world):
    case = world.report().case
    gone = world.person("Tidligere Skriver", ("sekretariat", "secretary"), until=world.at.date())

    assert seen(world, gone) == {case.ref}
    assert seen(world, gone, on=world.at.date() + timedelta(days=1)) == set()


def test_everyone_in_the_partnership_sees_the_measures_and_nobody_next_door(world):
    case = world.measure()

    assert {
        who: seen(world, getattr(world, who), "measure")
        for who in ("gp", "observer", "mayor", "neighbour", "stranger")
    } == {
        "gp": {case.ref},
        "observer": {case.ref},
        "mayor": {case.ref},
        "neighbour": set(),
        "stranger": set(),
    }


def test_a_case_that_one_may_not_see_is_as_if_it_were_not_there(world):
    case = world.report(by=world.gp).case

    with pytest.raises(NotFound) as unseen:
        case_view.seen(world.session, case.ref, world.member, world.at)
    with pytest.raises(NotFound) as absent:
        case_view.seen(world.session, "A-2026-99", world.member, world.at)
    assert str(unseen.value).replace(case.ref, "?") == str(absent.value).replace("A-2026-99", "?")


# The two faces


@pytest.fixture
def crowd(world: World) -> tuple[World, list[Case]]:
    """Cases of every kind: of several bodies, reported by several people, routed to several
    units, next door too."""
    cases = [
        world.measure(),
        world.measure(bodies=["fagrad-2", "asu"]),
        world.measure(bodies=None),
        world.approved(),
        world.report().case,
        world.report(by=world.gp).case,
        world.report(by=world.other).case,
        world.routed(),
        world.routed(by=world.gp),
        world.routed(by=world.handler),
    ]
    world.person("Siri Post", ("sengepost", "member"))
    world.step(cases[-1], "route", handler="sengepost")
    unit = registry.body(world.session, "naboutval", world.neighbours)
    cases.append(
        reports.report(
            world.session, unit, {"what": "Hos naboen"}, act=Act(world.gp, world.at)
        ).case
    )
    return world, [world.now(case) for case in cases]


seats = st.lists(
    st.tuples(
        st.sampled_from([*OURS, "nabo/sekretariat", "nabo/naboutval"]),
        st.sampled_from(sorted(rights.membership_roles())),
        st.integers(0, 40),
        st.integers(0, 40),
    ),
    max_size=4,
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    seats=seats,
    reporter=st.booleans(),
    on=st.integers(0, 45).map(lambda days: DAY_ONE + timedelta(days=days)),
)
def test_a_list_shows_exactly_what_one_may_know_of(crowd, seats, reporter, on):
    world, cases = crowd
    posts = tuple(_post(world, *seat) for seat in seats)
    someone = Actor(world.gp.person_id if reporter else 9_999, "Noen", posts=posts)

    shown = seen(world, someone, "measure", on) | seen(world, someone, "deviation", on)

    assert shown == {case.ref for case in cases if may_see(world, case, someone, on)}


def _post(world: World, key: str, role: str, first: int, length: int) -> Post:
    within = world.neighbours if "/" in key else world.partnership
    body = registry.body(world.session, key.rpartition("/")[2], within)
    since = DAY_ONE + timedelta(days=first)
    return Post(
        body.id,
        body.key,
        body.kind,
        within,
        role,
        rights.acts(role),
        None,
        since,
        since + timedelta(days=length),
    )


def test_the_operator_sees_everything(crowd):
    world, cases = crowd

    assert seen(world, OPERATOR, "measure") | seen(world, OPERATOR, "deviation") == {
        case.ref for case in cases
    }


def test_a_list_of_one_body_shows_no_more_than_the_reader_may_know(crowd):
    world, _cases = crowd
    unit = world.body("mottak")

    found = {
        who: len(
            list(
                lists.every(
                    world.session,
                    Wanted("deviation", body_id=unit.id),
                    getattr(world, who),
                    world.at.date(),
                )
            )
        )
        for who in ("secretary", "handler", "gp", "member")
    }

    assert found == {"secretary": 6, "handler": 3, "gp": 2, "member": 0}
