"""The tick, the forecast and the clock."""

from __future__ import annotations

import os
import signal
import threading
from collections import Counter
from datetime import date, timedelta
from time import monotonic, sleep

import pytest
from sqlalchemy import text

from engine.cases.search_index import not_taken_in, reach
from engine.errors import BadInput
from engine.people.actors import OPERATOR
from engine.storage.installation import last_tick
from notifications.clock import Clock, run
from notifications.forecast import forecast
from notifications.notices import planner
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending import tick as ticking
from notifications.sending.tick import Ticking, tick
from tests.mailbox import DAY, MONDAY, open_mailroom


class Outbox:
    """A mailer that takes everything."""

    def __init__(self):
        self.addresses = []

    def send(self, address, message_id, body, still_mine, _slow):
        assert still_mine()
        self.addresses.append(address)
        return Reply(ReplyKind.ACCEPTED, "250 ok")

    def close(self):
        pass


@pytest.fixture
def outbox():
    return Outbox()


def test_a_tick_tells_everyone_and_the_next_one_nobody(database, session, peopled, outbox):
    world = open_mailroom(session)
    world.measure()

    report = tick(database, MONDAY, mailer=outbox)
    again = tick(database, MONDAY, mailer=outbox)

    assert report.failures == {}
    assert (report.anchored, report.planned) == (True, 2)
    assert (
        Counter(outbox.addresses)["secretary@example.no"] == 2
    )  # a notice, and the digest of the week
    assert (again.planned, again.digests, again.bundled, again.sent.sent) == (0, 0, 0, 0)
    assert {n.state for n in world.notices()} == {"told"}


def test_a_tick_takes_what_happened_into_the_index_of_searches(database, session, peopled, outbox):
    case = open_mailroom(session).measure()
    assert not_taken_in(session, reach(session)) == {case.id}

    tick(database, MONDAY, mailer=outbox)

    assert not_taken_in(session, reach(session)) == set()


def test_a_part_that_fails_stops_no_other(database, session, peopled, outbox, monkeypatch, caplog):
    open_mailroom(session).measure()

    def broken(*_args, **_more):
        raise RuntimeError("kari@example.no")

    monkeypatch.setattr(ticking, "plan_digests", broken)
    report = tick(database, MONDAY, mailer=outbox)

    assert report.failures == {"digest": "RuntimeError"}
    assert sorted(outbox.addresses) == ["secretary@example.no", "stranger@example.no"]
    assert "kari" not in caplog.text


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_part_begins_anew_when_the_connection_of_the_one_before_has_gone(
    database, session, peopled, outbox, monkeypatch
):
    world = open_mailroom(session)
    world.measure()
    lost = "SELECT pg_terminate_backend(pg_backend_pid())"

    def lose(given: Ticking) -> None:
        given.session.orm.connection().exec_driver_sql(lost)

    parts = [part._replace(do=lose) if part.name == "logins" else part for part in ticking.PARTS]
    monkeypatch.setattr(ticking, "PARTS", parts)
    report = tick(database, MONDAY, mailer=outbox)

    assert report.failures == {"logins": "57P01"}
    assert {notice.state for notice in world.notices()} == {"told"}
    assert last_tick(session) == MONDAY


def test_what_a_part_left_open_is_given_up(database, session, peopled, outbox, monkeypatch):
    world = open_mailroom(session)
    world.measure()

    def leave_open(given: Ticking) -> None:
        given.session.start(pipelined=False)
        given.session.execute(text("DELETE FROM notice"))

    monkeypatch.setattr(
        ticking,
        "PARTS",
        [part._replace(do=leave_open) if part.name == "logins" else part for part in ticking.PARTS],
    )
    report = tick(database, MONDAY, mailer=outbox)

    assert report.failures == {}
    assert {notice.state for notice in world.notices()} == {"told"}


# The forecast


def counted(world):
    return [
        world.session.execute(text(f"SELECT count(*) FROM {t}")).scalar()
        for t in ("notice", "delivery", "digest_run", "event")
    ]


def test_the_forecast_says_what_then_really_comes(world):
    world.ongoing(at=MONDAY - 3 * DAY)
    case = world.deviation(at=MONDAY - 3 * DAY)
    world.do(case, "route", handler="mottak", at=MONDAY - 3 * DAY)
    world.meeting(date(2026, 12, 9), at=MONDAY - 3 * DAY)
    until = date(2026, 12, 20)
    before = counted(world)
    found = forecast(world.session, MONDAY, until, OPERATOR)

    assert counted(world) == before
    came = [
        mail for hours in range(24 * 28) for mail in world.tick(MONDAY + timedelta(hours=hours))
    ]
    said = [(mail.at, mail.address.partition("@")[0]) for mail in found]
    assert Counter(said) == Counter((mail.at, mail.to) for mail in came if mail.at.date() <= until)
    assert said == sorted(said, key=lambda each: each[0])


def test_the_forecast_says_why(world):
    world.meeting(date(2027, 1, 13))
    (one,) = [
        mail
        for mail in forecast(world.session, MONDAY, date(2026, 12, 14), OPERATOR)
        if mail.kind == "meeting_items"
    ]

    assert (
        str(one.why)
        == "Call for items: the meeting of Administrativt samarbeidsutvalg on 13 January 2027."
    )


def test_nobody_waits_for_a_forecast_and_it_waits_for_nobody(world, database, monkeypatch):
    case, until = world.ongoing(at=MONDAY - DAY), date(2026, 12, 20)
    worked = []

    def others_work(session, *_given):
        with database.session() as other:
            other.driver.execute(
                "PRAGMA busy_timeout=0" if other.sqlite else "SET lock_timeout = 100"
            )
            fjord = world.fjord.on(other)
            fjord.step(case, "report_progress", world.secretary, light="late", at=MONDAY)
            worked.append(planner.plan(other, MONDAY))
        return []

    monkeypatch.setattr("notifications.forecast._sent", others_work)
    forecast(world.session, MONDAY, date(2026, 12, 3), OPERATOR)
    monkeypatch.undo()
    with database.session() as other, other.begin():
        planner.plan(other, MONDAY + DAY)
        forecast(world.session, MONDAY, until, OPERATOR)

    assert len(worked) > 1


# The clock


def test_the_clock_ticks_again_and_again_and_never_two_at_once():
    running, most, ticks = [], [], []

    def one():
        running.append(1)
        most.append(len(running))
        sleep(0.15)
        running.pop()
        ticks.append(1)

    clock = Clock(one, every=timedelta(seconds=0.1))
    clock.start()
    wait_for(lambda: len(ticks) >= 3)
    clock.stop()

    assert max(most) == 1
    assert running == []


def test_the_clock_ticks_again_at_once_for_whoever_wakes_it_during_a_tick():
    begun, ticks = threading.Event(), []

    def one():
        ticks.append(1)
        begun.set()
        sleep(0.2)

    clock = Clock(one, every=timedelta(hours=1))
    clock.start()
    begun.wait(20)
    clock.wake()
    wait_for(lambda: len(ticks) == 2)
    clock.stop()


def test_a_tick_that_fails_does_not_stop_the_clock():
    ticks = []

    def one():
        ticks.append(1)
        raise RuntimeError

    clock = Clock(one, every=timedelta(seconds=0.05))
    clock.start()
    wait_for(lambda: len(ticks) >= 3)
    clock.stop()


def test_the_clock_stops_when_it_is_told_to():
    ticks = []
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
    run(Clock(lambda: ticks.append(1), every=timedelta(seconds=0.1)))

    assert len(ticks) >= 1


def test_a_clock_lives_while_its_ticks_come_to_an_end(monkeypatch):
    goes_on, begun, now = threading.Event(), threading.Event(), [1000.0]
    monkeypatch.setattr("notifications.clock.time.monotonic", lambda: now[0])

    def one():
        begun.set()
        goes_on.wait(20)

    clock = Clock(one, every=timedelta(seconds=1000))
    clock.start()
    begun.wait(20)
    now[0] += timedelta(minutes=29).total_seconds()
    assert clock.alive  # a tick may take so long
    now[0] += timedelta(minutes=2).total_seconds()
    assert not clock.alive  # this one hangs
    goes_on.set()
    wait_for(lambda: clock.alive)
    now[0] += 3100
    assert clock.alive  # three may be missed
    now[0] += 100
    assert not clock.alive
    clock.stop()


def wait_for(happened, seconds=20.0):
    end = monotonic() + seconds
    while not happened():
        assert monotonic() < end, "it did not happen"
        sleep(0.01)


def test_a_forecast_is_of_days_to_come(world):
    sunday = MONDAY.date() - timedelta(days=1)

    with pytest.raises(BadInput, match="has passed"):
        forecast(world.session, MONDAY, sunday, OPERATOR)
    assert forecast(world.session, MONDAY, MONDAY.date(), OPERATOR) == []
