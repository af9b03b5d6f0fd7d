from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine.cases import anchors
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

    found = verify_chains(world.session)
    assert found == [Break(case.ref, 5, "case_differs"), Break(case.ref, 5, "ties_differ")]


def test_a_removed_case_is_found(world):
    case = world.lived()

    without_foreign_keys(world.session, f'DELETE FROM "case" WHERE id = {case.id}')

    found = verify_chains(world.session)
    assert found == [Break(f"#{case.id}", 1, "case_vanished"), Break("T-2026", 1, "case_missing")]


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

    found = [(each.ref, each.what) for each in verify_chains(world.session)]
    gaps = [("event", "number_missing"), ("case", "number_missing")] if world.session.sqlite else []
    assert found == [*gaps, ("T-2026", "case_missing"), ("2026-03-09", "anchor_broken")]


def test_a_rewritten_history_that_seals_itself_breaks_the_anchor(world):
    case = world.measure()
    anchor_chains(world.session, world.at.date())
    forged = events_of(world.session, case.id)[0]._replace(by=world.owner.person_id)
    seal = sealed("", case.ref, forged._asdict())

    tamper(
        world.session,
        f"UPDATE event SET by = {forged.by}, hash = '{seal}' WHERE id = {forged.id}",
        f"UPDATE \"case\" SET head = '{seal}'",
        f"UPDATE case_person SET person_id = {forged.by}",
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


@pytest.mark.parametrize(
    "change",
    [
        "title = 'Et annet'",
        "number = '99'",
        "workflow = 'deviation'",
        "opened_at = '2026-01-01T09:00:00.000000+00:00'",
        "moved_at = '2026-03-09T09:00:00.000000+00:00'",
        "definition_id = (SELECT id FROM definition WHERE workflow = 'deviation')",
    ],
)
def test_what_a_list_shows_of_a_case_is_what_its_history_tells(world, change):
    case = world.ongoing()

    without_foreign_keys(world.session, f'UPDATE "case" SET {change} WHERE id = {case.id}')

    assert {each.ref for each in verify_chains(world.session)} == {case.ref}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE case_body SET body_id = body_id + 1 WHERE case_id = {}",
        "UPDATE case_body SET state = 'evaluated' WHERE case_id = {}",
        "UPDATE case_body SET due_on = '2020-01-01' WHERE case_id = {}",
        "DELETE FROM case_body WHERE case_id = {}",
        "INSERT INTO case_person (case_id, link, person_id) VALUES ({}, 'reporter', 1)",
        "INSERT INTO case_link (case_id, link, to_id) VALUES ({0}, 'depends_on', {0})",
    ],
)
def test_the_ties_of_a_case_are_what_its_history_tells(world, change):
    case = world.ongoing()

    tamper(world.session, change.format(case.id))

    assert verify_chains(world.session) == [Break(case.ref, case.version, "ties_differ")]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE \"case\" SET moved_at = 'i går' WHERE id = {}",
        "UPDATE \"case\" SET fields = 'ingen' WHERE id = {}",
        "UPDATE event SET data = '{{' WHERE case_id = {} AND seq = 2",
        "UPDATE event SET data = '[]' WHERE case_id = {} AND seq = 1",
        "UPDATE event SET at = 'i går' WHERE case_id = {} AND seq = 2",
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL takes none of them
def test_a_row_that_cannot_be_read_is_a_finding(world, change):
    case = world.ongoing()

    tamper(world.session, change.format(case.id))

    assert verify_chains(world.session) == [Break(case.ref, 0, "unreadable")]


def test_a_changed_workflow_definition_is_found(world):
    world.ongoing()

    tamper(world.session, "UPDATE definition SET text = text || ' ' WHERE workflow = 'measure'")
    found = verify_chains(world.session)

    assert [(each.ref, each.what) for each in found] == [("measure 1", "definition_changed")]


def test_a_definition_whose_hash_was_changed_with_it_is_found(world):
    tamper(world.session, "UPDATE definition SET sha256 = 'ny' WHERE workflow = 'measure'")

    assert "row_differs" in {each.what for each in verify_chains(world.session)}


def test_a_database_that_lost_its_triggers_says_so(world):
    trigger = "event_refuses_update" if world.session.sqlite else "event_refuses_change ON event"

    world.session.driver.execute(f"DROP TRIGGER {trigger}")

    assert verify_chains(world.session) == [Break("event", 0, "trigger_missing")]


def test_the_day_of_an_anchor_is_bound_with_it(world):
    world.measure()
    anchor_chains(world.session, world.at.date())

    tamper(world.session, "UPDATE anchor SET day = '2019-02-02'")

    assert [each.what for each in verify_chains(world.session)] == ["anchor_broken"]


def test_a_counter_that_is_gone_would_give_its_numbers_again(world):
    world.measure()
    tamper(world.session, "DELETE FROM counter")

    assert verify_chains(world.session) == [("T-2026", 1, "counter_missing")]


def test_a_newest_case_that_vanished_before_any_anchor_is_missed(world):
    world.measure()
    case = world.measure()

    traces = [f"DELETE FROM {table} WHERE case_id = {case.id}" for table in ("event", "case_body")]
    without_foreign_keys(world.session, *traces, f'DELETE FROM "case" WHERE id = {case.id}')

    assert verify_chains(world.session) == [Break("T-2026", 2, "case_missing")]


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


def test_an_anchor_is_the_same_in_however_many_portions_it_is_read(world, monkeypatch):
    for _number in range(5):
        world.measure()
    today = world.at.date()
    whole = anchors.anchor_now(world.session, today)

    monkeypatch.setattr(anchors, "PORTION", 2)

    assert anchors.anchor_now(world.session, today) == whole
    assert whole.cases == 5


def test_nobody_waits_while_an_anchor_is_reckoned(world, database, monkeypatch):
    world.measure()
    reckon = anchors.anchor_of

    def meanwhile(*asked: Any) -> anchors.Anchored:
        with database.session() as session:
            world.on(session).measure()
        return reckon(*asked)

    monkeypatch.setattr(anchors, "anchor_of", meanwhile)
    assert anchor_chains(world.session, world.at.date())

    monkeypatch.undo()
    (kept,) = anchors.anchors(world.session)
    assert kept.cases == 1
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


IN_REAL_USE = "UPDATE installation SET rehearsal = false"


@pytest.mark.parametrize("removed", ["day > '2026-03-02'", "true"], ids=["the newest", "all"])
def test_anchors_that_were_removed_are_missed_after_a_tick(world, removed):
    world.measure()
    anchor_chains(world.session, world.day(0).date())
    world.measure(at=world.day(1))
    anchor_chains(world.session, world.day(2).date())
    tamper(
        world.session, IN_REAL_USE, "UPDATE installation SET ticked_at = '2026-03-04 09:00+00:00'"
    )

    assert "anchor_missing" not in found_kinds(world)

    tamper(world.session, f"DELETE FROM anchor WHERE {removed}")
    assert "anchor_missing" in found_kinds(world)


def test_what_happened_on_the_day_of_the_tick_may_wait_for_its_anchor(world):
    anchor_chains(world.session, world.day(0).date())
    world.measure(at=world.day(2))
    tamper(
        world.session, IN_REAL_USE, "UPDATE installation SET ticked_at = '2026-03-04 09:00+00:00'"
    )

    assert "anchor_missing" not in found_kinds(world)


def found_kinds(world) -> set[str]:
    return {each.what for each in verify_chains(world.session)}
