"""A node that ticks without pause until it is stopped, killed or loses its database."""

from __future__ import annotations

import logging
import os
import signal
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import time

from sqlalchemy.exc import OperationalError

from engine.storage.database import Database
from engine.urls import Smtp
from notifications.outbox.smtp import SmtpMailer
from notifications.sending.tick import TickWith, tick
from tests.soak.relay import Journal

PAUSE = 0.05  # seconds between two ticks
LOST = (OperationalError,)


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
    """Where a worker finds what it works with; no archive where `journal` is None."""

    url: str
    port: int
    clock: SoakClock
    journal: Path | None


def work(job: Job) -> None:
    """Tick until somebody says stop."""
    logging.disable()  # what goes wrong is judged by what was taken
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
        except LOST as error:
            print(f"{os.getpid()}: {type(error).__name__}", flush=True)
        stop.wait(PAUSE)
    database.close()
