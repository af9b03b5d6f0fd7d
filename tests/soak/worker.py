"""A node that ticks without pause until it is stopped, killed or loses its database."""

from __future__ import annotations

import logging
import os
import signal
import sys
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from time import time

from engine.errors import Refused, place_of
from engine.storage.database import Database
from engine.storage.faults import is_of_the_database
from engine.urls import Smtp
from notifications.outbox.smtp import SmtpMailer
from notifications.sending import clock_check
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
    stands in `failures`. Unless it `believes` the time it is told it looks at its machine's clock,
    which is wrong by `first` for one tick, and at that of the database, as in real use."""

    url: str
    port: int
    clock: SoakClock
    journal: Path | None
    failures: Path
    stays: bool = True
    believes: bool = True
    first: timedelta | None = None


TOO_LATE = "mail went too late"  # a warning: somebody else had the mail when the answer came


class _Kept(logging.Handler):
    """What broke off, where the driver reads it: the kind of error, the part of the tick, where."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path

    def filter(self, record: logging.LogRecord) -> bool:
        """Errors, and what was too late."""
        return record.levelno >= logging.ERROR or record.getMessage() == TOO_LATE

    def emit(self, record: logging.LogRecord) -> None:
        named = {"error": record.getMessage(), "part": "-", "where": "-"}
        said = [str(getattr(record, name, other)) for name, other in named.items()]
        with self._path.open("a") as file:
            file.write(" ".join(said) + "\n")


class _Machine:
    """The clock of a machine, where `datetime` is asked for it."""

    def __init__(self, clock: SoakClock) -> None:
        self.clock = clock

    def now(self, _zone: object) -> datetime:
        return self.clock()


def _look_at_clocks(database: Database, clock: SoakClock) -> None:
    """As in real use: at the machine's, and at that of the database where it has one of its own.
    Time goes faster, so the two are put in their place."""
    right = None if database.sqlite else replace(clock, wrong=timedelta())
    sources: dict[str, object] = {
        "is_rehearsal": lambda _session: False,
        "server_clock": lambda _session: right() if right else None,
        "datetime": _Machine(clock),
    }
    for name, source in sources.items():
        setattr(clock_check, name, source)


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
    clock = job.clock if job.first is None else replace(job.clock, wrong=job.first)
    while not stop.is_set():
        if not job.believes:
            _look_at_clocks(database, clock)
        told = job.clock if job.believes else None
        try:
            tick(database, clock(), mailer=mailer, clock=told, given=given)
        except Refused:
            log.error("tick refused")
        except Exception as error:  # whatever it is, the driver reads it
            where = {"error": type(error).__name__, "where": place_of(error)}
            log.error("tick failed", extra=where)
            if not is_of_the_database(error):
                raise
            if not job.stays:
                sys.exit(1)
        clock = job.clock
        stop.wait(PAUSE)
    database.close()
