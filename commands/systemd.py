"""Telling the service manager how it goes: that pages are answered, that it lives, that it ends.

As systemd takes it, by datagrams to the socket that it names (sd_notify(3)); nothing elsewhere.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Mapping
from contextlib import suppress

from engine.settings import environment_with

MICROSECONDS = 1_000_000


class Systemd:
    """Whoever started the process and wants to know of it."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        told = environment_with() if environ is None else environ
        self._socket = told.get("NOTIFY_SOCKET", "")
        # twice within the time after which it takes the process for dead
        self._every = int(told.get("WATCHDOG_USEC") or 0) / MICROSECONDS / 2
        self._ready, self._lived = False, 0.0

    def tell(self, *, ready: bool, alive: bool) -> None:
        """Call it again and again: tells once that all is ready, and as often as it is wanted that
        the process lives."""
        if ready and not self._ready:
            self._ready = True
            self._say("READY=1")
        now = time.monotonic()
        if alive and self._every and now - self._lived >= self._every:
            self._lived = now
            self._say("WATCHDOG=1")

    def end(self) -> None:
        """From now on it ends."""
        self._say("STOPPING=1")

    def _say(self, what: str) -> None:
        if not self._socket:
            return
        place = "\0" + self._socket[1:] if self._socket.startswith("@") else self._socket
        # a manager that is away is no reason to stop
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.sendto(what.encode(), place)
