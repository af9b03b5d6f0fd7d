"""An installation in numbers, as its rows give them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage.installation import keep_backup
from engine.storage.migrate import HEAD
from notifications.figures import figures
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending import hold
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom
from tests.notifications.relay import Outbox

HOUR, NONE = timedelta(hours=1), timedelta()


@pytest.fixture
def room(session, peopled):
    """A mailroom with something to send."""
    world = open_mailroom(session)
    world.measure()
    return world


def test_before_the_first_tick_nothing_has_an_age(room):
    found = figures(room.session, MONDAY)

    assert (found.schema, found.tick_age, found.backup_age, found.failing) == (HEAD, None, None, {})
    assert found.longest_due == NONE
    assert set(found.mails.values()) == {0}
    assert found.cases == {("measure", "proposed"): 1}


def test_what_waits_for_a_server_that_is_away_grows_older(room, database):
    tick(database, MONDAY, mailer=Outbox(always=Reply(ReplyKind.LATER, "refused", down=True)))
    tick(database, MONDAY + HOUR, mailer=Outbox(always=Reply(ReplyKind.LATER, "no", down=True)))

    found = figures(room.session, MONDAY + 3 * HOUR)

    assert found.longest_due == 3 * HOUR
    assert found.failing["mail_server"] == 3 * HOUR
    assert found.failing["plan"] == NONE
    assert found.tick_age == 2 * HOUR
    assert found.mails["queued"] > 0


def test_a_tick_of_which_every_part_failed_is_none(room, database, monkeypatch):
    tick(database, MONDAY, mailer=Outbox())
    monkeypatch.setattr("notifications.sending.tick._try", _fail)
    tick(database, MONDAY + HOUR, mailer=Outbox())

    assert figures(room.session, MONDAY + 2 * HOUR).tick_age == 2 * HOUR


def _fail(part, ticking):
    ticking.report.failures[part.name] = "RuntimeError"


def test_what_went_is_not_due(room, database):
    tick(database, MONDAY, mailer=Outbox())
    keep_backup(room.session, MONDAY)
    hold.hold(room.session, Act(by=OPERATOR, at=MONDAY))

    found = figures(room.session, MONDAY + HOUR)

    assert found.mails["sent"] > 0
    assert (found.longest_due, found.backup_age, found.mail_held) == (NONE, HOUR, True)


def test_a_clock_that_is_behind_makes_nothing_younger_than_new(room, database):
    tick(database, MONDAY, mailer=Outbox())

    assert figures(room.session, MONDAY - HOUR).tick_age == NONE
