"""A tick that somebody stops leaves no mail in doubt."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date

import pytest
from sqlalchemy import text

from engine.storage.database import Database
from tests.mailbox import open_mailroom
from tests.notifications.relay import PATIENCE, Relay

LONGEST = 120.0  # seconds
POLITE = PATIENCE * 2 + 1.5  # an answer that is under way, a second, and some for the interpreter


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_is_obeyed_between_two_mails(sqlite_url, peopled, number):
    with Database(sqlite_url, durable=False).session() as session:
        open_mailroom(session).meeting(date(2026, 12, 15))
    with Relay({"TAKEN": "late"}) as relay:
        typed = ["tick", "--json", "--at", "2026-11-23T10:00"]
        settings = {
            "SAMSAK_DATABASE_URL": sqlite_url,
            "SAMSAK_MAIL_URL": f"smtp://127.0.0.1:{relay.port}",
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", *typed],
            env={**os.environ, **settings},
            stdout=subprocess.DEVNULL,
        )
        _wait_for_a_mail(relay)
        process.send_signal(number)
        began = time.monotonic()
        process.wait(LONGEST)
        took = time.monotonic() - began
        taken = len(relay.taken)

    with Database(sqlite_url).session() as session, session.begin():
        rows = session.execute(text("SELECT state, lease_by, body, doubts FROM delivery")).all()
    left = [row for row in rows if row.state == "queued"]
    assert took < POLITE
    assert sum(row.state == "sent" for row in rows) == taken >= 1
    assert left
    assert {row.state for row in rows} <= {"sent", "queued", "cancelled"}, "nothing is in doubt"
    assert {(row.lease_by, row.body, row.doubts) for row in left} == {(None, None, 0)}


def _wait_for_a_mail(relay: Relay) -> None:
    until = time.monotonic() + LONGEST
    while not relay.taken and time.monotonic() < until:
        time.sleep(0.02)
    assert relay.taken
