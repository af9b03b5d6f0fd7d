"""Another system, with its token, is nobody who can act: no work is left to it alone."""

from __future__ import annotations

from datetime import date

import pytest

from engine.days.calendar import local_day
from engine.people.seats import someone_acts
from engine.people.tokens import Scope, TokenIn, end_token, give_token
from notifications.digest.runs import digest_for
from tests.world import MONDAY, SETTING_UP, World, unmet
from workflows.health import faults
from workflows.partnerships.leaving import leave_body
from workflows.views.emptied_body import emptied

TODAY = local_day(MONDAY)
GIVEN = TokenIn("EPJ", list(Scope), date(2026, 12, 31))


@pytest.fixture
def system(world: World):
    """A system with seats in the secretariat, in the unit that handles, and where nobody sits."""
    made = world.person(
        "EPJ", ("sekretariat", "member"), ("mottak", "member"), ("tomt-rad", "member")
    )
    token, _code = give_token(world.session, made.email, GIVEN, SETTING_UP)
    return token


def test_a_body_in_which_a_system_sits_alone_does_not_act(world, system):
    alone = someone_acts(world.session, world.partnership, ["tomt-rad"], TODAY)
    end_token(world.session, system.number, SETTING_UP)

    assert not alone
    assert someone_acts(world.session, world.partnership, ["tomt-rad"], TODAY)


def test_nothing_is_sent_to_a_unit_in_which_a_system_sits_alone(world, system):
    case = world.report().case

    refused = unmet(lambda: world.step(case, "route", handler="tomt-rad"))

    assert set(refused) == {"unit_has_members"}
    assert "nobody can act but other systems" in refused["unit_has_members"]


def test_the_last_person_in_a_secretariat_gets_no_token(world, system):
    (why,) = unmet(
        lambda: give_token(world.session, world.secretary.email, GIVEN, SETTING_UP)
    ).items()
    world.second_keepers()
    give_token(world.session, world.secretary.email, GIVEN, SETTING_UP)

    assert why[0] == "secretariat"
    assert "With a token Sara Sekretær would count as another system" in why[1]


def test_a_system_gets_a_second_token_wherever_it_sits(world, system):
    give_token(world.session, "epj@example.no", GIVEN, SETTING_UP)
    world.second_keepers()
    give_token(world.session, world.secretary.email, GIVEN, SETTING_UP)

    again, _code = give_token(world.session, world.secretary.email, GIVEN, SETTING_UP)

    assert again.number


def test_a_secretariat_is_not_left_to_a_system(world, system):
    secretariat = world.body("sekretariat")

    refused = unmet(
        lambda: leave_body(world.session, world.secretary, secretariat, TODAY, SETTING_UP)
    )

    assert set(refused) == {"secretariat"}


def test_what_waits_for_a_system_alone_is_told_before_the_last_person_leaves(world, system):
    case = world.routed()
    unit = world.body("mottak")

    would = emptied(world.session, world.handler, unit, TODAY, world.handler)

    assert would is not None
    assert [each.ref for each in would.cases] == [case.ref]


def test_what_waits_for_a_system_alone_waits_for_those_who_route(world, system):
    case = world.routed()
    leave_body(world.session, world.handler, world.body("mottak"), TODAY, SETTING_UP)

    later = world.day(1)
    number = world.secretary.person_id
    (letter,) = digest_for(world.session, number, later, world.secretary)
    found = [code for code, _said in faults(world.session, world.secretary, local_day(later))]

    assert case.ref in {line.ref for line in (*letter.waits, *letter.late)}
    assert "waits_for_nobody" in found


def test_what_the_reporter_was_asked_still_waits_for_the_body_that_asked(world):
    case = world.routed()
    world.step(case, "ask", question="Når?")
    unit = world.body("mottak")

    would = emptied(world.session, world.handler, unit, TODAY, world.handler)
    leave_body(world.session, world.handler, unit, TODAY, SETTING_UP)
    later = local_day(world.day(1))
    told = [code for code, _said in faults(world.session, world.secretary, later)]
    world.step(case, "reject", rejection="not_enough", at=world.day(1))
    ended = [code for code, _said in faults(world.session, world.secretary, later)]

    assert would is not None
    assert [each.ref for each in would.cases] == [case.ref]
    assert "waits_for_nobody" in told
    assert "waits_for_nobody" not in ended
