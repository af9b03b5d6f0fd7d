"""Days as people write them in lists."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import BadInput
from workflows.partnerships.day_cells import (
    day_of,
    first_day_of,
    is_without_year,
    last_day_of,
    span_of,
    with_year,
)

DAY = date(2027, 4, 6)  # a Tuesday


@pytest.mark.parametrize(
    "text",
    [
        "2027-04-06",
        "6.4.2027",
        "6. april 2027",
        "6.apr. 2027",
        "tirsdag 6. april 2027",
        "Tysdag, 6. april 2027",
        "Tuesday 6 April 2027",
    ],
)
def test_a_day_is_read_as_it_is_written(text):
    assert day_of(text) == DAY


def test_an_empty_cell_has_no_day():
    assert day_of("") is None


@pytest.mark.parametrize("text", ["6. kvartal 2027", "31. april 2027", "snart"])
def test_what_is_no_day_is_told(text):
    with pytest.raises(BadInput, match="is not a day such as"):
        day_of(text)


YEARLESS = ["6. april", "tirsdag 6. april", "6.4.", "6/4", "10.–11. juni", "uke 8", "Veke 28–30"]


@pytest.mark.parametrize("text", YEARLESS)
def test_a_day_without_a_year_asks_for_it(text):
    assert is_without_year(text)
    with pytest.raises(BadInput, match="has no year"):
        span_of(text)


@pytest.mark.parametrize("text", YEARLESS[:4])
def test_a_year_behind_it_makes_it_a_day(text):
    assert day_of(with_year(text, 2027)) == DAY


@pytest.mark.parametrize(
    "text", ["", "6.4.2027", "6.4.27", "snart", "tirsdag", "2027", "6. kvartal"]
)
def test_other_cells_lack_no_year(text):
    assert not is_without_year(text)


def test_another_day_of_the_week_is_told():
    with pytest.raises(BadInput, match="that date is Tuesday 6 April 2027"):
        day_of("mandag 6. april 2027")


@pytest.mark.parametrize("text", ["6/4-2027", "6/4/2027", "06/04-27"])
def test_a_day_may_be_written_with_strokes(text):
    assert day_of(text) == DAY


def test_a_year_alone_is_its_first_or_its_last_day():
    assert (first_day_of("2024"), last_day_of("2024")) == (date(2024, 1, 1), date(2024, 12, 31))
    assert first_day_of("6.4.2027") == last_day_of("2027-04-06") == DAY


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("uke 8 2027", date(2027, 2, 22), date(2027, 2, 28)),
        ("Veke 28–30 2027", date(2027, 7, 12), date(2027, 8, 1)),
        ("uke 28-30, 2027", date(2027, 7, 12), date(2027, 8, 1)),
        ("10.–11. juni 2027", date(2027, 6, 10), date(2027, 6, 11)),
        ("10.-11. juni 2027", date(2027, 6, 10), date(2027, 6, 11)),
        ("1.7.2027 – 31.7.2027", date(2027, 7, 1), date(2027, 7, 31)),
        ("1.7.2027-31.7.2027", date(2027, 7, 1), date(2027, 7, 31)),
        ("2024-2027", date(2024, 1, 1), date(2027, 12, 31)),
        ("2024–2027", date(2024, 1, 1), date(2027, 12, 31)),
        ("2027-04-06", DAY, None),
        ("6/4-2027", DAY, None),
        ("tirsdag 6. april 2027", DAY, None),
    ],
)
def test_days_are_read_from_the_first_to_the_last(text, first, last):
    assert span_of(text) == (first, last)


@pytest.mark.parametrize("text", ["uke 54 2027", "uke 0 2027"])
def test_a_week_is_one_of_its_year(text):
    with pytest.raises(BadInput, match="is no week of a year"):
        span_of(text)


@pytest.mark.parametrize("text", ["snart–senere", "13/13/2027", "31.–32. juni 2027"])
def test_what_is_no_span_is_told(text):
    with pytest.raises(BadInput, match="is not a day"):
        span_of(text)


def test_a_day_with_the_month_first_is_told_as_the_day_that_it_means():
    with pytest.raises(BadInput, match="has the month first: write 2027-12-31"):
        span_of("12/31/2027")
