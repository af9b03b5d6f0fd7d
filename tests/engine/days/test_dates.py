"""A day is read in one place, as people write it; always and never stand in one place too."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.days.dates import read_day
from tests.house import modules, text

MARCH = date(2026, 3, 2)


@pytest.mark.parametrize(
    "given",
    ["2026-03-02", " 2.3.2026 ", "02.03.26", MARCH, datetime(2026, 3, 2, 7)],  # noqa: DTZ001
)
def test_a_day_is_read_as_people_write_it(given):
    assert read_day(given) == MARCH
    assert not isinstance(read_day(given), datetime)


@pytest.mark.parametrize("given", ["", "31.2.2026", "2026-13-01", "i går", "20260302", 7, None])
def test_what_is_no_day_is_none(given):
    assert read_day(given) is None


@pytest.mark.parametrize("given", ["0001-01-01", "31.12.9999", "1899-12-31", date(2101, 1, 1)])
def test_a_year_that_nobody_means_is_no_day(given):
    assert read_day(given) is None


@pytest.mark.parametrize("path", [path for path in modules() if path != "engine/days/dates.py"])
def test_no_other_module_reads_a_day_or_says_never(path):
    written = text(path)

    assert "%d.%m." not in written
    assert "date(1900" not in written
    assert "date(9999" not in written
