"""What each answer of a mail server leaves in the row of a claimed mail."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine.storage.database import Database
from notifications.outbox import leases
from notifications.outbox.leases import FrozenMail
from notifications.outbox.waits import AT_THE_DOT, FIRST_PAUSE, HOLDS, LEASE, MOST_DOUBTS
from tests.notifications.post import MONDAY, open_office, put
from tests.notifications.sending.test_sender import row

TEXT = FrozenMail("a@b.no", "s", b"text")


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
    assert kept["next_at"] == (MONDAY + HOLDS[0]).isoformat(timespec="microseconds")


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


def test_each_doubt_makes_the_rest_longer(outbox):
    found, now = [], MONDAY
    for _time in range(MOST_DOUBTS):
        (mail,) = leases.claim(outbox, "one", now)
        leases.freeze(outbox, [(mail, TEXT)], now)
        leases.doubt(outbox, mail, now, "silence")
        kept = row(outbox, mail.id)
        found.append(datetime.fromisoformat(kept["next_at"]) - now)
        now += found[-1]

    assert found == list(HOLDS)
    assert kept["doubts"] == MOST_DOUBTS


def test_an_attempt_that_handed_nothing_over_is_no_doubt(outbox):
    (mail,) = leases.claim(outbox, "one", MONDAY)
    (frozen,) = leases.freeze(outbox, [(mail, TEXT)], MONDAY)
    assert row(outbox, mail.id)["doubts"] == 1

    leases.again(outbox, frozen, MONDAY, "451 later")

    kept = row(outbox, mail.id)
    assert (kept["state"], kept["doubts"], kept["body"]) == ("queued", 0, None)


def test_the_first_attempt_is_remembered(outbox):
    now = MONDAY
    for _time in range(2):
        (mail,) = leases.claim(outbox, "one", now)
        leases.freeze(outbox, [(mail, TEXT)], now)
        leases.again(outbox, mail, now, "451 later")
        now += timedelta(hours=1)

    assert datetime.fromisoformat(row(outbox, mail.id)["tried_at"]) == MONDAY


def test_a_lease_is_renewed_at_the_dot_where_it_would_not_outlast_the_answer(outbox):
    (mail,) = leases.claim(outbox, "one", MONDAY)
    before = row(outbox, mail.id)["lease_until"]

    assert leases.held(outbox, mail, MONDAY)
    assert row(outbox, mail.id)["lease_until"] == before
    late = MONDAY + LEASE - timedelta(seconds=1)
    assert leases.held(outbox, mail, late)
    assert datetime.fromisoformat(row(outbox, mail.id)["lease_until"]) == late + AT_THE_DOT
    assert not leases.held(outbox, mail, late + AT_THE_DOT)
