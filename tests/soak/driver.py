"""Workers that are really forked, killed, stopped and frozen, on a database whose server may go
away under them, while meetings are called."""

from __future__ import annotations

import heapq
import os
import signal
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from queue import Empty
from random import Random
from threading import Timer
from time import monotonic, sleep, time
from typing import Any

from engine.storage.database import Database
from tests.soak.changing import ChangingSecretariat
from tests.soak.oracle import judge
from tests.soak.relay import PATIENCE, SoakRelay, Taken
from tests.soak.secretariat import Secretariat
from tests.soak.server import SoakServer
from tests.soak.trouble import RIGHT, YEAR, Result, SoakSize, Trouble
from tests.soak.worker import Job, SoakClock, work
from tests.world import MONDAY

FORKED = get_context("forkserver")
FORKED.set_forkserver_preload(["tests.soak.worker"])
STEP = 0.005  # seconds between two looks
SOON = 0.15  # seconds after an accept within which half of the kills fall
FROZEN = 1.3  # times the lease that a frozen worker stands still
AWAY = 1.5  # seconds that the database's server stays away at most
ASKED = 1.0  # seconds between two looks at what waits for a person
AGAIN = 0.1  # seconds until a worker that ended by itself is started again
SIGNALS = {"kills": signal.SIGKILL, "freezes": signal.SIGSTOP, "stops": signal.SIGTERM}
KINDS = (*SIGNALS, "restarts")


@dataclass
class Soak:
    """One play on one database; `server` is the one that can be started again."""

    url: str
    folder: Path
    size: SoakSize
    trouble: Trouble
    seed: int
    server: SoakServer | None = None
    done: dict[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    interrupted: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    workers: dict[int, Any] = field(default_factory=dict)
    ahead: list[tuple[float, int, str]] = field(default_factory=list)
    frozen: set[int] = field(default_factory=set)
    clock_of: dict[int, timedelta] = field(default_factory=dict)  # by how much each is wrong
    rest: float = 0.0  # until then nobody is started

    def play(self) -> Result:
        """Until every mail is settled; raises TimeoutError where that takes too long."""
        self.random = Random(self.seed)
        self.folder.mkdir(parents=True, exist_ok=True)
        database = Database(self.url, durable=False)
        taken = self.folder / "taken"
        relay = SoakRelay(
            taken,
            self.trouble.faults,
            Random(self.seed + 1),
            reads=self.trouble.changing,
            patience=PATIENCE / self.size.speed,
        )
        clock = SoakClock(MONDAY, time(), self.size.speed)
        failures = self.folder / "failures"
        failures.touch()
        self.job = Job(
            self.url,
            relay.port,
            clock,
            taken if self.trouble.archive else None,
            failures,
            believes=self.trouble.believes,
        )
        kind = ChangingSecretariat if self.trouble.changing else Secretariat
        self.secretariat = kind(database, clock, self.size, Random(self.seed + 2))
        begun = monotonic()
        try:
            self.secretariat.gather()
            self.go_on(relay, begun)
            verdict = judge(relay.taken, self.secretariat.due(), self.interrupted)
            wrong, refused = self.secretariat.wrong(relay.taken), self.secretariat.refused
            wrong += [
                f"{mail.to}: by a clock that is off" for mail in relay.taken if self.off(mail)
            ]
        finally:
            self.end()
            relay.close()
            self.secretariat.close()
            database.close()
        kinds = Counter(failures.read_text().splitlines())
        return Result(verdict, wrong, refused, self.done, kinds, monotonic() - begun)

    def go_on(self, relay: SoakRelay, begun: float) -> None:
        """Keep the secretariat and the workers going and trouble them, until all is settled."""
        acts: Iterator[bool] = self.secretariat.acts()
        busy = asked = monotonic()
        while monotonic() - busy < 2 * self.size.lease or not self.seen_by_a_tick(busy):
            self.keep_workers()
            self.trouble_them(relay)
            if monotonic() - asked > ASKED:
                asked = monotonic()
                self.secretariat.answer({mail.message_id for mail in relay.taken})
            ready = next(acts, None) is None
            if not (ready and relay.taken and self.secretariat.settled):
                busy = monotonic()
            elif self.left() > len(self.ahead):
                busy = monotonic()
                self.plan(busy, 0)  # what no accept brought comes to somebody who has nothing to do
            if monotonic() - begun > self.size.patience:
                raise TimeoutError(f"not settled: {self.done}")
            sleep(STEP)

    def seen_by_a_tick(self, moment: float) -> bool:
        """Whether a whole tick began after that moment: on a busy machine they are far between."""
        ago = timedelta(seconds=(monotonic() - moment) * self.size.speed)
        return self.secretariat.ticked_since(self.job.clock() - ago)

    def off(self, mail: Taken) -> bool:
        """Whether the mail came from a node that should send nothing."""
        return self.clock_of.get(mail.worker, RIGHT) != RIGHT

    def left(self) -> int:
        """How much trouble there is to be yet."""
        return sum(getattr(self.trouble, kind) - n for kind, n in self.done.items())

    def keep_workers(self) -> None:
        """As many as there are to be, each on the next clock; every second one goes on when its
        database goes away, as `samsak run` does, and the others end and are started again, as by
        systemd."""
        for pid, process in list(self.workers.items()):
            if process.exitcode is not None:
                self.rest = monotonic() + AGAIN * (process.exitcode > 0)
                process.close()
                del self.workers[pid]
        while len(self.workers) < self.size.workers and self.rest <= monotonic():
            number = len(self.interrupted)
            there = Counter(self.clock_of[pid] for pid in self.workers)
            wrong = min(self.trouble.clocks, key=lambda each: there[each])
            first = YEAR if self.trouble.ahead and number == 1 else None
            clock = replace(self.job.clock, wrong=wrong)
            job = replace(self.job, clock=clock, first=first, stays=number % 2 == 0)
            process = FORKED.Process(target=work, args=(job,), daemon=True)
            process.start()
            assert process.pid is not None
            self.workers[process.pid] = process
            self.interrupted[process.pid] = []
            self.clock_of[process.pid] = wrong

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
            if self.done[what] < getattr(self.trouble, what):
                self.do(pid, what)

    def chance(self, taken: int) -> float:
        """That the next accept brings trouble, so that it is spread over all mails and all of it
        comes before the last ones."""
        mails = 0.8 * self.size.members * self.size.meetings - taken
        due = self.left() - len(self.ahead)
        return min(1.0, max(due, 0) / mails) if mails > 0 else float(due > 0)

    def plan(self, at: float, pid: int) -> None:
        """Trouble of one of the kinds that there is to be more of."""
        left = [getattr(self.trouble, kind) - n for kind, n in self.done.items()]
        if any(left):
            heapq.heappush(self.ahead, (at, pid, self.random.choices(KINDS, left)[0]))

    def do(self, pid: int, what: str) -> None:
        """Kill, stop or freeze a worker that is still there; a frozen one goes on later, whatever
        we wait for meanwhile, for it may hold the lock of the database."""
        if what == "restarts":
            self.restart()
            return
        awake = [each for each in self.workers if each not in self.frozen]
        if awake:
            victim = pid if pid in awake else self.random.choice(awake)
            self.done[what] += 1
            if what != "stops":  # whoever is told to stop says first what became of its mail
                self.interrupted[victim].append(time())
            _signal(victim, SIGNALS[what])
            if what == "freezes":
                self.frozen.add(victim)
                Timer(FROZEN * self.size.lease, self.wake, [victim]).start()

    def restart(self) -> None:
        """The database's server goes away at once, from under everybody, and comes back."""
        assert self.server is not None, "nobody else's server is stopped"
        self.done["restarts"] += 1
        for moments in self.interrupted.values():
            moments.append(time())
        self.server.stop()
        back = monotonic() + self.random.uniform(0, AWAY)
        while monotonic() < back:
            self.keep_workers()
            sleep(STEP)
        self.server.start()
        self.secretariat.come_back()

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
