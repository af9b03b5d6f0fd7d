"""Days that some write with the month first."""

from __future__ import annotations

from datetime import date

import pytest

from engine.days.doubtful_days import doubtful_days, other_day, told_doubtful


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("03/02/2026", date(2026, 2, 3)),
        ("3/2/26", date(2026, 2, 3)),
        ("innen 3/2/2026", date(2026, 2, 3)),
    ],
)
def test_a_day_and_a_month_that_may_change_places_are_told(text, day):
    assert [each.day for each in doubtful_days([text])] == [day]
    assert text.split()[-1] in str(*told_doubtful([text]))


@pytest.mark.parametrize(
    "text", ["3/3/2026", "3.2.2026", "2026-02-03", "1/3/2/2026", "2018/2019", "02/13/2026", "3/2"]
)
def test_other_days_are_not(text):
    assert not told_doubtful([text])


def test_one_day_behind_the_twelfth_shows_the_order_of_all():
    assert not told_doubtful(["03/02/2026", "13/02/2026"])


def test_what_the_month_first_would_mean():
    assert other_day("02/13/2026") == date(2026, 2, 13)
    assert other_day("13/13/2026") is None
