"""How reports are routed, as it is told."""

from __future__ import annotations

import pytest

from engine.errors import NotFound, Refused
from engine.language.sentences import say
from workflows.views.case_view import view_of
from workflows.views.routing_view import proposed, rules_told

RULES = [
    {"unit": ["mottak", "sengepost"], "place": ["Levanger"], "to": "fagrad-1"},
    {"agreement": ["retningslinje 3"], "to": "fagrad-2"},
]


@pytest.fixture
def owner(world):
    return world.with_rules(*RULES)


def test_rules_are_told_in_words_to_those_who_sit_there(world, owner):
    told = rules_told(world.session, owner, world.member, world.at.date())

    assert [(each.number, say(each.when, "en"), each.to) for each in told] == [
        (
            1,
            "the unit is Akuttmottaket or Sengeposten and the place of work is “Levanger”",
            "Fagråd 1",
        ),
        (2, "the agreement is “retningslinje 3”", "Fagråd 2"),
    ]
    assert rules_told(world.session, owner, world.neighbour, world.at.date()) == []


def test_a_proposal_is_for_those_who_route(world, owner):
    ref = world.report(region="Levanger").case.ref

    def seen_by(reader):
        return proposed(view_of(world.session, ref, reader, world.at, "en"))

    assert seen_by(world.secretary).body == "fagrad-1"
    with pytest.raises(NotFound):
        seen_by(world.owner)
    handled = world.routed()
    with pytest.raises(Refused, match="may be done by: Intake"):
        proposed(view_of(world.session, handled.ref, world.handler, world.at, "en"))
    with pytest.raises(NotFound):
        proposed(view_of(world.session, world.measure().ref, world.secretary, world.at, "en"))


def test_the_form_of_a_report_that_nobody_handles_stands_on_the_proposal(world, owner):
    def standing(case):
        forms = view_of(world.session, case.ref, world.secretary, world.at, "en").forms()
        form = next(each for each in forms if each.action.name == "route")
        asked = next(each for each in form.inputs if each.name == "handler")
        return asked.value, say(asked.help, "en") if asked.help else None

    value, why = standing(world.report(region="Levanger").case)
    assert value == ("fagrad-1",)
    assert why.startswith("Proposed by rule 1 of the partnership: it concerns Akuttmottaket and")
    assert standing(world.routed()) == ((), None)


def offered(world, case, action, name, reader=None):
    """What the form of a step offers in a field."""
    given = asked_for(world, case, action, name, reader or world.secretary)
    return [each.value for each in given.choices]


def asked_for(world, case, action, name, reader):
    """How the form of a step asks for a field."""
    forms = view_of(world.session, case.ref, reader, world.at, "en").forms()
    form = next(each for each in forms if each.action.name == action)
    return next(each for each in form.inputs if each.name == name)


def test_councils_that_answer_nobody_are_offered_neither_for_all_nor_for_a_part(world):
    case = world.report().case
    units = offered(world, case, "route", "handler")
    world.step(case, "route", handler="mottak")

    assert {"mottak", "sengepost", "fastleger", "fagrad-1"} <= {*units}
    assert not {"asu", "psu", "sekretariat"} & {*units}
    others = [unit for unit in units if unit != "mottak"]
    assert offered(world, case, "ask_part", "awaited", world.handler) == others


@pytest.mark.parametrize("action", ["ask_part", "stop_asking"])
def test_several_units_are_asked_and_those_who_are_stand_ticked(world, action):
    case = world.routed()
    both = ["fagrad-1", "fagrad-2"]
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=both)

    given = asked_for(world, case, action, "awaited", world.handler)
    assert (given.asked_with, sorted(given.value)) == ("bodies", both)
    assert {*both} <= {choice.value for choice in given.choices}


def test_only_units_that_are_asked_can_be_asked_no_more(world):
    case = world.routed()
    units = ["fagrad-1", "fagrad-2"]
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=units)

    assert offered(world, case, "stop_asking", "awaited", world.handler) == units
    assert len(offered(world, case, "ask_part", "awaited", world.handler)) > len(units)


def test_whoever_a_rule_leads_to_is_offered_and_who_handles_it_stays(world):
    assert "asu" not in offered(world, world.report().case, "route", "handler")
    handled = world.report().case
    world.step(handled, "route", handler="asu")
    assert "asu" in offered(world, handled, "route", "handler")

    world.with_rules({"unit": ["mottak"], "to": "asu"})
    assert "asu" in offered(world, world.report().case, "route", "handler")
