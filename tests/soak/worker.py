"""A node that ticks without pause until it is stopped, killed or loses its database."""

from __future__ import annotations

import logging
import os
import signal
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import time

from engine.errors import place_of
from engine.storage.database import Database
from engine.storage.faults import is_of_the_database
from engine.urls import Smtp
from notifications.outbox.smtp import SmtpMailer
from notifications.sending.tick import TickWith, tick
from tests.soak.relay import Journal

PAUSE = 0.05  # seconds between two ticks


@dataclass(frozen=True)
class SoakClock:
    """A clock that goes `speed` times as fast as the machine's, and may be wrong."""

    base: datetime
    started: float
    speed: float
    wrong: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.base + self.wrong + timedelta(seconds=(time() - self.started) * self.speed)


@dataclass(frozen=True)
class Job:
    """Where a worker finds what it works with; no archive where `journal` is None. `stays`: it
    goes on where a tick broke off because of the database, as `samsak run` does. What broke off
    stands in `failures`."""

    url: str
    port: int
    clock: SoakClock
    journal: Path | None
    failures: Path
    stays: bool = True


class _Kept(logging.Handler):
    """What broke off, where the driver reads it: the kind of error, the part of the tick, where."""

    def __init__(self, path: Path) -> None:
        super().__init__(logging.ERROR)
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        said = [str(getattr(record, name, "-")) for name in ("error", "part", "where")]
        with self._path.open("a") as file:
            file.write(" ".join(said) + "\n")


def work(job: Job) -> None:
    """Tick until somebody says stop."""
    log = logging.getLogger("samsak")
    log.propagate, log.handlers = False, [_Kept(job.failures)]
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    server = Smtp("127.0.0.1", job.port, tls=False, starttls="no", timeout=10)
    database = Database(job.url, durable=False)
    mailer = SmtpMailer(server, f"{os.getpid()}@samsak.example.no")
    archive = Journal(job.journal) if job.journal else None
    given = TickWith(archive, stopped=stop.is_set)
    while not stop.is_set():
        try:
            tick(database, job.clock(), mailer=mailer, clock=job.clock, given=given)
        except Exception as error:  # whatever it is, the driver reads it
            where = {"error": type(error).__name__, "where": place_of(error)}
            log.error("tick failed", extra=where)
            if not is_of_the_database(error):
                raise
            if not job.stays:
                sys.exit(1)
        stop.wait(PAUSE)
    database.close()
