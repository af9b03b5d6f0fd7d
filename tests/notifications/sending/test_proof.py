from __future__ import annotations

import pytest

from engine.cases.chain import verify_chains
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom
from tests.world import tamper


class Taker:
    """A mailer that takes everything."""

    def send(self, _address, _message_id, _body, still_mine, _slow):
        assert still_mine()
        return Reply(ReplyKind.ACCEPTED, "250 ok")

    def close(self):
        pass


@pytest.fixture
def sent(database, session, peopled):
    """A database of which some mails went."""
    open_mailroom(session).measure()
    tick(database, MONDAY, mailer=Taker())
    return session


def test_mails_that_went_are_proven(sent):
    assert verify_chains(sent) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE delivery SET person_id = person_id + 1",
        "UPDATE delivery SET state = 'queued' WHERE state = 'sent'",
        "UPDATE delivery SET message_id = '<en@annen>' WHERE id = 1",
        "UPDATE delivery SET sent_at = '2026-01-01T09:00:00.000000+00:00'",
        "UPDATE notice SET delivery_id = NULL",
        "UPDATE notice SET state = 'planned'",
    ],
)
def test_a_mail_that_is_told_otherwise_than_it_went_is_found(sent, change):
    tamper(sent, change)

    assert "row_differs" in {each.what for each in verify_chains(sent)}


def test_a_mail_of_which_nobody_knows_is_found(sent):
    tamper(
        sent,
        "UPDATE delivery SET state = 'sent', sent_at = queued_at WHERE state <> 'sent'",
        "DELETE FROM registry_event WHERE subject = 'delivery' AND subject_id = 1",
    )

    assert "history_vanished" in {each.what for each in verify_chains(sent)}
