"""For how long a reporter's address is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from dateutil.relativedelta import relativedelta

from engine.cases.records import Case
from tests.world import World
from workflows.deviations.retention import expired

EMAIL = "fastlege@example.no"
MONTHS, AT_MOST = relativedelta(months=6), relativedelta(months=36)
DAY = timedelta(days=1)


def reported(world: World) -> Case:
    return world.report(email=EMAIL).case


def rejected(world: World, case: Case, day: int = 1) -> Case:
    world.step(case, "reject", at=world.day(day), rejection="not_enough")
    return world.now(case)


def over(world: World, after: relativedelta, day: int = 1) -> list[int]:
    """The cases whose addresses are to go on the day before that is so, and on that day."""
    then = world.day(day) + after
    before = expired(world.session, then - DAY, after=0, most=100)
    assert before.cases == [], "a day too early"
    return expired(world.session, then, after=0, most=100).cases


def test_an_address_is_kept_for_so_many_months_after_the_end(world):
    case = rejected(world, reported(world))

    assert over(world, MONTHS) == [case.id]


def test_the_address_of_a_case_that_goes_on_is_kept(world):
    reported(world)

    assert over(world, AT_MOST + AT_MOST) == []


def test_an_end_that_was_taken_back_is_none(world):
    case = rejected(world, reported(world))
    world.correct(case, at=world.day(2))

    assert over(world, AT_MOST) == []


def test_where_no_address_was_left_there_is_none_to_remove(world):
    rejected(world, world.report().case)

    assert over(world, MONTHS) == []


def test_whoever_reported_the_same_is_still_to_hear_of_the_original(world):
    original, duplicate = reported(world), reported(world)
    world.step(duplicate, "mark_duplicate", at=world.day(1), original=original.ref)

    assert over(world, AT_MOST) == [duplicate.id], "the original never ended"

    rejected(world, original, day=400)
    assert over(world, MONTHS, day=400) == [original.id, duplicate.id]


@pytest.mark.parametrize("measure_ends", [False, True])
def test_an_address_is_kept_while_a_measure_goes_on(world, measure_ends):
    case, measure = reported(world), world.measure()
    world.step(measure, "link_deviation", behind=[case.ref], at=world.day(1))
    rejected(world, case)
    if measure_ends:
        world.step(measure, "withdraw", at=world.day(300), reason="Dekkes av et annet tiltak")

    after, day = (MONTHS, 300) if measure_ends else (AT_MOST, 1)
    assert over(world, after, day) == [case.id]


def test_whoever_reported_the_same_is_still_to_hear_of_the_measure_that_it_led_to(world):
    original, duplicate = reported(world), reported(world)
    world.step(duplicate, "mark_duplicate", at=world.day(1), original=original.ref)
    measure, successor = world.measure(), world.measure()
    world.step(measure, "link_deviation", behind=[original.ref], at=world.day(1))
    rejected(world, original)
    world.step(measure, "supersede", at=world.day(200), superseded_by=successor.ref)

    assert over(world, AT_MOST) == [original.id, duplicate.id], "the last of them never ended"

    world.step(successor, "withdraw", at=world.day(400), reason="Dekkes av et annet tiltak")
    assert over(world, MONTHS, day=400) == [original.id, duplicate.id]


def test_addresses_are_looked_at_in_portions(world):
    cases = [rejected(world, reported(world)).id for _each in range(3)]
    then = world.day(1) + MONTHS

    first = expired(world.session, then, after=0, most=2)
    rest = expired(world.session, then, after=first.last, most=2)

    assert (first.cases, first.last) == (cases[:2], cases[1])
    assert rest == (cases[2:], None)
