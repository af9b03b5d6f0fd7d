"""To which unit a report is proposed to be sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.language.sentences import say
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from tests.world import World
from workflows.deviations import routing
from workflows.partnerships.ended_bodies import end_body

ON_MEDICINES = {"agreement": ["Retningslinje 3", "legemidler"], "to": "fagrad-1"}


def proposed(world: World, *rules: dict[str, object], **told: object) -> tuple[str, str] | None:
    world.with_rules(*rules)
    case = world.report(**told).case
    found = routing.proposal(world.session, case, world.at.date())
    return (found.body, say(found.because, "en")) if found else None


def test_the_first_rule_that_fits_proposes_a_unit_and_says_why(world):
    of_mottak = {"unit": ["mottak"], "agreement": ["retningslinje 3"], "to": "fagrad-2"}
    rules = ({"place": ["Stjørdal"], "to": "sengepost"}, of_mottak, ON_MEDICINES)

    met = "it concerns Akuttmottaket and the agreement is “retningslinje 3”"
    assert proposed(world, *rules, agreement="Etter  RETNINGSLINJE 3, tror jeg") == (
        "fagrad-2",
        f"Proposed by rule 2 of the partnership: {met}.",
    )


def test_each_condition_of_a_rule_must_be_met(world):
    rule = {"agreement": ["retningslinje 3"], "place": ["Levanger"], "to": "fagrad-2"}

    for told in ({"agreement": "retningslinje 3"}, {"region": "Levanger"}):
        assert proposed(world, rule, **told) == (
            "mottak",
            "Proposed because this unit was named.",
        )
    found = proposed(world, rule, agreement="retningslinje 3", region="Ute i Levanger")
    assert (found or [""])[0] == "fagrad-2"


@pytest.mark.parametrize("told", ["retningslinje 31", "legemidlene", "", None])
def test_a_word_fits_whole_words_alone(world, told):
    given = {} if told is None else {"agreement": told}

    found = proposed(world, ON_MEDICINES, **given)

    assert (found or [""])[0] == "mottak"


def test_a_rule_whose_body_has_nobody_who_can_act_is_passed_over(world):
    empty = {"unit": ["mottak"], "to": "tomt-rad"}

    found = proposed(world, empty)

    assert (found or [""])[0] == "mottak"


def test_of_a_unit_that_has_ended_what_took_its_place_is_proposed(world):
    case, act = world.report(unit="mottak").case, Act(OPERATOR, world.at)
    sengepost = world.body("sengepost")
    world.person("Siv Seng", ("sengepost", "member"))
    end_body(world.session, world.body("mottak"), world.at.date(), sengepost, act)
    later = world.at.date() + timedelta(days=1)

    found = routing.proposal(world.session, case, later)

    assert found is not None
    assert found.body == "sengepost"
    assert say(found.because, "nb") == (
        "Foreslått fordi enheten er nevnt i meldingen."
        f" Akuttmottaket er avviklet, og {sengepost.name} har tatt over."
    )


def test_of_a_unit_with_nobody_and_no_rule_nothing_is_proposed(world):
    case = world.report().case._replace(fields={"unit": "tomt-rad"})

    assert routing.proposal(world.session, case, world.at.date()) is None


def test_of_a_unit_in_two_partnerships_the_proposal_says_that_it_can_be_sent_over(world):
    case = world.report().case
    alone = routing.proposal(world.session, case, world.at.date())
    world.share_mottak()
    shared = routing.proposal(world.session, case, world.at.date())

    assert alone.body == shared.body == "mottak"
    assert say(alone.because, "en") == "Proposed because this unit was named."
    assert say(shared.because, "en") == (
        "Proposed because this unit was named. The unit is also in Helsefellesskapet Nabo, and the"
        " report can be sent over to there."
    )
