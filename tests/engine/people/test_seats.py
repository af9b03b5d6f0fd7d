"""Who sits where, from when to when, and who acts there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.errors import BadInput, NotFound
from engine.people import registry
from engine.people.actors import OPERATOR, find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body, leave_body, someone_acts
from engine.people.tables import Person
from tests.world import MONDAY, SETTING_UP, World, at_once, unmet

TODAY = MONDAY.date()


def test_a_seat_is_kept_once(world):
    person = register_person(
        world.session, PersonIn("owner@example.no", "Eli Eigar", "nn"), Act(OPERATOR, MONDAY), []
    )

    assert not join_body(
        world.session, person, SeatIn(world.body("fagrad-1"), "leader"), SETTING_UP
    )
    assert len(find_actor(world.session, "owner@example.no").posts) == 1


def test_a_seat_cannot_end_before_it_begins(world):
    with pytest.raises(BadInput, match="cannot end"):
        world.person("Bakvendt", ("asu", "member"), since=TODAY, until=TODAY - timedelta(days=1))


def test_who_leaves_sits_until_the_last_day(world):
    leave_body(world.session, world.owner, world.body("fagrad-1"), TODAY, SETTING_UP)

    owner = find_actor(world.session, "owner@example.no")

    assert (len(owner.current(TODAY)), owner.current(TODAY + timedelta(days=1))) == (1, ())


def test_who_leaves_before_a_coming_seat_begins_never_has_it(world):
    coming = world.person("Kommer Aldri", ("asu", "member"), since=date(2026, 9, 1))

    leave_body(world.session, coming, world.body("asu"), TODAY, SETTING_UP)

    assert find_actor(world.session, coming.email).current(date(2026, 9, 1)) == ()


def test_who_has_no_seat_has_none_to_leave(world):
    with pytest.raises(NotFound, match="has no seat in"):
        leave_body(world.session, world.gp, world.body("asu"), TODAY, SETTING_UP)


def test_an_observer_is_there_and_does_not_act(world):
    assert len(world.observer.current(TODAY)) == 1
    assert world.observer.acting(TODAY) == ()


@pytest.mark.parametrize(
    ("keys", "acts"),
    [
        (["fagrad-1"], True),
        (["tomt-rad"], False),
        (["tomt-rad", "fagrad-2"], True),
        (["fagradene"], True),
        ([], False),
    ],
)
def test_a_body_acts_when_it_or_one_it_stands_for_has_somebody(world, keys, acts):
    assert someone_acts(world.session, world.partnership, keys, TODAY) is acts


def test_a_body_with_observers_alone_does_not_act(world):
    world.person("Bare Ser", ("tomt-rad", "observer"))

    assert not someone_acts(world.session, world.partnership, ["tomt-rad"], TODAY)


def test_a_seat_of_theirs_makes_nobody_one_of_their_own(world):
    """A neighbour who seats her could else rename and mute her."""
    act = Act(world.neighbour, MONDAY)
    member = world.session.orm.get_one(Person, world.member.person_id)
    council = registry.body(world.session, "nabo/naboutval")

    assert "right" in unmet(
        lambda: join_body(world.session, member, SeatIn(council, "member"), act)
    )
    assert len(find_actor(world.session, "member@example.no").posts) == 1


def test_whoever_sits_nowhere_is_seated_by_anybody_who_keeps_people(world):
    act = Act(world.neighbour, MONDAY)
    stranger = world.session.orm.get_one(Person, world.stranger.person_id)
    council = registry.body(world.session, "nabo/naboutval")

    assert join_body(world.session, stranger, SeatIn(council, "member"), act)


def test_the_same_person_registered_by_eight_at_once_is_one(world, database):
    def register(there: World, number: int) -> bool:
        act = Act(there.secretary, there.at)
        given = PersonIn("ny@example.no", f"Ny {number}")
        person = register_person(there.session, given, act, [there.partnership])
        return join_body(there.session, person, SeatIn(there.body("asu"), "member"), act)

    got = at_once(database, world, register, times=8)

    assert sorted(got) == [False] * 7 + [True], got
    assert len(find_actor(world.session, "ny@example.no").posts) == 1
    assert registry.is_registered(world.session, "ny@example.no")
