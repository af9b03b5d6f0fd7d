"""Workers that are really forked, killed, stopped and frozen while meetings are called."""

from __future__ import annotations

import heapq
import os
import signal
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from random import Random
from threading import Timer
from time import monotonic, sleep, time
from typing import Any, NamedTuple

from sqlalchemy import text

from engine.people.acts import Act
from engine.storage.database import Database
from engine.storage.session import Session
from tests.soak.oracle import Verdict, judge
from tests.soak.relay import Faults, SoakRelay
from tests.soak.worker import Job, SoakClock, work
from tests.world import MONDAY, World, found
from workflows.councils import meetings

FORKED = get_context("forkserver")
FORKED.set_forkserver_preload(["tests.soak.worker"])
STEP = 0.005  # seconds between two looks
SOON = 0.15  # seconds after an accept within which half of the kills fall
FROZEN = 1.3  # times the lease that a frozen worker stands still
LEASE_MINUTES = 15
SIGNALS = {"kills": signal.SIGKILL, "freezes": signal.SIGSTOP, "stops": signal.SIGTERM}
_OPEN = "SELECT count(*) FROM delivery WHERE state IN ('queued', 'in_doubt')"
_WAITING = "SELECT count(*) FROM notice WHERE state = 'planned'"
_ODD = "SELECT count(*) FROM delivery WHERE state = 'failed'"


@dataclass(frozen=True)
class Trouble:
    """What is to go wrong: how many workers are killed, frozen for longer than their lease and
    stopped politely, and by how much the clocks of the nodes are wrong."""

    kills: int = 0
    freezes: int = 0
    stops: int = 0
    clocks: tuple[timedelta, ...] = (timedelta(),)
    faults: Faults = field(default_factory=Faults)
    archive: bool = True


@dataclass(frozen=True)
class SoakSize:
    """How much: members of the council, meetings that are called, workers, how much faster time
    goes, and how many seconds it may take."""

    members: int
    meetings: int
    workers: int = 4
    speed: float = 60.0
    patience: float = 3600.0

    @property
    def lease(self) -> float:
        """How many seconds a lease lasts."""
        return LEASE_MINUTES * 60 / self.speed


class Result(NamedTuple):
    """What came of it; `refused` mails wait for a person and are none too many."""

    verdict: Verdict
    refused: int
    done: dict[str, int]
    seconds: float


@dataclass
class Soak:
    """One play on one database."""

    url: str
    folder: Path
    size: SoakSize
    trouble: Trouble
    seed: int
    done: dict[str, int] = field(default_factory=lambda: {"kills": 0, "freezes": 0, "stops": 0})
    interrupted: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    workers: dict[int, Any] = field(default_factory=dict)
    ahead: list[tuple[float, int, str]] = field(default_factory=list)
    frozen: set[int] = field(default_factory=set)

    def play(self) -> Result:
        """Until every mail is settled; raises TimeoutError where that takes too long."""
        self.random = Random(self.seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        database = Database(self.url, durable=False)
        relay = SoakRelay(self.folder / "taken", self.trouble.faults, Random(self.seed + 1))
        self.clock = SoakClock(MONDAY, time(), self.size.speed)
        journal = relay.journal if self.trouble.archive else None
        self.job = Job(self.url, relay.port, self.clock, journal)
        begun = monotonic()
        try:
            with database.session() as session:
                members = self.gather(session)
                self.go_on(session, relay, begun)
                refused = int(session.execute(text(_ODD)).scalar() or 0)
        finally:
            self.end()
            relay.close()
            database.close()
        verdict = judge(relay.taken, members, self.size.meetings, self.interrupted)
        return Result(verdict, refused, self.done, monotonic() - begun)

    def gather(self, session: Session) -> list[str]:
        """The members of ASU, by their addresses; mail goes at any hour."""
        world = found(session)
        with session.begin():
            session.execute(text("UPDATE partnership SET mail_hour = 0, mail_until = 24"))
        for number in range(self.size.members):
            world.person(f"Medlem {number}", ("asu", "member"))
        self.world: World = world
        return [f"medlem.{number}@example.no" for number in range(self.size.members)]

    def go_on(self, session: Session, relay: SoakRelay, begun: float) -> None:
        """Call meetings, keep workers going and trouble them, until all is settled."""
        calls = self.calls(session)
        busy = monotonic()
        while monotonic() - busy < 2 * self.size.lease:
            self.keep_workers()
            self.trouble_them(relay)
            called = next(calls, None) is None
            if not (called and relay.taken and self.settled(session)):
                busy = monotonic()
            elif self.left() > len(self.ahead):
                busy = monotonic()
                self.plan(busy, 0)  # what no accept brought comes to somebody who has nothing to do
            if monotonic() - begun > self.size.patience:
                raise TimeoutError(f"not settled: {self.done}")
            sleep(STEP)

    def calls(self, session: Session) -> Iterator[bool]:
        """A meeting whenever the mails about the earlier ones have mostly gone."""
        asu = [self.world.body("asu")]
        for number in range(self.size.meetings):
            while self.waiting(session) > 3 * self.size.members:
                yield True
            now = self.clock()
            day = _working((now + timedelta(days=2)).date())
            clock = f"{8 + number % 10:02}:{number // 10 % 60:02}"
            meetings.add(session, asu, day, clock, Act(self.world.secretary, now))
            yield True

    def waiting(self, session: Session) -> int:
        """How many mails are still to go, looked up now and then."""
        return int(session.execute(text(_OPEN)).scalar() or 0)

    def settled(self, session: Session) -> bool:
        """Whether nothing is to go any more."""
        return not any(session.execute(text(each)).scalar() for each in (_OPEN, _WAITING))

    def left(self) -> int:
        """How much trouble there is to be yet."""
        return sum(getattr(self.trouble, kind) - n for kind, n in self.done.items())

    def keep_workers(self) -> None:
        """As many as there are to be, each on the next clock."""
        for pid, process in list(self.workers.items()):
            if process.exitcode is not None:
                process.close()
                del self.workers[pid]
        while len(self.workers) < self.size.workers:
            wrong = self.trouble.clocks[len(self.interrupted) % len(self.trouble.clocks)]
            job = replace(self.job, clock=replace(self.clock, wrong=wrong))
            process = FORKED.Process(target=work, args=(job,), daemon=True)
            process.start()
            assert process.pid is not None
            self.workers[process.pid] = process
            self.interrupted[process.pid] = []

    def trouble_them(self, relay: SoakRelay) -> None:
        """After an accept as likely as not that very worker; else anybody at any time."""
        with suppress(Empty):
            while True:
                mail = relay.fresh.get_nowait()
                if self.random.random() < self.chance(len(relay.taken)):
                    at = monotonic() + self.random.uniform(0, SOON)
                    victim = mail.worker
                    if self.random.random() < 0.5:
                        victim = self.random.choice(list(self.workers) or [victim])
                        at += self.random.uniform(0, 1)
                    self.plan(at, victim)
        while self.ahead and self.ahead[0][0] <= monotonic():
            _at, pid, what = heapq.heappop(self.ahead)
            self.do(pid, what)

    def chance(self, taken: int) -> float:
        """That the next accept brings trouble, so that it is spread over all mails and all of it
        comes before the last ones."""
        mails = 0.8 * self.size.members * self.size.meetings - taken
        due = self.left() - len(self.ahead)
        return min(1.0, max(due, 0) / mails) if mails > 0 else float(due > 0)

    def plan(self, at: float, pid: int) -> None:
        kinds = [kind for kind, n in self.done.items() if n < getattr(self.trouble, kind)]
        if kinds:
            heapq.heappush(self.ahead, (at, pid, self.random.choice(kinds)))

    def do(self, pid: int, what: str) -> None:
        """Kill, stop or freeze a worker that is still there; a frozen one goes on later, whatever
        we wait for meanwhile, for it may hold the lock of the database."""
        awake = [each for each in self.workers if each not in self.frozen]
        if awake and self.done[what] < getattr(self.trouble, what):
            victim = pid if pid in awake else self.random.choice(awake)
            self.done[what] += 1
            self.interrupted[victim].append(time())
            _signal(victim, SIGNALS[what])
            if what == "freezes":
                self.frozen.add(victim)
                Timer(FROZEN * self.size.lease, self.wake, [victim]).start()

    def wake(self, pid: int) -> None:
        """Let a frozen worker go on."""
        _signal(pid, signal.SIGCONT)
        self.frozen.discard(pid)

    def end(self) -> None:
        """Nobody works any more."""
        for pid, process in self.workers.items():
            _signal(pid, signal.SIGKILL)
            process.join(5)


def _signal(pid: int, which: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, which)


def _working(day: datetime | Any) -> Any:
    while day.weekday() > 4:
        day += timedelta(days=1)
    return day
