"""Who changed what, in words, for those who keep it."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import Refused
from engine.language.sentences import say
from engine.people import registry
from engine.people.acts import Act
from engine.people.closed_days import close, open_again
from engine.people.registry import PersonIn
from engine.people.seats import SeatIn
from engine.people.tables import Partnership
from tests.world import SETTING_UP
from workflows.councils import mandates
from workflows.partnerships import own_lists
from workflows.partnerships.seating import register_with_seats
from workflows.views import registry_history
from workflows.views.registry_history import TraceTold

HARMS = ("none: {nb: Ingen, nn: Ingen, en: None}", "some: {nb: Noe, nn: Noko, en: Some}")
JULY = date(2026, 7, 6), date(2026, 7, 31)


def in_english(told: list[TraceTold]) -> list[str]:
    return [
        " ".join(
            [
                say(each.said, "en"),
                *(f"{say(c.was, 'en')} > {say(c.now, 'en')}" for c in each.changes),
            ]
        )
        for each in told
    ]


def test_a_seat_elsewhere_is_told_to_those_who_keep_it_alone(world):
    seat = SeatIn(registry.body(world.session, "naboutval"), "member")
    register_with_seats(world.session, PersonIn("member@example.no"), [seat], SETTING_UP)
    today, number = world.at.date(), world.member.person_id

    own = in_english(registry_history.of_person(world.session, number, world.secretary, today))
    theirs = in_english(registry_history.of_person(world.session, number, world.neighbour, today))

    assert own[0].startswith("Arne Asumedlem was given a seat in Administrativt samarbeidsutvalg")
    assert "Arne Asumedlem was given a seat in Naboutvalet: member." in theirs[0]
    assert not any("Naboutvalet" in each for each in own)


def test_a_partnership_tells_its_closed_days_and_mandates(world):
    fjord = world.session.orm.get_one(Partnership, world.partnership)
    act = Act(world.secretary, world.at)
    close(world.session, fjord.number, *JULY, "sommer", act)
    open_again(world.session, fjord.number, *JULY, act)
    mandates.set_days(world.session, 1, date(2026, 1, 1), None, act)

    told = registry_history.of_partnership(world.session, fjord, world.secretary, world.at.date())

    last_first = [each.replace("– > 1 January 2026", "JANUARY") for each in in_english(told)]
    assert last_first[:3] == [
        "The mandate of Politisk samarbeidsutvalg was given other days: action plan. JANUARY",
        "Open again from 6 July 2026 to 31 July 2026 (sommer).",
        "Closed from 6 July 2026 to 31 July 2026 (sommer).",
    ]
    assert {each.who for each in told[:3]} == {"Sara Sekretær"}


def test_a_list_of_its_own_is_told_by_what_people_call_it(world):
    fjord = world.session.orm.get_one(Partnership, world.partnership)
    act = Act(world.secretary, world.at)
    own_lists.put_list(world.session, fjord, world.own_list("harm", *HARMS), act)
    own_lists.drop_list(world.session, fjord, "deviation", "harm", act)

    told = registry_history.of_partnership(world.session, fjord, world.secretary, world.at.date())

    assert in_english(told)[:2] == [
        "Went back to the common list: Harm.",
        "Given a list of its own: Harm.",
    ]


def test_nobody_else_is_told(world):
    fjord = world.session.orm.get_one(Partnership, world.partnership)

    with pytest.raises(Refused):
        registry_history.of_partnership(world.session, fjord, world.member, world.at.date())
    with pytest.raises(Refused):
        registry_history.of_body(world.session, world.body("asu"), world.neighbour, world.at.date())
