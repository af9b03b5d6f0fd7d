from __future__ import annotations

import pytest

from engine.errors import BadInput, NotFound
from engine.people import registry
from engine.people.actors import OPERATOR, find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
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
