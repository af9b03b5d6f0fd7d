"""What each answer of a mail server leaves in the row of a claimed mail."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.storage.database import Database
from notifications.outbox import leases
from notifications.outbox.leases import FIRST_PAUSE, HOLD, LONGEST_PAUSE
from tests.notifications.post import MONDAY, open_office, put
from tests.notifications.sending.test_sender import row


@pytest.fixture
def outbox(sqlite_url):
    """A database with one mail in the outbox."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        open_office(session)
        put(session, "a")
        yield session
    database.close()


def test_a_refused_mail_counts_the_attempt_and_is_nobodys(outbox):
    (mail,) = leases.claim(outbox, "one", MONDAY)

    assert leases.failed(outbox, mail, "550 no such user")
    kept = row(outbox, mail.id)
    assert (kept["state"], kept["attempts"], kept["reply"]) == ("failed", 1, "550 no such user")
    assert (kept["lease_by"], kept["lease_until"]) == (None, None)


def test_a_mail_in_doubt_rests_for_the_hold_time_and_counts_the_attempt(outbox):
    (mail,) = leases.claim(outbox, "one", MONDAY)

    assert leases.doubt(outbox, mail, MONDAY, "silence")
    kept = row(outbox, mail.id)
    assert (kept["attempts"], kept["reply"]) == (1, "silence")
    assert kept["next_at"] == (MONDAY + HOLD).isoformat(timespec="microseconds")


def test_what_nobody_could_try_waits_and_counts_the_attempt(outbox):
    (mail,) = leases.claim(outbox, "one", MONDAY)

    leases.give_back(outbox, [mail], MONDAY, "nobody listens")
    kept = row(outbox, mail.id)
    assert (kept["attempts"], kept["reply"]) == (1, "nobody listens")
    assert kept["next_at"] == (MONDAY + FIRST_PAUSE).isoformat(timespec="microseconds")


def test_what_nobody_tried_goes_at_once(outbox):
    (mail,) = leases.claim(outbox, "one", MONDAY)

    leases.give_back(outbox, [mail], MONDAY, None)
    kept = row(outbox, mail.id)
    assert (kept["attempts"], kept["state"], kept["lease_by"]) == (0, "queued", None)
    assert kept["next_at"] == MONDAY.isoformat(timespec="microseconds")


def test_pauses_double_until_the_longest():
    waits = [leases.pause(attempts) for attempts in range(20)]

    assert waits[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert waits[8:] == [LONGEST_PAUSE] * 12
