"""What is wrong with mails and ticks is found by its code, and by nothing that people wrote."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.database import Database
from notifications.checks import WORKING, Check, all_checks, all_well, bare_checks, faults
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending import hold, tick_parts
from notifications.sending.tick import tick
from notifications.sending.tick_parts import keep_next_tick
from tests.mailbox import MONDAY, open_mailroom
from tests.notifications.relay import Outbox
from tests.world import tamper

LATE = MONDAY + tick_parts.PATIENCE + timedelta(minutes=1)


@pytest.fixture
def room(session, peopled):
    """A mailroom with something to send."""
    world = open_mailroom(session)
    world.measure()
    return world


def for_real(room):
    """From now on it is no rehearsal."""
    tamper(room.session, "UPDATE installation SET rehearsal = false")
    room.session.cache.clear()


def wrong(database, at=MONDAY):
    return {each.code: each.since for each in all_checks(database, at) if not each.well}


def test_where_all_is_well_each_check_is_named(room, database):
    tick(database, MONDAY, mailer=Outbox())

    found = all_checks(database, MONDAY)

    assert [each.code for each in found] == ["database", "schema", *WORKING]
    assert all_well(found)


def test_a_tick_that_does_not_come_is_late_since_it_was_to_be(room, database):
    for_real(room)
    keep_next_tick(room.session, MONDAY)

    assert wrong(database, LATE) == {"no_tick": MONDAY}


def test_mails_that_did_not_go_are_found(room, database):
    tick(database, MONDAY, mailer=Outbox(always=Reply(ReplyKind.REFUSED, "550 ingen slik")))
    hold.hold(room.session, Act(by=OPERATOR, at=MONDAY))

    assert wrong(database) == {"mail_failed": None, "mail_held": MONDAY}


def test_a_mail_that_should_have_gone_is_found_with_the_moment(room, database):
    away = Outbox(always=Reply(ReplyKind.LATER, "Connection refused", down=True))
    tick(database, MONDAY, mailer=away)

    assert wrong(database, MONDAY + timedelta(hours=2)) == {
        "mail_server_away": MONDAY,
        "mail_waits": MONDAY,
    }


def test_of_several_parts_that_fail_the_first_counts(room, database, monkeypatch):
    for part, at in (("bundle", MONDAY), ("plan", MONDAY + timedelta(hours=1))):
        monkeypatch.setattr(f"notifications.sending.tick.{part}", lambda *_args, **_more: 1 / 0)
        tick(database, at, mailer=Outbox())

    assert wrong(database)["part_fails"] == MONDAY


def test_people_and_programs_are_told_the_same(room, database):
    for_real(room)
    keep_next_tick(room.session, MONDAY)
    hold.hold(room.session, Act(by=OPERATOR, at=MONDAY))

    told = {code for code, _said in faults(room.session, OPERATOR, LATE)}

    assert told == set(wrong(database, LATE))


def test_tables_of_another_version_are_found_and_nothing_is_asked_of_them(room, database):
    tamper(
        room.session,
        "UPDATE alembic_version SET version_num = '9999'",
        "ALTER TABLE delivery RENAME TO elsewhere",
    )

    assert all_checks(database, MONDAY) == [Check("database"), Check("schema", well=False)]
    assert bare_checks(database) == all_checks(database, MONDAY)


def test_tables_that_are_gone_are_found(room, database):
    tamper(room.session, "DROP TABLE alembic_version")

    assert not all_well(bare_checks(database))


def test_a_file_that_is_gone_is_found_though_sqlite_writes_on(sqlite_url):
    database = Database(sqlite_url, pooled=True)
    assert all_well(all_checks(database, MONDAY))

    Path(database.url.database).unlink()

    assert all_checks(database, MONDAY) == [Check("database", well=False)]
    assert not Path(database.url.database).exists()


@pytest.mark.parametrize(
    "address",
    ["sqlite:////nowhere/samsak.db", "postgresql+psycopg://127.0.0.1:1/samsak?connect_timeout=2"],
)
def test_a_database_that_is_away_is_found(address):
    assert all_checks(Database(address), MONDAY) == [Check("database", well=False)]


def test_what_fails_for_another_reason_is_not_taken_for_the_database(room, database, monkeypatch):
    monkeypatch.setattr("notifications.checks.faults", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        all_checks(database, MONDAY)
