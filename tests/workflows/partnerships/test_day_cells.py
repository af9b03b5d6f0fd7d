"""Days as people write them in lists."""

from __future__ import annotations

from datetime import date

import pytest

from engine.errors import BadInput
from workflows.partnerships.day_cells import day_of

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


@pytest.mark.parametrize("text", ["6. kvartal 2027", "31. april 2027", "snart", "6. april"])
def test_what_is_no_day_is_told(text):
    with pytest.raises(BadInput, match="is not a day such as"):
        day_of(text)


def test_another_day_of_the_week_is_told():
    with pytest.raises(BadInput, match="that date is Tuesday 6 April 2027"):
        day_of("mandag 6. april 2027")
