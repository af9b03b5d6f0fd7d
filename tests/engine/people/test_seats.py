"""Who sits where, from when to when, and who acts there."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.days.dates import ALWAYS, NEVER
from engine.errors import BadInput, NotFound, Refused
from engine.language.sentences import say
from engine.people import registry
from engine.people.actors import OPERATOR, find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body, someone_acts
from engine.people.tables import Person
from tests.world import MONDAY, SETTING_UP, World, at_once, unmet
from workflows.partnerships.leaving import leave_body

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


LATER, OLD = date(2027, 1, 1), date(2020, 1, 1)


def seats_of(world, name: str) -> list[tuple[date, date]]:
    posts = find_actor(world.session, f"{name}@example.no").posts
    return sorted((post.valid_from, post.valid_to) for post in posts)


def seat(world, since: date | None = None, until: date | None = None) -> None:
    """The owner, who sits in the first council without end, is given days there."""
    person = world.session.orm.get_one(Person, world.owner.person_id)
    given = SeatIn(world.body("fagrad-1"), "leader", since, until)
    join_body(world.session, person, given, SETTING_UP)


def test_a_term_that_begins_later_leaves_the_present_seat(world):
    seat(world, since=LATER)

    assert seats_of(world, "owner") == [(ALWAYS, NEVER)]


@pytest.mark.parametrize("until", [OLD, date(2030, 12, 31)])
def test_a_term_within_a_running_seat_is_refused_with_both(world, until):
    refused = unmet(lambda: seat(world, since=date(2019, 1, 1), until=until))

    assert set(refused) == {"seat"}
    assert seats_of(world, "owner") == [(ALWAYS, NEVER)]


def test_the_refusal_shows_the_seat_that_there_is(world):
    leave_body(world.session, world.owner, world.body("fagrad-1"), TODAY, SETTING_UP)
    seat(world, since=LATER, until=date(2030, 12, 31))
    with pytest.raises(Refused) as refused:
        seat(world, since=date(2028, 1, 1), until=date(2029, 1, 1))

    assert (
        say(refused.value.reasons[0].sentence, "en")
        == "Eli Eigar has a seat in Fagråd 1 from 1 January 2027 to"
        " 31 December 2030; days to 1 January 2029 lie in it."
    )


def test_an_old_period_does_not_end_a_running_seat(world):
    leave_body(world.session, world.owner, world.body("fagrad-1"), OLD, SETTING_UP)
    seat(world, since=LATER)
    seat(world, since=date(2026, 1, 1), until=date(2028, 12, 31))

    assert seats_of(world, "owner") == [(ALWAYS, OLD), (date(2026, 1, 1), NEVER)]


def test_a_period_before_the_running_seat_is_a_seat_of_its_own(world):
    leave_body(world.session, world.owner, world.body("fagrad-1"), OLD, SETTING_UP)
    seat(world, since=LATER)
    seat(world, since=date(2021, 1, 1), until=date(2023, 12, 31))

    assert seats_of(world, "owner") == [
        (ALWAYS, OLD),
        (date(2021, 1, 1), date(2023, 12, 31)),
        (LATER, NEVER),
    ]


def test_a_last_day_to_come_ends_the_seat_and_one_that_has_passed_does_not(world):
    assert set(unmet(lambda: seat(world, until=OLD))) == {"seat"}
    seat(world, until=LATER)

    assert seats_of(world, "owner") == [(ALWAYS, LATER)]


def test_a_seat_that_is_renewed_before_it_ends_goes_on(world):
    seat(world, until=LATER)
    seat(world, since=date(2026, 12, 1))

    assert seats_of(world, "owner") == [(ALWAYS, NEVER)]


def test_the_last_day_of_a_term_can_be_mended(world):
    leave_body(world.session, world.owner, world.body("fagrad-1"), OLD, SETTING_UP)
    seat(world, since=LATER)
    seat(world, since=LATER, until=date(2030, 12, 31))

    assert seats_of(world, "owner") == [(ALWAYS, OLD), (LATER, date(2030, 12, 31))]


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


@pytest.mark.parametrize("role", ["member", "deputy"])
def test_a_deputy_acts_for_somebody_who_sits_there_herself(world, role):
    with pytest.raises((BadInput, Refused)):
        world.person("Vara Feil", ("asu", role), deputy_for=world.owner)
    with pytest.raises((BadInput, Refused)):
        world.person("Vara Vara", ("fagrad-1", "deputy"), deputy_for=world.deputy)
    with pytest.raises((BadInput, Refused)):
        world.person("Vara Observatør", ("fagrad-1", "deputy"), deputy_for=world.observer)

    vara = world.person("Vara Rett", ("asu", "deputy"), deputy_for=world.member)
    assert vara.posts[0].deputy_for == world.member.person_id


def test_only_a_deputy_acts_for_another(world):
    with pytest.raises(BadInput, match="Only a deputy"):
        world.person("Medlem To", ("asu", "member"), deputy_for=world.member)


def test_a_deputy_acts_for_somebody_who_sits_there_in_those_days(world):
    leave_body(world.session, world.owner, world.body("fagrad-1"), OLD, SETTING_UP)
    with pytest.raises(Refused, match="another person who has a seat in Fagråd 1"):
        world.person("Vara Sen", ("fagrad-1", "deputy"), since=TODAY, deputy_for=world.owner)


def test_the_only_seat_in_a_secretariat_is_given_no_last_day(world):
    given = SeatIn(world.body("sekretariat"), "secretary", until=date(2026, 12, 31))
    person = world.session.orm.get_one(Person, world.secretary.person_id)

    refused = unmet(lambda: join_body(world.session, person, given, SETTING_UP))

    assert set(refused) == {"secretariat"}
