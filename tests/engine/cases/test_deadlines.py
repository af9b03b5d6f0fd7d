from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from engine.cases import deadlines, due_index
from engine.cases.deadlines import Span, running, running_once_opened, standing_still
from engine.cases.due_index import deadlines_of
from engine.cases.events import events_of
from engine.cases.records import Case
from engine.days.calendar import Calendar, at_local
from engine.definitions import versions
from engine.people import closed_days
from engine.people.closed_days import calendar
from engine.storage.session import Session
from tests.world import SETTING_UP, World

EASTER = (date(2026, 3, 30), date(2026, 4, 1))  # the days before Maundy Thursday, as many close


def due(world: World, case: Case) -> dict[str, date]:
    """Each running deadline with its day."""
    case = world.now(case)
    found = deadlines_of(world.session, versions.by_id(world.session, case.definition_id), case)
    return {each.deadline.name: each.on for each in found}


def moments(world: World, case: Case, name: str) -> list[tuple[str, date]]:
    case = world.now(case)
    found = deadlines_of(world.session, versions.by_id(world.session, case.definition_id), case)
    return [
        (moment.name, moment.day)
        for each in found
        if each.deadline.name == name
        for moment in each.moments
    ]


def how_reckoned(world: World, case: Case, name: str) -> deadlines.Reckoned:
    """How the day of one running deadline came about."""
    case = world.now(case)
    definition = versions.by_id(world.session, case.definition_id)
    events = events_of(world.session, case.id)
    days = calendar(world.session, world.partnership)
    [found] = [
        each
        for each in running(definition, case.state, case.fields, events, days)
        if each.deadline.name == name
    ]
    return deadlines.reckoned(found, case.fields, events, days)


def reckoned(session: Session, partnership_id: int) -> int:
    """How many cases have other days once all of a partnership are reckoned anew."""
    due_index.reckon_again(session, partnership_id)
    return due_index.go_on(session, partnership_id)


# A deviation's four weeks


def test_until_it_is_routed_the_answer_is_due_four_weeks_after_the_report(world):
    case = world.report().case

    assert due(world, case)["answer"] == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("reported", "answered"),
    [
        (date(2026, 3, 9), date(2026, 4, 7)),  # Easter Monday
        (date(2026, 3, 5), date(2026, 4, 7)),  # Maundy Thursday
        (date(2026, 4, 4), date(2026, 5, 4)),  # a Saturday
        (date(2026, 4, 20), date(2026, 5, 18)),
    ],
)
def test_an_answer_due_on_a_day_off_is_due_on_the_next_working_day(world, reported, answered):
    case = world.report().case

    world.step(
        case,
        "route",
        at=at_local(date(2026, 4, 21), time(9)),
        handler="mottak",
        clock_started_on=reported.isoformat(),
    )

    assert due(world, case) == {"answer": answered}


def test_an_answer_due_on_a_closed_day_is_due_on_the_next_working_day(world):
    case = world.report().case
    closed_days.close(world.session, world.partnership, *EASTER, "Stengt", SETTING_UP)

    assert due(world, case)["answer"] == date(2026, 4, 7)


def test_the_clock_can_start_on_the_day_the_unit_got_the_report(world):
    case = world.report().case

    world.step(case, "route", at=world.day(3), handler="mottak", clock_started_on="2026-03-04")

    assert due(world, case) == {"answer": date(2026, 4, 1)}


def test_the_clock_starts_when_the_report_is_routed(world):
    case = world.report().case

    world.step(case, "route", at=world.day(1), handler="mottak")

    assert due(world, case) == {"answer": date(2026, 3, 31)}


def test_sending_a_report_on_does_not_start_the_clock_anew(world):
    case = world.routed()

    world.step(case, "route", at=world.day(9), handler="fastleger")

    assert due(world, case) == {"answer": date(2026, 3, 30)}


def test_a_routing_that_was_taken_back_started_no_clock(world):
    case = world.report().case
    world.step(case, "route", at=world.day(1), handler="mottak")

    world.correct(case, at=world.day(2))

    assert due(world, case)["answer"] == date(2026, 3, 30)


def test_the_clock_stands_still_while_the_reporter_is_asked(world):
    case = world.routed()
    world.step(case, "ask", world.handler, at=world.day(4), question="Når?")
    assert due(world, case).keys() == {"reply"}

    world.step(case, "reply", at=world.day(11), reply="Tirsdag")

    assert due(world, case) == {"answer": date(2026, 4, 7)}, "6 April is Easter Monday"


def test_the_clock_stands_still_each_time(world):
    case = world.routed()
    for first, last in ((1, 3), (5, 10)):
        world.step(case, "ask", world.handler, at=world.day(first), question="Når?")
        world.step(case, "reply", at=world.day(last), reply="Tirsdag")

    seven_days_on = date(2026, 3, 30) + timedelta(days=7)
    assert due(world, case)["answer"] == seven_days_on + timedelta(days=1), "Easter Monday"


def test_it_is_told_from_which_day_it_was_reckoned_and_where_the_clock_stood_still(world):
    case = world.routed()
    world.step(case, "ask", world.handler, at=world.day(4), question="Når?")
    world.step(case, "reply", at=world.day(11), reply="Tirsdag")

    assert how_reckoned(world, case, "answer") == (
        versions.by_id(world.session, case.definition_id).deadlines["answer"],
        date(2026, 3, 2),
        (Span("asked", date(2026, 3, 6), date(2026, 3, 13), "ask"),),
        date(2026, 4, 6),
        date(2026, 4, 7),
    )


def test_how_a_deadline_came_to_its_day_is_told_when_it_has_ended_too(world):
    case = world.routed()
    world.step(case, "ask", world.handler, at=world.day(4), question="Når?")
    world.step(case, "reply", at=world.day(11), reply="Tirsdag")
    ran = how_reckoned(world, case, "answer")
    world.step(case, "handle", world.handler, at=world.day(12), answer="Beklager")

    case = world.now(case)
    definition = versions.by_id(world.session, case.definition_id)
    days = calendar(world.session, world.partnership)

    def told(name: str) -> deadlines.Reckoned | None:
        limit, events = definition.deadlines[name], events_of(world.session, case.id)
        return deadlines.reckoned_of(definition, limit, case.fields, events, days)

    assert "answer" not in due(world, case)
    assert told("answer") == ran
    assert told("part") is None, "nobody was asked for a part"


def test_a_stretch_before_the_start_is_not_told(world):
    case = world.report().case
    world.step(case, "ask", at=world.day(1), question="Hvilken enhet?")
    world.step(case, "reply", at=world.day(3), reply="Mottaket")

    world.step(case, "route", at=world.day(4), handler="mottak", clock_started_on="2026-03-05")

    told = how_reckoned(world, case, "answer")
    assert (told.started, told.pauses) == (date(2026, 3, 5), ())
    assert told.counted == told.on - timedelta(days=5), "Maundy Thursday, until after Easter"


def test_a_day_that_is_given_was_not_reckoned_from_another(world):
    by_years, by_day = world.approved(years="2026"), world.approved(due="2028-06-01")

    for case, day in ((by_years, date(2026, 12, 31)), (by_day, date(2028, 6, 1))):
        name, *none_left = due(world, case)
        told = how_reckoned(world, case, name)
        assert (told.started, told.pauses, told.counted, told.on) == (None, (), day, day)
        assert not none_left


def test_it_is_told_which_clocks_stand_still(world):
    _number, definition = versions.newest(world.session, "deviation")

    def still(state: str, **fields: str) -> list[str]:
        return [each.name for each in standing_still(definition, state, fields)]

    assert still("reported") == []
    assert still("asked") == ["routing", "answer"]
    assert still("asked", handler="mottak") == ["answer"]


def test_a_question_that_was_taken_back_never_stopped_the_clock(world):
    case = world.routed()
    world.step(case, "ask", world.handler, at=world.day(4), question="Når?")

    world.correct(case, at=world.day(11))

    assert due(world, case)["answer"] == date(2026, 3, 30)


def test_a_reply_that_was_taken_back_leaves_the_clock_standing(world):
    case = world.routed()
    world.step(case, "ask", world.handler, at=world.day(4), question="Når?")
    world.step(case, "reply", at=world.day(6), reply="Tirsdag")

    world.correct(case, at=world.day(8))
    assert due(world, case).keys() == {"reply"}
    world.step(case, "reply", at=world.day(14), reply="Onsdag")

    assert due(world, case)["answer"] == date(2026, 3, 30) + timedelta(days=10)


def test_only_the_time_after_the_start_is_added(world):
    case = world.report().case
    world.step(case, "ask", at=world.day(1), question="Hvilken enhet?")
    world.step(case, "reply", at=world.day(8), reply="Mottaket")

    world.step(case, "route", at=world.day(8), handler="mottak", clock_started_on="2026-03-10")

    assert due(world, case)["answer"] == date(2026, 3, 10) + timedelta(days=28)


def test_nothing_is_due_once_it_is_handled(world):
    case = world.routed()
    world.step(case, "handle", world.handler, answer="Beklager, rutinen er endret.")

    assert (due(world, case), world.now(case).due_on) == ({}, None)


def test_a_correction_of_the_last_step_starts_the_clock_that_ran_before(world):
    case = world.routed()
    world.step(case, "handle", world.handler, at=world.day(2), answer="Beklager")

    world.correct(case, at=world.day(5))

    assert world.now(case).due_on == date(2026, 3, 30)


# Working days


def test_routing_is_due_in_three_working_days(world):
    assert due(world, world.report().case)["routing"] == date(2026, 3, 5)
    assert due(world, world.report(at=world.day(3)).case)["routing"] == date(2026, 3, 10)


def test_routing_before_easter_is_due_after_it(world):
    assert due(world, world.report(at=world.day(28)).case)["routing"] == date(2026, 4, 7)


def test_routing_is_no_longer_due_once_somebody_handles_it(world):
    assert "routing" not in due(world, world.routed())


def test_warnings_and_escalations_fall_on_working_days(world):
    case = world.routed()

    assert moments(world, case, "answer") == [
        ("warn-14-days", date(2026, 3, 16)),
        ("warn-7-days", date(2026, 3, 23)),
        ("warn-2-days", date(2026, 3, 27)),
        ("late-1-working_days", date(2026, 3, 31)),
        ("late-14-days", date(2026, 4, 13)),
    ]


def test_a_case_wakes_at_its_first_moment(world):
    assert world.routed().wake_on == date(2026, 3, 16)


# Years


def test_a_measure_is_due_at_the_end_of_its_last_year(world):
    assert world.approved(years="2026-2028").due_on == date(2028, 12, 31)


def test_what_nobody_has_adopted_is_never_late(world):
    case = world.measure(years="2018")
    assert (case.due_on, case.wake_on) == (None, None)

    world.step(case, "change", years="2019", comment="Feil år")
    assert (world.now(case).due_on, world.now(case).wake_on) == (None, None)


def test_new_years_move_the_due_day(world):
    case = world.approved(years="2026")

    world.step(case, "change", years="2026, 2027", comment="Utvidet")

    assert world.now(case).due_on == date(2027, 12, 31)


def test_a_day_that_is_given_is_the_due_day_and_the_years_count_where_it_goes(world):
    case = world.approved(years="2026-2028", due="2028-06-01")
    assert case.due_on == date(2028, 6, 1)

    world.step(case, "change", due="2027-03-15", comment="Tidligere")
    assert world.now(case).due_on == date(2027, 3, 15)

    world.step(case, "change", due="", comment="Ingen dag likevel")
    assert world.now(case).due_on == date(2028, 12, 31)


def test_what_is_reported_on_a_day_is_due_as_it_was_said_before(world):
    closed_days.close(world.session, world.partnership, *EASTER, "Stengt", SETTING_UP)
    day, days = date(2026, 3, 2), calendar(world.session, world.partnership)
    _number, definition = versions.newest(world.session, "deviation")
    expected = running_once_opened(definition, day, {}, days)

    assert {each.deadline.name: each.on for each in expected} == due(world, world.report().case)
    assert [each.on for each in expected] == sorted(each.on for each in expected)


def test_a_measure_without_years_is_never_due(world):
    assert world.measure(years=None).due_on is None


def test_a_deferred_measure_is_not_due_and_is_again_when_resumed(world):
    case = world.approved()
    world.step(case, "defer", reason="Venter")
    assert world.now(case).due_on is None

    world.step(case, "resume")

    assert world.now(case).due_on == date(2026, 12, 31)


# Closed days


def test_new_closed_days_move_running_deadlines(world):
    case = world.report(at=world.day(25)).case
    assert due(world, case)["routing"] == date(2026, 4, 1)

    closed_days.close(world.session, world.partnership, *EASTER, "Påske", SETTING_UP)
    moved = reckoned(world.session, world.partnership)

    assert moved == 1
    assert (due(world, case)["routing"], world.now(case).due_on) == (
        date(2026, 4, 9),
        date(2026, 4, 9),
    )


def test_closed_days_move_the_rows_that_lists_are_read_by_too(world):
    case = world.report(at=world.day(25)).case
    closed_days.close(world.session, world.partnership, *EASTER, "Påske", SETTING_UP)

    reckoned(world.session, world.partnership)

    rows = world.session.execute(
        text("SELECT due_on FROM case_body WHERE case_id = :id"), {"id": case.id}
    )
    assert [str(row[0]) for row in rows] == ["2026-04-09"]


def test_closed_days_leave_finished_cases_and_neighbours_alone(world):
    case = world.report(at=world.day(25)).case
    closed_days.close(world.session, world.neighbours, *EASTER, "Påske", SETTING_UP)

    assert reckoned(world.session, world.neighbours) == 0
    assert world.now(case).due_on == date(2026, 4, 1)


def test_days_are_reckoned_in_portions_that_go_on_where_they_were_broken_off(world, monkeypatch):
    monkeypatch.setattr(due_index, "PORTION", 2)
    cases = [world.report(at=world.day(25)).case for _n in range(5)]
    closed_days.close(world.session, world.partnership, *EASTER, "Påske", SETTING_UP)
    due_index.reckon_again(world.session, world.partnership)
    held = []

    def broken_off() -> None:
        held.append(world.session.depth)
        if len(held) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(world.session, "give_way", broken_off)
        with pytest.raises(KeyboardInterrupt):
            due_index.go_on(world.session, world.partnership)
    assert held == [0, 0], "others may write between two portions"
    assert [world.now(case).due_on for case in cases] == [date(2026, 4, 9)] * 4 + [date(2026, 4, 1)]

    due_index.go_on_in_all(world.session)
    assert world.now(cases[-1]).due_on == date(2026, 4, 9)
    assert due_index.go_on(world.session, world.partnership) == 0


def test_a_portion_counts_what_others_closed_meanwhile(world, database, monkeypatch):
    monkeypatch.setattr(due_index, "PORTION", 1)
    cases = [world.report(at=world.day(25)).case for _n in range(2)]
    closed_days.close(world.session, world.partnership, *EASTER[:1] * 2, "En dag", SETTING_UP)
    due_index.reckon_again(world.session, world.partnership)

    def closed_by_another() -> None:
        monkeypatch.undo()
        with database.session() as other:
            closed_days.close(other, world.partnership, *EASTER, "Påske", SETTING_UP)
            due_index.reckon_again(other, world.partnership)

    monkeypatch.setattr(world.session, "give_way", closed_by_another)
    due_index.go_on(world.session, world.partnership)

    assert [world.now(case).due_on for case in cases] == [date(2026, 4, 9)] * 2


def test_closed_days_count_in_every_session_that_is_opened_afterwards(world, database):
    closed_days.close(world.session, world.partnership, *EASTER, "Påske", SETTING_UP)

    with database.session() as other:
        case = world.on(other).report(at=world.day(25)).case

    assert case.due_on == date(2026, 4, 9)


# Whatever happens


def test_stored_days_are_those_that_the_history_gives(world):
    for case in (world.measure(), world.ongoing(), world.routed(), world.report().case):
        found = list(due(world, case).values())
        assert world.now(case).due_on == (min(found) if found else None)


@pytest.mark.parametrize("workflow", ["measure", "deviation"])
def test_deadlines_are_told_in_order(world, workflow):
    case = world.measure() if workflow == "measure" else world.report().case
    definition = versions.by_id(world.session, case.definition_id)

    found = running(
        definition, case.state, case.fields, events_of(world.session, case.id), Calendar()
    )

    assert [each.on for each in found] == sorted(each.on for each in found)
    assert all(list(each.moments) == sorted(each.moments) for each in found)
    assert deadlines.running(definition, "withdrawn", case.fields, (), Calendar()) == []


def test_a_second_question_gives_as_much_time_as_the_first(world):
    case = world.routed()
    world.step(case, "ask", world.handler, question="Hvor?")
    assert world.now(case).due_on == date(2026, 3, 16)
    world.step(case, "reply", at=world.day(10), reply="Her")
    world.step(case, "ask", world.handler, at=world.day(14), question="Og når?")

    assert world.now(case).due_on == date(2026, 3, 30)
    assert [d.deadline.name for d in deadlines_of(*_asked(world, case))] == ["reply"]


def _asked(world, case):
    now = world.now(case)
    return world.session, versions.by_id(world.session, now.definition_id), now
