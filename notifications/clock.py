"""The clock: calls the tick again and again until it is told to stop.

The only place that knows APScheduler.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from engine.errors import place_of
from notifications.stopping import stop_when_told

log = logging.getLogger("samsak.clock")

EVERY = timedelta(seconds=30)
JOB = "tick"
LONGEST = timedelta(minutes=30)  # a tick that takes longer hangs
SLACK = timedelta(minutes=2)  # by which a tick may come late


class Clock:
    """Ticks in a thread of its own.

    Missed ticks are one tick, two never run at once, one that fails does not stop the next.
    `stopped` is set when it is to stop, for the tick that runs.
    """

    def __init__(
        self,
        tick: Callable[[], object],
        *,
        every: timedelta = EVERY,
        stopped: threading.Event | None = None,
    ) -> None:
        self._tick, self._every = tick, every
        self._last = time.monotonic()
        self._stopped = stopped or threading.Event()
        self._running = threading.Lock()
        self._again = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone="UTC",
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def start(self) -> None:
        """Tick at once, and from then on at the interval."""
        self._scheduler.start()
        self._schedule()
        self.wake()
        threading.Thread(target=self._watch, name="samsak-watchdog", daemon=True).start()

    def stop(self) -> None:
        """Let a tick that runs come to its end, and tick no more."""
        self._stopped.set()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=True)

    def end(self) -> None:
        """Ask the clock to stop, from anywhere, a signal too; who waits for it stops it."""
        self._stopped.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until somebody stops the clock."""
        return self._stopped.wait(timeout)

    @property
    def alive(self) -> bool:
        """Whether ticks come: one ended not long ago, or one runs that may still come to its
        end."""
        enough = LONGEST if self._running.locked() else 3 * self._every + SLACK
        return time.monotonic() - self._last < enough.total_seconds()

    def _schedule(self) -> None:
        trigger = IntervalTrigger(seconds=self._every.total_seconds())
        self._scheduler.add_job(self._beat, trigger, id=JOB, replace_existing=True)

    def wake(self) -> None:
        """Tick at once, or again as soon as the tick that runs has come to its end."""
        self._again.set()
        if self._scheduler.running:
            self._scheduler.add_job(self._beat)

    def _beat(self) -> None:
        if self._stopped.is_set() or not self._running.acquire(blocking=False):
            return
        try:
            self._last = time.monotonic()
            self._again.clear()
            self._tick()
        except Exception as error:  # noqa: BLE001 - the next tick has its own chance; values may hold what somebody wrote
            log.error(
                "tick failed", extra={"error": type(error).__name__, "where": place_of(error)}
            )
        finally:
            self._last = time.monotonic()
            self._running.release()
            if self._again.is_set():
                self.wake()

    def _watch(self) -> None:
        """A clock that was set back makes the scheduler wait for hours: what counts is how much
        time really passed."""
        interval = self._every.total_seconds()
        while not self._stopped.wait(interval):
            if time.monotonic() - self._last > 3 * interval and not self._running.locked():
                log.warning(
                    "clock stood still", extra={"seconds": round(time.monotonic() - self._last)}
                )
                self._schedule()
                self.wake()


def run(clock: Clock, meanwhile: Callable[[], object] = lambda: None) -> None:
    """Let the clock tick until SIGTERM or SIGINT comes; a tick that runs is let to its end.

    Call it from the main thread; `meanwhile` is called there every second.
    """
    with stop_when_told(clock.end):
        clock.start()
        while not clock.wait(1):
            meanwhile()
        clock.stop()
