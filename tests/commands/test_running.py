"""`samsak run` keeps when its next tick is to be, so that others see when it stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.request import urlopen
from uuid import uuid4

from sqlalchemy import text

from engine.storage.database import Database
from engine.storage.session import Session
from notifications.outbox import leases
from notifications.outbox.deliveries import DeliveryKind
from notifications.outbox.leases import FrozenMail
from notifications.sending.tick_parts import next_tick
from tests.commands.managing import heard, listening
from tests.notifications.post import put, states

LONGEST = 120.0  # seconds, on a machine with much else to do


@contextmanager
def running(sqlite_url: str, **settings: str) -> Iterator[Session]:
    """`samsak run` meanwhile, and a session on its database."""
    process = start(sqlite_url, free_port(), stderr=subprocess.DEVNULL, **settings)
    try:
        with Database(sqlite_url).session() as session:
            yield session
    finally:
        process.terminate()
        process.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def start(url: str, port: int, *, stderr: Any, **settings: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "SAMSAK_DATABASE_URL": url, **settings}
    command = [sys.executable, "-m", "cli", "run", "--every", "3600", "--port", str(port)]
    return subprocess.Popen(command, env=environment, stderr=stderr, stdin=subprocess.DEVNULL)


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
        leases.freeze(session, [(mail, FrozenMail("kari@example.no", "Hei", b"Hei"))], long_ago)
    dovecot.put(user, f"Message-ID: {mail.message_id}\r\n\r\nHei\r\n".encode())

    settings = {"SAMSAK_MAIL_URL": f"maildir:{tmp_path}/mail"}
    with running(sqlite_url, SAMSAK_ARCHIVE_URL=dovecot.address(user), **settings) as session:
        wait_until(lambda: states(session)[mail.id] == "sent")
        with session.begin():
            said = session.execute(text("SELECT reply FROM delivery")).scalar()
    assert said == "found in the archive"


def test_a_run_under_a_service_manager_says_how_it_goes_and_ends_when_told(
    sqlite_url, peopled, tmp_path
):
    log, port = tmp_path / "log", free_port()
    with listening(str(tmp_path / "notify")) as manager, log.open("w") as lines:
        told = {
            "SAMSAK_LOG": "json",
            "SAMSAK_PING_URL": "http://127.0.0.1:1/ping/5c1e0a52",
            "SAMSAK_MAIL_URL": f"maildir:{tmp_path}/mail",
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "WATCHDOG_USEC": "2000000",
        }
        process = start(sqlite_url, port, stderr=lines, **told)
        try:
            said = []
            wait_until(lambda: said.extend(heard(manager)) or "READY=1" in said)
            assert urlopen(f"http://127.0.0.1:{port}/healthz").status == 200
            wait_until(lambda: said.extend(heard(manager)) or said.count("WATCHDOG=1") > 1)
            process.send_signal(signal.SIGHUP)
            lived = said.count("WATCHDOG=1") + 1
            wait_until(lambda: said.extend(heard(manager)) or said.count("WATCHDOG=1") > lived)
            wait_until(lambda: "ping failed" in log.read_text("utf-8"))
        finally:
            process.terminate()
            assert process.wait(LONGEST) == 0
        assert "STOPPING=1" in heard(manager)
    logged = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert logged[0]["what"] == "running"
    assert "5c1e0a52" not in str(logged)
