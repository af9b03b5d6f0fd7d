"""Whoever looks after mails sees at once that a server is away, a part fails or no tick came."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import Refused
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from notifications.mails import drop, mails
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.outbox.waits import HOLDS
from notifications.sending import tick as ticking
from notifications.sending.tick import TickWith, tick
from notifications.sending.tick_parts import faults, keep_next_tick, next_tick, parts_kept
from tests.mailbox import MONDAY, open_mailroom
from tests.notifications.relay import Copies, Outbox
from tests.world import tamper

SOON, MINUTE = timedelta(minutes=3), timedelta(minutes=1)
AWAY = Reply(ReplyKind.LATER, "[Errno 111] Connection refused", down=True)


class Away(Outbox):
    """A mail server that is not there."""

    def send(self, *_mail: object) -> Reply:
        return AWAY


@pytest.fixture
def room(session, peopled):
    """A mailroom with something to send."""
    world = open_mailroom(session)
    world.measure()
    return world


def kept(room):
    return parts_kept(room.session, OPERATOR, MONDAY)


def said(room, at):
    return [f"{code} {sentence}" for code, sentence in faults(room.session, OPERATOR, at)]


def test_a_server_that_is_away_is_told_from_its_first_silence(room, database):
    tick(database, MONDAY, mailer=Away())
    tick(database, MONDAY + SOON, mailer=Away())

    (told,) = said(room, MONDAY + SOON)
    assert told.startswith("mail_server_away")
    assert "Connection refused" in told
    assert kept(room)["mail_server"].fails_since == MONDAY


def test_an_archive_that_is_away_is_told_until_it_answers(room, database):
    tick(database, MONDAY, mailer=Outbox(always=Reply(ReplyKind.UNKNOWN, "silence")))
    later = [MONDAY + (HOLDS[0] + MINUTE) * times for times in (1, 2, 3)]
    away, back = (TickWith(Copies(away=why)) for why in ("Connection refused", ""))

    tick(database, later[0], mailer=Outbox(), given=away)
    tick(database, later[1], mailer=Outbox(), given=away)
    (told,) = said(room, later[1])
    tick(database, later[2], mailer=Outbox(), given=back)

    assert told.startswith("archive_away")
    assert "Connection refused" in told
    assert "10:16" in told
    assert said(room, later[2]) == []
    assert kept(room)["archive"].done_at == later[2]


def test_an_archive_that_is_asked_no_more_is_not_away(room, database):
    """Its address was taken out of the settings."""
    tick(database, MONDAY, mailer=Outbox(always=Reply(ReplyKind.UNKNOWN, "silence")))
    later = MONDAY + HOLDS[0] + MINUTE
    tick(database, later, mailer=Outbox(), given=TickWith(Copies(away="Connection refused")))
    assert [told.split()[0] for told in said(room, later)] == ["archive_away"]

    tick(database, later + SOON, mailer=Outbox())

    assert said(room, later + SOON) == []
    assert "archive" not in kept(room)


def test_a_tick_with_nothing_to_send_does_not_say_that_the_server_is_back(room, database):
    tick(database, MONDAY, mailer=Away())
    tick(database, MONDAY + timedelta(seconds=30), mailer=Away())

    assert kept(room)["mail_server"].fails_since == MONDAY


def test_a_server_that_no_mail_waits_for_is_not_called_away(room, database):
    """What waited was given up; nobody has asked the server since."""
    tick(database, MONDAY, mailer=Away())
    for waiting in mails(room.session, [DeliveryState.QUEUED], OPERATOR, MONDAY.date()):
        drop(room.session, waiting.id, Act(OPERATOR, MONDAY))

    assert said(room, MONDAY + SOON) == []
    assert kept(room)["mail_server"].fails_since == MONDAY


def test_a_server_that_answers_is_away_no_more(room, database):
    tick(database, MONDAY, mailer=Away())
    tick(database, MONDAY + SOON, mailer=Outbox())

    assert said(room, MONDAY + SOON) == []
    assert kept(room)["mail_server"].done_at == MONDAY + SOON


def test_a_server_that_refuses_an_address_is_not_away(room, database):
    class Refusing(Outbox):
        def send(self, *_mail: object) -> Reply:
            return Reply(ReplyKind.REFUSED, "550 no such user")

    tick(database, MONDAY, mailer=Refusing())

    assert kept(room)["mail_server"].fails_since is None


def test_a_part_that_fails_is_told_until_it_does_its_work(room, database, monkeypatch):
    tick(database, MONDAY, mailer=Outbox())
    with monkeypatch.context() as broken:
        broken.setattr(ticking, "plan_digests", lambda *_, **__: 1 / 0)
        tick(database, MONDAY + SOON, mailer=Outbox())
        tick(database, MONDAY + 2 * SOON, mailer=Outbox())

    assert kept(room)["digest"] == (
        "digest",
        MONDAY,
        MONDAY + SOON,
        "ZeroDivisionError",
    )
    (told,) = said(room, MONDAY + 2 * SOON)
    assert told.startswith("part_fails")
    tick(database, MONDAY + 3 * SOON, mailer=Outbox())
    assert said(room, MONDAY + 3 * SOON) == []


def test_every_part_is_kept(room, database):
    tick(database, MONDAY, mailer=Outbox())

    runs = kept(room)
    left = {"bounces", "restored"}  # there is no archive, and nothing was restored
    assert set(runs) == {part.name for part in ticking.PARTS} - left | {"mail_server"}
    assert {run.done_at for run in runs.values()} == {MONDAY}


def test_a_tick_that_does_not_come_is_told(room, database):
    tick(database, MONDAY, mailer=Outbox())
    keep_next_tick(room.session, MONDAY + SOON)
    tamper(room.session, "UPDATE installation SET rehearsal = false")
    room.session.cache.clear()

    assert next_tick(room.session) == MONDAY + SOON
    assert said(room, MONDAY + 2 * SOON) == []
    (told,) = said(room, MONDAY + timedelta(minutes=9))
    assert told.startswith("no_tick")


def test_in_a_rehearsal_nobody_waits_for_a_tick(room, database):
    tick(database, MONDAY, mailer=Outbox())
    keep_next_tick(room.session, MONDAY + SOON)

    assert said(room, MONDAY + timedelta(hours=1)) == []


def test_where_a_scheduler_took_over_no_tick_is_missed(room, database):
    keep_next_tick(room.session, MONDAY)
    tick(database, MONDAY + timedelta(hours=1), mailer=Outbox())

    assert next_tick(room.session) is None
    assert said(room, MONDAY + timedelta(hours=2)) == []


def test_nobody_else_is_told(room, database):
    tick(database, MONDAY, mailer=Away())

    with pytest.raises(Refused):
        list(faults(room.session, room.handler, MONDAY))
