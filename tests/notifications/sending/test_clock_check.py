"""A clock that went wrong: refused, told of, and no limit to wait for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, text
from sqlmodel import select

from engine.cases.anchors import broken_anchors
from engine.errors import Refused, WayOut
from engine.people.trace import RegistryEvent
from engine.storage.database import Database
from engine.storage.server_clock import server_clock
from notifications.sending.clock_check import believe_clock, clock_from, faults
from notifications.sending.marks_ahead import marks_ahead
from notifications.sending.tick import tick
from tests.mailbox import DAY, HOUR, MONDAY, open_mailroom
from tests.notifications.mailboxes import Folder, NoServer, Office, at, heard
from tests.notifications.relay import Outbox

WEEKS = timedelta(days=42)


@pytest.fixture
def prepared(sqlite_url, peopled, tmp_path):
    """An office whose database is for real use, so that it reads the clock, before any tick."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        room = open_mailroom(session)
        with session.begin():
            session.execute(text("UPDATE installation SET rehearsal = false"))
        yield Office(room, database, Folder(tmp_path / "mails"))
    database.close()


@pytest.fixture
def real(prepared):
    """The office in use: its last tick was on Monday."""
    with prepared.database.session() as session, session.begin():
        session.execute(text("UPDATE installation SET ticked_at = :now"), {"now": str(MONDAY)})
    return prepared


def believe(office: Office) -> None:
    with office.database.session() as session:
        believe_clock(session, office.now)


def recorded_last(office: Office) -> datetime:
    with office.database.session() as session:
        return session.orm.exec(select(func.max(RegistryEvent.recorded_at))).one()


def ahead(office: Office) -> list[str]:
    with office.database.session() as session:
        return [str(said) for _code, said in marks_ahead(session, office.now)]


@pytest.mark.parametrize("jump", [WEEKS, 8 * DAY, -2 * HOUR, -WEEKS])
def test_a_tick_refuses_a_jump_that_it_cannot_believe(real, jump):
    real.tick()
    real.later(jump)
    with pytest.raises(Refused) as refused:
        real.tick()

    (reason,) = refused.value.reasons
    assert (reason.code, reason.remedy.way) == ("clock", WayOut.BELIEVE_CLOCK)


@pytest.mark.parametrize("jump", [WEEKS, -2 * HOUR])
def test_a_first_tick_is_measured_by_what_was_recorded_last(prepared, jump):
    prepared.now = recorded_last(prepared) + jump
    with pytest.raises(Refused) as refused:
        prepared.tick()

    (reason,) = refused.value.reasons
    assert (reason.code, reason.remedy.way) == ("clock", WayOut.BELIEVE_CLOCK)


@pytest.mark.parametrize("jump", [30 * DAY, HOUR, -HOUR / 2])
def test_an_installation_may_be_prepared_for_a_month_before_its_first_tick(prepared, jump):
    prepared.now = recorded_last(prepared) + jump

    assert prepared.tick() is not None


@pytest.mark.parametrize("jump", [6 * DAY, -HOUR / 2])
def test_a_server_that_stood_still_for_some_days_is_believed(real, jump):
    real.tick()
    real.later(jump)

    assert real.tick() is not None


def test_a_clock_that_somebody_believes_goes_on(real):
    real.world.meeting(date(2027, 1, 13))
    real.tick()
    real.now = at(date(2027, 1, 8))
    believe(real)

    assert "member" in heard(real.tick(), "Møte: Administrativt")
    real.later(HOUR)
    assert real.tick() == []


def test_doctor_tells_of_moments_that_lie_ahead(real):
    real.world.measure()
    real.tick()
    assert ahead(real) == []
    real.later(-WEEKS)

    assert [said.partition(" was ")[0] for said in ahead(real)] == [
        "The last tick",
        "An event",
        "A notice",
        "An email",
        "A digest",
        f"The newest anchor is of {MONDAY.day} {MONDAY:%B} {MONDAY.year}, ahead of the clock.",
    ]


def once_ahead(office: Office) -> None:
    """One tick with the clock weeks ahead; then it is right again, and somebody says so."""
    now = office.now
    office.later(WEEKS)
    believe(office)
    office.tick()
    office.now = now
    believe(office)


def test_after_a_tick_weeks_ahead_steps_are_told_at_once(real):
    real.world.measure()
    once_ahead(real)
    real.later(2 * HOUR)
    real.world.measure("En til", at=real.now)

    came = real.tick()
    assert heard(came, "av Eli Eigar. Du får dette fordi du sitter i sekretariatet") == [
        "secretary",
        "stranger",
    ]


def test_after_a_tick_weeks_ahead_anchors_go_on(real):
    real.world.measure()
    once_ahead(real)
    real.world.measure("En til", at=real.now)
    real.tick()
    real.later(DAY)
    real.world.measure("Enda en", at=real.now)
    real.tick()
    days = [row.day for row in real.world.session.execute(text("SELECT day FROM anchor"))]

    assert len(days) == 3
    assert list(broken_anchors(real.world.session)) == []


def test_after_a_tick_weeks_ahead_milestones_and_warnings_are_not_lost(real):
    case = real.world.deviation()
    real.world.do(case, "route", handler="mottak")
    meeting = real.world.meeting(date(2027, 1, 13), "fagrad-1")
    real.tick()
    once_ahead(real)
    assert meeting.day == date(2027, 1, 13)
    told = []
    for day in range((date(2027, 1, 12) - MONDAY.date()).days):
        real.now = at(MONDAY.date() + day * DAY + DAY)
        told += real.tick()

    assert "handler" in heard(told, "Avviket skal være besvart innen 21. desember 2026. Du")
    assert "other" in heard(told, "Møte: Fagråd 1")


def test_a_mail_that_waits_for_a_moment_ahead_goes_now(real):
    real.world.measure()
    now = real.now
    real.later(WEEKS)
    believe(real)
    real.tick(mailer=NoServer())
    real.now = now
    believe(real)

    assert "secretary" in heard(
        real.tick(), "av Eli Eigar. Du får dette fordi du sitter i sekretariatet"
    )


def test_the_digest_of_a_week_ahead_overtakes_none(real):
    real.tick()
    once_ahead(real)
    real.later(DAY)
    real.world.measure(at=real.now)
    real.now = at(date(2026, 11, 30))

    assert "secretary" in heard(real.tick(), "uke 49")


# Clocks of nodes


@pytest.fixture
def in_use(session, database, peopled):
    """A database for real use, and what its clock shows."""
    open_mailroom(session)
    now = server_clock(session) or datetime.now(UTC)
    with session.begin():
        session.execute(
            text("UPDATE installation SET rehearsal = false, ticked_at = :now"),
            {"now": str(now - HOUR)},
        )
    session.cache.clear()
    return session, database, now


@pytest.mark.parametrize("off", [timedelta(minutes=20), timedelta(minutes=-20)])
def test_a_machine_whose_clock_is_not_the_databases_sends_nothing_and_says_so(in_use, off):
    session, database, now = in_use
    with time_machine.travel(now + off):
        if session.sqlite:
            assert faults(session) == [], "there is no other clock"
            return
        with pytest.raises(Refused) as refused:
            tick(database, datetime.now(UTC), mailer=Outbox())
        ((code, said),) = faults(session)

    where = "ahead of" if off > timedelta(0) else "behind"
    assert code == "clock_off"
    assert where in str(said)
    assert where in str(refused.value)


def test_a_machine_that_is_some_seconds_off_ticks_and_leases_by_the_databases_clock(in_use):
    session, database, now = in_use
    with time_machine.travel(now + timedelta(seconds=40)):
        clock = clock_from(session, datetime.now(UTC))
        shown = clock()
        assert tick(database, datetime.now(UTC), mailer=Outbox()).failures == {}

    expected = timedelta(seconds=40) if session.sqlite else timedelta(0)
    assert abs(shown - now - expected) < timedelta(seconds=20)
