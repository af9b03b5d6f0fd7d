"""A seat ends no earlier than what was done in it, and never leaves a partnership alone."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import Reason
from engine.people.acts import Act
from tests.world import World, refusal
from workflows.partnerships.leaving import leave_body


def leave(world: World, who: str, body: str, last: date, at: int = 0) -> int:
    act = Act(world.secretary, world.day(at))
    return leave_body(world.session, getattr(world, who), world.body(body), last, act)


def why(world: World, who: str, body: str, last: date, at: int = 0) -> tuple[Reason, ...]:
    return refusal(lambda: leave(world, who, body, last, at)).reasons


def test_the_last_in_a_secretariat_cannot_leave_it(world):
    (reason,) = why(world, "secretary", "sekretariat", world.at.date())
    assert reason.code == "secretariat"
    assert reason.remedy is not None
    assert reason.remedy.values == {"body": "sekretariat"}

    world.seat("member", "sekretariat", "secretary", since=world.day(3).date())
    assert why(world, "secretary", "sekretariat", world.at.date())
    assert leave(world, "secretary", "sekretariat", world.day(2).date()) == 1


def test_an_observer_does_not_keep_a_partnership(world):
    world.seat("member", "sekretariat", "observer")

    assert why(world, "secretary", "sekretariat", world.at.date())
    assert leave(world, "member", "sekretariat", world.at.date()) == 1


def test_a_seat_does_not_end_before_the_last_act_in_it(world):
    case = world.routed()
    world.step(case, "handle", world.handler, at=world.day(3), answer="Beklager")
    (reason,) = why(world, "handler", "mottak", world.day(2).date(), at=9)

    assert (reason.code, str(reason.sentence)) == (
        "day",
        "Hans Handler acted on 5 March 2026. A seat ends with that day or later.",
    )
    assert leave(world, "handler", "mottak", world.day(3).date(), at=9) == 1


def test_what_was_done_in_another_seat_holds_nobody(world):
    world.seat("handler", "fagrad-2", "member")
    case = world.routed()
    world.step(case, "handle", world.handler, at=world.day(3), answer="Beklager")

    assert leave(world, "handler", "mottak", world.day(2).date(), at=9) == 1


def test_what_a_secretary_changed_among_people_counts_too(world):
    world.person("Siri Ny", ("sekretariat", "secretary"))
    act = Act(world.secretary, world.day(5))
    leave_body(world.session, world.gp, world.body("fastleger"), world.day(5).date(), act)

    assert [each.code for each in why(world, "secretary", "sekretariat", world.at.date(), 9)] == [
        "day"
    ]


@pytest.mark.parametrize(("last", "ends"), [(date(2011, 12, 31), False), (date(2012, 1, 1), True)])
def test_nothing_ends_before_there_were_partnerships(world, last, ends):
    if ends:
        assert leave(world, "gp", "fastleger", last) == 1
    else:
        assert [each.code for each in why(world, "gp", "fastleger", last)] == ["day"]
