"""What goes wrong in a soak, how large it is, and what came of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import NamedTuple

from tests.soak.oracle import Verdict
from tests.soak.relay import Faults

LEASE_MINUTES = 15
RIGHT, YEAR = timedelta(), timedelta(days=365)


@dataclass(frozen=True)
class Trouble:
    """What is to go wrong: how many workers are killed, frozen for longer than their lease and
    stopped politely, how often the database's server is stopped at once and started again, and by
    how much the clocks of the nodes are wrong; `ahead`: one is a year ahead for one tick.
    `changing`: meetings are moved and cancelled, and decisions corrected, as soon as somebody may
    have heard of them."""

    kills: int = 0
    freezes: int = 0
    stops: int = 0
    restarts: int = 0
    clocks: tuple[timedelta, ...] = (RIGHT,)
    ahead: bool = False
    faults: Faults = field(default_factory=Faults)
    archive: bool = True
    changing: bool = False

    @property
    def believes(self) -> bool:
        """Whether the nodes are told the time, and believe it."""
        return self.clocks == (RIGHT,) and not self.ahead


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
    """What came of it: whose last word is wrong; `refused` mails wait for a person and are none too
    many; `failures` are ticks, and parts of them, that broke off, by the kind of error."""

    verdict: Verdict
    wrong: list[str]
    refused: int
    done: dict[str, int]
    failures: Counter[str]
    seconds: float
