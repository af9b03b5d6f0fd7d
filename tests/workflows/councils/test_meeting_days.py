"""The days on which a meeting may be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine.errors import BadInput
from engine.people.acts import Act
from engine.storage.database import Database
from tests.world import found, unmet
from workflows.councils import meetings

DAY = timedelta(days=1)


@pytest.fixture
def real(sqlite_url, peopled):
    """The world in a database that is in real use."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        with session.begin():
            session.execute(text("UPDATE installation SET rehearsal = false"))
        yield found(session)
    database.close()


def call(world, day: date):
    return meetings.add(world.session, [world.body("asu")], day, "", Act(world.secretary, world.at))


@pytest.mark.parametrize("ahead", [-DAY, -400 * DAY, 6 * 366 * DAY])
def test_a_meeting_is_called_on_a_day_to_come(real, ahead):
    assert "day" in unmet(lambda: call(real, real.at.date() + ahead))


@pytest.mark.parametrize("ahead", [timedelta(0), DAY, 4 * 365 * DAY])
def test_today_and_any_day_of_the_next_years_will_do(real, ahead):
    assert call(real, real.at.date() + ahead).day == real.at.date() + ahead


@pytest.mark.parametrize("ahead", [-DAY, 6 * 366 * DAY])
def test_a_meeting_is_moved_to_a_day_to_come(world, ahead):
    meeting = world.meeting(day=world.at.date() + 10 * DAY)
    act = Act(world.secretary, world.at)

    refused = unmet(
        lambda: meetings.move(world.session, meeting, world.at.date() + ahead, None, act)
    )
    assert "day" in refused


def test_what_was_is_written_down_with_its_own_time(real):
    act = Act(real.secretary, real.day(-2), recorded_at=real.at)
    called = meetings.add(real.session, [real.body("asu")], real.at.date() - DAY, "", act)

    assert called.day == real.at.date() - DAY


def test_an_hour_is_an_hour(real):
    with pytest.raises(BadInput, match="time of day"):
        meetings.add(
            real.session, [real.body("asu")], date(2027, 1, 4), "25", Act(real.secretary, real.at)
        )


def test_a_meeting_is_at_an_hour_that_the_clocks_show(world):
    spring = date(2026, 3, 29)
    act, asu = Act(world.secretary, world.at), [world.body("asu")]
    assert set(unmet(lambda: meetings.add(world.session, asu, spring, "02:30", act))) == {"time"}

    meeting = meetings.add(world.session, asu, spring, "03:30", act)
    assert set(unmet(lambda: meetings.move(world.session, meeting, spring, "02:30", act))) == {
        "time"
    }
