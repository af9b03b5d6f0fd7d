from __future__ import annotations

from datetime import date

import pytest

from engine.cases.chain import verify_chains
from engine.errors import BadInput, NotFound
from engine.people import closed_days
from engine.people.trace import trace_of
from tests.world import SETTING_UP, at_once

SUMMER = (date(2026, 7, 6), date(2026, 7, 26))


def test_closed_days_are_no_working_days(world):
    assert closed_days.close(world.session, world.partnership, *SUMMER, "Sommer", SETTING_UP)

    calendar = closed_days.calendar(world.session, world.partnership)

    assert [calendar.is_working(day) for day in (date(2026, 7, 3), *SUMMER, date(2026, 7, 27))] == [
        True,
        False,
        False,
        True,
    ]


def test_the_same_days_are_kept_once(world):
    closed_days.close(world.session, world.partnership, *SUMMER, "Sommer", SETTING_UP)

    assert not closed_days.close(
        world.session, world.partnership, *SUMMER, "Sommerferie", SETTING_UP
    )
    (span,) = closed_days.spans(world.session, world.partnership)
    assert (span.first, span.last, span.name) == (*SUMMER, "Sommer")


def test_each_partnership_has_its_own(world):
    closed_days.close(world.session, world.partnership, *SUMMER, "Sommer", SETTING_UP)

    assert closed_days.calendar(world.session, world.neighbours).closed == frozenset()


@pytest.mark.parametrize("last", [date(2026, 7, 5), date(2026, 12, 31)])
def test_days_that_must_be_a_slip_are_refused(world, last):
    with pytest.raises(BadInput, match="120 days at most"):
        closed_days.close(world.session, world.partnership, SUMMER[0], last, "Sommer", SETTING_UP)


def test_a_transaction_that_fails_opens_the_days_again(world):
    with pytest.raises(ZeroDivisionError), world.session.begin():  # noqa: PT012
        closed_days.close(world.session, world.partnership, *SUMMER, "Sommer", SETTING_UP)
        assert not closed_days.calendar(world.session, world.partnership).is_working(SUMMER[0])
        raise ZeroDivisionError

    assert closed_days.calendar(world.session, world.partnership).is_working(SUMMER[0])


def test_days_closed_by_slip_are_opened_again_with_a_trace(world):
    closed_days.close(world.session, world.partnership, *SUMMER, "Sommer", SETTING_UP)

    span = closed_days.open_again(world.session, world.partnership, *SUMMER, SETTING_UP)

    assert closed_days.calendar(world.session, world.partnership).is_working(SUMMER[0])
    kinds = [event.kind for event in trace_of(world.session, closed_days.CLOSED_DAY, span.id)]
    assert kinds == ["closed", "removed"]
    assert verify_chains(world.session) == []


def test_only_days_that_are_closed_are_opened(world):
    closed_days.close(world.session, world.partnership, SUMMER[0], SUMMER[0], "Fri", SETTING_UP)

    with pytest.raises(NotFound, match="No closed days run from 6 July 2026 to 26 July 2026"):
        closed_days.open_again(world.session, world.partnership, *SUMMER, SETTING_UP)


def test_days_closed_by_twenty_at_once_are_closed_once(world, database):
    got = at_once(
        database,
        world,
        lambda w, _n: closed_days.close(w.session, w.partnership, *SUMMER, "Sommer", SETTING_UP),
        times=8,
    )

    assert sorted(got) == [False] * 7 + [True], got
    assert len(closed_days.spans(world.session, world.partnership)) == 1


@pytest.mark.parametrize("first", [date(9999, 12, 31), date(2101, 1, 1)])
def test_days_of_a_year_that_nobody_means_are_refused_in_words(world, first):
    with pytest.raises(BadInput, match="Closed days run from"):
        closed_days.close(world.session, world.partnership, first, first, "", SETTING_UP)
