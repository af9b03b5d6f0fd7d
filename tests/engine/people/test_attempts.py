"""Attempts are counted in rows, so that several processes agree."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from engine.errors import TooOften
from engine.people.attempts import Attempt, Limit, count_attempt, forget_attempt
from tests.world import MONDAY, at_once

TWICE = Limit("test", 2, timedelta(minutes=10))


def test_more_than_the_limit_is_refused_until_time_has_passed(session):
    for _time in range(2):
        count_attempt(session, TWICE, "10.0.0.1", MONDAY)

    with pytest.raises(TooOften):
        count_attempt(session, TWICE, "10.0.0.1", MONDAY + timedelta(minutes=9))
    count_attempt(session, TWICE, "10.0.0.2", MONDAY)
    count_attempt(session, TWICE, "10.0.0.1", MONDAY + timedelta(minutes=11))


def test_what_was_no_attempt_counts_no_longer(session):
    for _time in range(3):
        forget_attempt(session, count_attempt(session, TWICE, "10.0.0.1", MONDAY))

    assert session.orm.exec(select(Attempt)).all() == []


def test_several_at_once_are_counted_together(database, world):
    found = at_once(
        database,
        world,
        lambda each, _n: count_attempt(each.session, TWICE, "10.0.0.1", MONDAY),
        times=6,
    )

    assert sum(isinstance(each, TooOften) for each in found) == 4


def test_nobody_is_remembered_for_longer_than_a_day(session):
    count_attempt(session, TWICE, "10.0.0.1", MONDAY)
    count_attempt(session, TWICE, "10.0.0.2", MONDAY + timedelta(days=2))

    kept = session.orm.exec(select(Attempt)).all()

    assert len(kept) == 1
    assert "10.0.0" not in kept[0].who
