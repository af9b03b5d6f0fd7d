from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine.cases.anchors import anchor_chains
from engine.cases.chain import Break, sealed, verify_chains
from engine.cases.events import events_of
from engine.storage.database import Database
from engine.storage.session import Session
from tests.world import tamper


def without_foreign_keys(session: Session, *statements: str) -> None:
    if session.sqlite:
        session.driver.execute("PRAGMA foreign_keys=OFF")
    tamper(session, *statements)


# The chain


def test_a_history_that_nobody_touched_holds(world):
    world.lived()
    world.ongoing()
    world.routed()

    assert verify_chains(world.session) == []


def test_each_event_is_sealed_by_the_one_before(world):
    previous = ""

    for event in events_of(world.session, world.lived().id):
        assert event.hash == sealed(previous, "T-2026-1", event._asdict())
        previous = event.hash


def test_the_case_keeps_the_hash_of_its_last_event(world):
    case = world.lived()

    assert case.head == events_of(world.session, case.id)[-1].hash


@pytest.mark.parametrize(
    "change",
    ["by = NULL", "data = '{}'", "at = '2026-03-03T09:00:01.000000+00:00'", "action = 'resume'"],
)
def test_a_changed_event_is_found(world, change):
    case = world.lived()

    tamper(world.session, f"UPDATE event SET {change} WHERE case_id = {case.id} AND seq = 2")

    assert Break(case.ref, 2, "event_changed") in verify_chains(world.session)


def test_a_removed_event_is_found(world):
    case = world.lived()

    tamper(world.session, f"DELETE FROM event WHERE case_id = {case.id} AND seq = 3")

    assert Break(case.ref, 3, "event_vanished") in verify_chains(world.session)


def test_a_removed_last_event_is_found(world):
    case = world.lived()

    tamper(world.session, f"DELETE FROM event WHERE case_id = {case.id} AND seq = 5")

    assert verify_chains(world.session) == [Break(case.ref, 5, "case_differs")]


def test_a_removed_case_is_found(world):
    case = world.lived()

    without_foreign_keys(world.session, f'DELETE FROM "case" WHERE id = {case.id}')

    assert verify_chains(world.session) == [Break(f"#{case.id}", 1, "case_vanished")]


def test_a_case_whose_history_was_removed_is_found(world):
    case = world.lived()

    tamper(world.session, f"DELETE FROM event WHERE case_id = {case.id}")

    assert verify_chains(world.session) == [Break(case.ref, 0, "history_vanished")]


@pytest.mark.parametrize(
    "change",
    ["state = 'approved'", "version = 9", "head = ''", 'fields = \'{"title":"Et annet"}\''],
)
def test_a_changed_case_is_found(world, change):
    case = world.lived()

    tamper(world.session, f'UPDATE "case" SET {change} WHERE id = {case.id}')

    assert [each.what for each in verify_chains(world.session)] == ["case_differs"]


def test_a_case_that_vanished_with_all_its_traces_breaks_the_anchor(world):
    case = world.lived()
    world.measure()
    anchor_chains(world.session, date(2026, 3, 9))

    traces = [f"DELETE FROM {table} WHERE case_id = {case.id}" for table in ("event", "case_body")]
    without_foreign_keys(world.session, *traces, f'DELETE FROM "case" WHERE id = {case.id}')

    assert [(each.ref, each.what) for each in verify_chains(world.session)] == [
        ("2026-03-09", "anchor_broken")
    ]


def test_a_rewritten_history_that_seals_itself_breaks_the_anchor(world):
    case = world.measure()
    anchor_chains(world.session, world.at.date())
    forged = events_of(world.session, case.id)[0]._replace(by=world.owner.person_id)
    seal = sealed("", case.ref, forged._asdict())

    tamper(
        world.session,
        f"UPDATE event SET by = {forged.by}, hash = '{seal}' WHERE id = {forged.id}",
        f"UPDATE \"case\" SET head = '{seal}'",
    )

    assert [each.what for each in verify_chains(world.session)] == ["anchor_broken"]


def test_a_changed_anchor_is_found(world):
    world.lived()
    anchor_chains(world.session, world.at.date())

    tamper(world.session, "UPDATE anchor SET cases = 7")

    assert [each.what for each in verify_chains(world.session)] == ["anchor_broken"]


def test_nothing_is_found_while_others_work(world, database):
    case = world.ongoing()

    def work() -> None:
        with database.session() as session:
            for _each in range(40):
                world.on(session).step(case, "report_progress", world.owner, light="late")

    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(work)
        found = [verify_chains(world.session)]
        while not working.done():
            found.append(verify_chains(world.session))
        working.result()

    assert [each for each in found if each] == []


# Anchors


def test_a_day_is_anchored_once(world):
    world.measure()
    today = world.at.date()

    assert [anchor_chains(world.session, today), anchor_chains(world.session, today)] == [
        True,
        False,
    ]


def test_a_day_on_which_nothing_happened_has_no_anchor(world):
    world.measure()
    anchor_chains(world.session, world.at.date())

    assert not anchor_chains(world.session, world.at.date() + timedelta(days=1))


def test_each_anchor_stands_on_the_one_before(world):
    for number in range(3):
        world.measure()
        anchor_chains(world.session, world.at.date() + timedelta(days=number))

    rows = world.session.execute(
        text("SELECT cases, last_event_id FROM anchor ORDER BY day")
    ).fetchall()
    assert [row[0] for row in rows] == [1, 2, 3]
    assert verify_chains(world.session) == []


def test_two_who_anchor_at_once_leave_one_anchor(world, database):
    for number in range(8):
        world.measure()
        day = world.at.date() + timedelta(days=number)

        with ThreadPoolExecutor(2) as threads:
            made = list(threads.map(lambda _n, d=day: _anchored(database, d), range(2)))

        assert sorted(made) == [False, True]
    assert verify_chains(world.session) == []


def _anchored(database: Database, day: date) -> bool:
    with database.session() as session:
        return anchor_chains(session, day)
