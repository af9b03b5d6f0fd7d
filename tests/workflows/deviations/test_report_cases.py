"""Which deviations a report counts, and how long their answers took."""

from __future__ import annotations

from datetime import timedelta

import pytest

from workflows.deviations.report_cases import Counted, counted_cases


def counted(world) -> list[Counted]:
    return counted_cases(world.session, world.partnership)


def test_only_what_was_learnt_from_and_not_reported_yet_is_counted(world):
    world.report(), world.handled()
    learnt = world.learnt()

    assert [case.number for case in counted(world)] == [learnt.id]
    assert counted_cases(world.session, world.neighbours) == []


def test_days_are_counted_from_the_clock_to_the_answer(world):
    case = world.report().case
    world.step(case, "route", handler="mottak", clock_started_on="2026-03-04", at=world.day(3))
    world.step(case, "answer", world.handler, answer="Beklager", at=world.day(10))
    world.step(case, "handle", world.handler, at=world.day(40))
    world.step(case, "learn", world.handler, learning="Ring.", at=world.day(41))

    found = counted(world)[0]

    assert (found.days, found.in_time) == (8, True)
    assert found.handled == world.day(40).date()


def test_days_are_counted_from_the_routing_where_no_other_day_was_given(world):
    case = world.report().case
    world.step(case, "route", handler="mottak", at=world.day(3))
    world.step(case, "route", handler="mottak", at=world.day(5))
    world.step(case, "handle", world.handler, answer="Beklager", at=world.day(31))
    world.step(case, "learn", world.handler, learning="Ring.", at=world.day(36))

    found = counted(world)[0]

    assert (found.days, found.in_time) == (28, True)


@pytest.mark.parametrize(
    ("since", "days", "in_time"),
    [(0, 28, True), (0, 29, False), (5, 31, True), (5, 32, False)],
    ids=["last day", "day after", "after Easter Monday", "after that"],
)
def test_an_answer_is_in_time_within_the_limit_of_the_definition(world, since, days, in_time):
    world.learnt(since=since, days=days)

    found = counted(world)[0]

    assert (found.days, found.in_time) == (days, in_time)


def test_the_time_that_the_reporter_was_asked_is_not_counted(world):
    case = world.routed()
    world.step(case, "ask", world.handler, question="Når?", at=world.day(2))
    world.step(case, "reply", reply="I går", at=world.day(12))
    world.step(case, "handle", world.handler, answer="Beklager", at=world.day(35))
    world.step(case, "learn", world.handler, learning="Ring.", at=world.day(36))

    found = counted(world)[0]

    assert (found.days, found.in_time) == (25, True)


def test_an_answer_that_was_taken_back_does_not_count(world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Feil sak", at=world.day(1))
    world.correct(case, at=world.day(2))
    world.step(case, "handle", world.handler, answer="Beklager", at=world.day(33))
    world.step(case, "learn", world.handler, learning="Ring.", at=world.day(33))

    found = counted(world)[0]

    assert (found.days, found.in_time) == (33, False)


def test_who_wanted_no_answer_and_got_none_was_not_late(world):
    case = world.report(wants_answer=False).case
    world.step(case, "route", handler="mottak")
    world.step(case, "handle", world.handler, at=world.day(50))
    world.step(case, "learn", world.handler, learning="Ring.", at=world.day(50))

    found = counted(world)[0]

    assert (found.days, found.in_time) == (None, None)
    assert found.handled is not None
    assert found.handled - found.opened == timedelta(days=50)


def test_a_measure_came_of_it_whichever_of_the_two_points_to_the_other(world):
    proposing, linked, alone = world.handled(), world.learnt(), world.learnt()
    measure = world.measure()
    world.step(proposing, "learn", world.handler, learning="Ring.", proposes=measure.ref)
    world.step(measure, "link_deviation", behind=[linked.ref])

    told = {case.number: case.measure for case in counted(world)}

    assert told == {proposing.id: True, linked.id: True, alone.id: False}


def test_a_measure_that_was_given_up_is_none_also_where_it_superseded_another(world):
    given_up, other, goes_on = world.learnt(), world.learnt(), world.learnt()
    measures = [world.measure(behind=[each.ref]) for each in (given_up, other, goes_on)]
    withdrawn, superseded, followed = measures
    worse, better = world.measure("Kortere rutine"), world.measure("Bedre rutine")
    world.step(withdrawn, "withdraw", reason="Ikke lenger aktuelt")
    world.step(superseded, "supersede", superseded_by=worse.ref)
    world.step(worse, "withdraw", reason="Ikke lenger aktuelt")
    world.step(followed, "supersede", superseded_by=better.ref)

    told = {case.number: case.measure for case in counted(world)}

    assert told == {given_up.id: False, other.id: False, goes_on.id: True}
