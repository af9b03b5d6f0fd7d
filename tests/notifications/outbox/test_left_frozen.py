"""Of a batch whose worker died only one mail may have been handed over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.storage.database import Database
from notifications.outbox import leases, left_frozen
from notifications.outbox.leases import FrozenMail
from notifications.outbox.waits import AT_THE_DOT, HOLDS, LEASE
from tests.notifications.post import MONDAY, open_office, put
from tests.notifications.sending.test_sender import row

TEXT = FrozenMail("a@b.no", "s", b"text")


@pytest.fixture
def outbox(database_url):
    """A database with four mails in the outbox."""
    database = Database(database_url, durable=False)
    with database.session() as session:
        open_office(session)
        put(session, *"abcd")
        yield session
    database.close()


def frozen(outbox, now=MONDAY):
    """All of them in the hands of somebody who then dies."""
    mails = leases.claim(outbox, "dead", now)
    return leases.freeze(outbox, [(mail, TEXT) for mail in mails], now)


def states(outbox, mails):
    rows = [row(outbox, mail.id) for mail in mails]
    return [(each["state"], each["doubts"]) for each in rows]


def test_only_the_first_mail_without_an_answer_is_in_doubt(outbox):
    mails = frozen(outbox)
    leases.sent(outbox, mails[0], MONDAY, "250")

    left_frozen.put_back(outbox, MONDAY + LEASE)

    assert states(outbox, mails) == [("sent", 1), ("in_doubt", 1), ("queued", 0), ("queued", 0)]
    again = leases.claim(outbox, "next", MONDAY + LEASE)
    assert [mail.id for mail in again] == [mail.id for mail in mails[2:]]
    assert [(mail.body, mail.tried_at) for mail in again] == [(None, None)] * 2


def test_whoever_claims_next_has_the_others_at_once(outbox):
    mails = frozen(outbox)
    leases.sent(outbox, mails[0], MONDAY, "250")

    again = leases.claim(outbox, "next", MONDAY + LEASE)

    assert [mail.id for mail in again] == [mail.id for mail in mails[2:]]


def test_nothing_is_put_back_while_the_lease_lasts(outbox):
    mails = frozen(outbox)

    left_frozen.put_back(outbox, MONDAY + LEASE - timedelta(seconds=1))

    assert states(outbox, mails) == [("in_doubt", 1)] * 4
    assert leases.held(outbox, mails[-1], MONDAY)


def test_whoever_stood_still_hands_nothing_over_that_was_put_back(outbox):
    mails = frozen(outbox)

    left_frozen.put_back(outbox, MONDAY + LEASE)

    assert not any(leases.held(outbox, mail, MONDAY) for mail in mails[1:])


def test_a_doubt_from_before_stays(outbox):
    for mail in frozen(outbox):
        leases.doubt(outbox, mail, MONDAY, "silence")
    then = MONDAY + HOLDS[0]
    mails = frozen(outbox, then)

    left_frozen.put_back(outbox, then + LEASE)

    assert states(outbox, mails) == [("in_doubt", 2), *[("in_doubt", 1)] * 3]
    assert bytes(row(outbox, mails[-1].id)["body"]) == TEXT.body


def test_what_was_only_claimed_keeps_its_doubt(outbox):
    for mail in frozen(outbox):
        leases.doubt(outbox, mail, MONDAY, "silence")
    then = MONDAY + HOLDS[0]
    mails = leases.claim(outbox, "dead", then)
    leases.freeze(outbox, [(mails[0], TEXT)], then)

    left_frozen.put_back(outbox, then + LEASE)

    assert [doubts for _state, doubts in states(outbox, mails)] == [2, 1, 1, 1]


def test_a_mail_at_its_dot_is_left_in_peace(outbox):
    mails = frozen(outbox)
    late = MONDAY + LEASE - timedelta(seconds=1)
    leases.held(outbox, mails[0], late)

    left_frozen.put_back(outbox, MONDAY + LEASE)

    assert states(outbox, mails)[:2] == [("in_doubt", 1)] * 2
    assert leases.held(outbox, mails[0], late + AT_THE_DOT - timedelta(seconds=1))
