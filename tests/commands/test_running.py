"""`samsak run` keeps when its next tick is to be, so that others see when it stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text

import commands.running
from engine.settings import Settings
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.outbox import leases
from notifications.outbox.deliveries import DeliveryKind
from notifications.outbox.leases import FrozenMail
from notifications.sending.tick_parts import next_tick
from tests.notifications.post import put, states

LONGEST = 30.0  # seconds


@contextmanager
def running(sqlite_url: str, **settings: str) -> Iterator[Session]:
    """`samsak run` meanwhile, and a session on its database."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    environment = {**os.environ, "SAMSAK_DATABASE_URL": sqlite_url, **settings}
    command = [sys.executable, "-m", "cli", "run", "--every", "3600", "--port", port]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        with Database(sqlite_url).session() as session:
            yield session
    finally:
        process.terminate()
        process.wait()


def wait_until(comes: Callable[[], object]) -> None:
    until = time.monotonic() + LONGEST
    while not comes() and time.monotonic() < until:
        time.sleep(0.1)
    assert comes()


def test_a_run_says_when_its_next_tick_is_to_be(sqlite_url, peopled, tmp_path):
    with running(sqlite_url, SAMSAK_MAIL_URL=f"maildir:{tmp_path}/mail") as session:
        wait_until(lambda: next_tick(session) is not None)


def test_a_run_looks_in_the_archive(sqlite_url, peopled, tmp_path, dovecot):
    user, long_ago = uuid4().hex, datetime(2020, 1, 6, 9, tzinfo=UTC)
    with Database(sqlite_url).session() as session:
        put(session, "a", kind=DeliveryKind.LOGIN, now=long_ago)  # which goes on any day
        (mail,) = leases.claim(session, "w", long_ago)
        leases.freeze(session, mail, long_ago, FrozenMail("kari@example.no", "Hei", b"Hei"))
    dovecot.put(user, f"Message-ID: {mail.message_id}\r\n\r\nHei\r\n".encode())

    settings = {"SAMSAK_MAIL_URL": f"maildir:{tmp_path}/mail"}
    with running(sqlite_url, SAMSAK_ARCHIVE_URL=dovecot.address(user), **settings) as session:
        wait_until(lambda: states(session)[mail.id] == "sent")
        with session.begin():
            said = session.execute(text("SELECT reply FROM delivery")).scalar()
    assert said == "found in the archive"


def test_a_run_that_is_to_stop_says_so_to_its_tick(monkeypatch):
    given = []
    monkeypatch.setattr(
        commands.running, "tick", lambda *_about, **more: given.append(more["given"])
    )

    commands.running._ticked(None, Settings(), lambda: True)

    assert given[0].stopped()
