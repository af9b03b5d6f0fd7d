"""`samsak run` keeps when its next tick is to be, so that others see when it stopped."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time

from engine.storage.database import Database
from notifications.sending.tick_parts import next_tick

LONGEST = 30.0  # seconds


def test_a_run_says_when_its_next_tick_is_to_be(sqlite_url, peopled, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    settings = {"SAMSAK_DATABASE_URL": sqlite_url, "SAMSAK_MAIL_URL": f"maildir:{tmp_path}/mail"}
    command = [sys.executable, "-m", "cli", "run", "--every", "3600", "--port", port]
    running = subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.DEVNULL)
    try:
        with Database(sqlite_url).session() as session:
            until = time.monotonic() + LONGEST
            while next_tick(session) is None and time.monotonic() < until:
                time.sleep(0.1)
            assert next_tick(session) is not None
    finally:
        running.terminate()
        running.wait()
