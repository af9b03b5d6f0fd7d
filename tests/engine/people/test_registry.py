from __future__ import annotations

from datetime import timedelta

import pytest

from engine.days.calendar import local_day
from engine.errors import BadInput, NotFound, Refused, SamsakError
from engine.people import registry
from engine.people.actors import OPERATOR, find_actor
from engine.people.acts import Act
from engine.people.registry import PERSON, PersonIn, change_address, register_person
from engine.people.trace import trace_of
from tests.world import MONDAY


def test_an_address_is_one_person_however_it_is_written(world):
    again = register_person(
        world.session,
        PersonIn(" Secretary@Example.NO ", "Sara S. Sekretær", "nn"),
        Act(OPERATOR, MONDAY),
        [],
    )

    assert (again.id, again.name, again.language) == (
        world.secretary.person_id,
        "Sara S. Sekretær",
        "nn",
    )
    assert find_actor(world.session, "SECRETARY@example.no").name == "Sara S. Sekretær"


@pytest.mark.parametrize(
    "email",
    [
        "kari",
        "kari@",
        "@example.no",
        "kari@example",
        "kari nordmann@example.no",
        "a@b.no\nBcc: c@d.no",
        "kari..n@example.no",
        "kari@example.no.",
    ],
)
def test_what_is_no_address_is_refused(world, email):
    with pytest.raises(BadInput, match="is not an email address"):
        register_person(world.session, PersonIn(email, "Kari", "nb"), Act(OPERATOR, MONDAY), [])


def test_a_domain_with_letters_of_its_own_is_the_same_person_either_way(world):
    added = register_person(
        world.session, PersonIn("o'hara@blåbær.no", "A", "nb"), Act(OPERATOR, MONDAY), []
    )

    assert added.email == "o'hara@xn--blbr-roah.no"
    assert find_actor(world.session, "O'Hara@Blåbær.no").name == "A"


@pytest.mark.parametrize(("name", "language"), [(" ", "nb"), ("Kari", "sv")])
def test_a_person_needs_a_name_and_one_of_the_languages(world, name, language):
    with pytest.raises(BadInput):
        register_person(
            world.session, PersonIn("kari@example.no", name, language), Act(OPERATOR, MONDAY), []
        )


def test_who_is_not_registered_is_not_found(world):
    with pytest.raises(NotFound, match="Nobody is registered"):
        find_actor(world.session, "ingen@example.no")


def test_a_body_is_found_within_its_partnership(world):
    assert registry.body(world.session, "fjord/sekretariat").partnership_id == world.partnership
    assert (
        registry.body(world.session, "sekretariat", prefer=world.neighbour).partnership_id
        == world.neighbours
    )


def test_a_name_that_several_bodies_have_must_be_written_in_full(world):
    with pytest.raises(BadInput, match="write one of fjord/sekretariat and nabo/sekretariat"):
        registry.body(world.session, "sekretariat")


def test_a_partnership_that_is_not_there_is_answered_with_those_that_are(world):
    with pytest.raises(NotFound, match="Choose from: fjord and nabo"):
        registry.partnership(world.session, "fjell")


def test_an_address_changed_is_the_same_person_and_no_trace_tells_it(world):
    act = Act(world.secretary, MONDAY)

    changed = change_address(world.session, "MEMBER@example.no", "Arne@example.no", act)

    assert (changed.id, changed.email) == (world.member.person_id, "arne@example.no")
    assert find_actor(world.session, "arne@example.no").posts == world.member.posts
    with pytest.raises(NotFound):
        find_actor(world.session, "member@example.no")
    told = trace_of(world.session, PERSON, changed.id)
    assert told[-1].parts == {"address_changed": True}
    assert not any("example.no" in event.data for event in told)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ingen@example.no", "arne@example.no", "Nobody is registered"),
        ("member@example.no", "owner@example.no", "is registered with the address owner"),
        ("member@example.no", "arne..a@example.no", "is not an email address"),
        ("member@example.no", "åse@example.no", "has letters before the @"),
    ],
)
def test_an_address_is_changed_to_one_that_is_free_and_mail_can_reach(world, old, new, said):
    with pytest.raises(SamsakError, match=said):
        change_address(world.session, old, new, Act(OPERATOR, MONDAY))

    assert find_actor(world.session, "member@example.no").person_id == world.member.person_id


def test_nobody_next_door_changes_an_address(world):
    act = Act(world.neighbour, MONDAY)

    for old in ("member@example.no", "ingen@example.no"):
        with pytest.raises(NotFound, match=f"Nobody is registered with the address {old}"):
            change_address(world.session, old, "arne@example.no", act)


def test_a_person_changes_how_she_is_told_and_not_what_she_is_called(world):
    own = Act(world.member, world.at)
    register_person(world.session, PersonIn("member@example.no", digest_day=2), own, [])

    for more in ({"name": "Et annet navn"}, {"mail": False}):
        with pytest.raises(Refused):
            register_person(world.session, PersonIn("member@example.no", **more), own, [])
    with pytest.raises(Refused):
        register_person(world.session, PersonIn("owner@example.no", digest_day=2), own, [])


def test_a_day_that_has_been_ends_the_days_away(world):
    today = local_day(world.at)
    assert world.change("member", away_until=today).away_until == today
    assert world.change("member", away_until=today - timedelta(days=1)).away_until is None


@pytest.mark.parametrize("wrong", [{"stopped": ["meeting"]}, {"digest_day": 5}])
def test_no_duty_is_stopped_and_no_digest_comes_on_a_saturday(world, wrong):
    with pytest.raises(BadInput):
        world.change("member", **wrong)


def test_one_kind_of_mail_is_stopped_besides_another(world):
    def given(**wanted):
        wanted = PersonIn("member@example.no", **wanted)
        return register_person(
            world.session, wanted, Act(OPERATOR, MONDAY), [world.partnership]
        ).stopped

    assert given(also_stopped=["digest"]) == ["digest"]
    assert given(also_stopped=["notices"]) == ["digest", "notices"]
    assert given(language="nn") == ["digest", "notices"]
    assert given(stopped=(), also_stopped=["notices"]) == ["notices"]
    assert given(stopped=()) is None
    with pytest.raises(BadInput, match="no kind of email"):
        given(also_stopped=["meeting"])
