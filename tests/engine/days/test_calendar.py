from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from holidays.countries.norway import Norway
from hypothesis import given
from hypothesis import strategies as st

from engine.days.calendar import (
    Calendar,
    at_local,
    local,
    local_day,
    moments_of,
    public_holidays,
    week_period,
)

CALENDAR = Calendar()
CLOSED = Calendar(
    frozenset(date(2026, 7, 6) + timedelta(n) for n in range(28))
    | {date(2026, 12, 24), date(2026, 12, 31)}
)

days = st.dates(date(2019, 1, 1), date(2040, 12, 31))
calendars = st.sampled_from([CALENDAR, CLOSED])


def test_the_public_holidays_are_those_that_others_reckon():
    for year in range(1995, 2101):
        assert public_holidays(year) == set(Norway(years=year)), year


@pytest.mark.parametrize(
    "day",
    [date(2026, 5, 14), date(2026, 5, 1), date(2026, 5, 25), date(2026, 4, 2), date(2026, 11, 21)],
)
def test_nobody_works_on_holidays_and_saturdays(day):
    assert not CALENDAR.is_working(day)


def test_the_day_before_christmas_is_closed_only_where_the_partnership_says_so():
    assert CALENDAR.is_working(date(2026, 12, 24))
    assert not CLOSED.is_working(date(2026, 12, 24))


def test_counting_back_from_a_meeting_after_easter_leaves_the_holidays_out():
    assert CALENDAR.add(date(2026, 4, 9), -5) == date(2026, 3, 30)


def test_closed_weeks_move_a_deadline():
    assert CALENDAR.add(date(2026, 7, 3), 10) == date(2026, 7, 17)
    assert CLOSED.add(date(2026, 7, 3), 10) == date(2026, 8, 14)


@given(calendars, days, st.integers(-60, 60))
def test_adding_and_taking_away_again_comes_back(calendar, day, n):
    start = calendar.next_working(day)

    assert calendar.add(calendar.add(start, n), -n) == start
    assert calendar.between(start, calendar.add(start, n)) == n


@given(calendars, days, st.integers(-60, 60).filter(bool))
def test_adding_ends_on_a_working_day(calendar, day, n):
    end = calendar.add(day, n)

    assert calendar.is_working(end)
    assert calendar.add(day, calendar.between(day, end)) == end


@given(calendars, days)
def test_the_nearest_working_days(calendar, day):
    after, before = calendar.next_working(day), calendar.previous_working(day)

    assert before <= day <= after
    assert (before == day == after) == calendar.is_working(day)
    assert calendar.between(before, after) == (0 if before == after else 1)


def test_adding_nothing_stays_where_it_is():
    assert CALENDAR.add(date(2026, 11, 21), 0) == date(2026, 11, 21)


def test_calendars_with_the_same_closed_days_are_one():
    assert {
        Calendar(frozenset({date(2026, 12, 24)})),
        Calendar(frozenset({date(2026, 12, 24)})),
    } == {Calendar(frozenset({date(2026, 12, 24)}))}


@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (date(2026, 3, 28), "06:00"),  # the clocks go forward on the 29th
        (date(2026, 3, 29), "05:00"),
        (date(2026, 10, 24), "05:00"),  # and back on 25 October
        (date(2026, 10, 25), "06:00"),
    ],
)
def test_seven_in_the_morning_is_seven_on_both_sides_of_the_switch(day, utc):
    assert at_local(day, time(7)) == datetime.fromisoformat(f"{day}T{utc}+00:00")
    assert at_local(day, time(7)).tzinfo is UTC


def test_a_time_that_is_skipped_moves_forward():
    assert local(at_local(date(2026, 3, 29), time(2, 30))).time() == time(3, 30)


@pytest.mark.parametrize("fold", [0, 1])
def test_of_two_equal_times_the_first_is_meant(fold):
    assert at_local(date(2026, 10, 25), time(2, 30, fold=fold)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )


@given(days, st.times(min_value=time(4)), st.sampled_from(["Europe/Oslo", "America/New_York"]))
def test_the_clock_shows_what_was_meant(day, clock, zone):
    shown = local(at_local(day, clock, zone), zone)

    assert (shown.date(), shown.time()) == (day, clock)
    assert local_day(at_local(day, clock, zone), zone) == day


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        local(datetime(2026, 1, 1))  # noqa: DTZ001 - that it is naive is the point


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 23), "2026-W48"),
        (date(2026, 1, 1), "2026-W01"),
        (date(2027, 1, 3), "2026-W53"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_a_week_has_one_name(day, week):
    assert week_period(day) == week


@pytest.mark.parametrize(
    ("local_time", "offsets"),
    [
        ("2026-03-29T01:59", ["+0100"]),
        ("2026-03-29T02:30", []),
        ("2026-03-29T03:00", ["+0200"]),
        ("2026-10-25T01:59", ["+0200"]),
        ("2026-10-25T02:30", ["+0200", "+0100"]),
        ("2026-10-25T03:00", ["+0100"]),
    ],
)
def test_a_local_time_is_one_moment_none_or_two(local_time, offsets):
    found = moments_of(datetime.fromisoformat(local_time))

    assert [f"{moment:%z}" for moment in found] == offsets
