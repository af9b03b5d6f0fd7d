"""Ratios measured pair by pair in one run, so that a machine that slows down slows both sides."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Work = Callable[[], object]
Clock = Callable[[], float]


@dataclass(frozen=True)
class Figure:
    """A ratio with the goal it is held against. `more` says that more is better."""

    name: str
    ratios: tuple[float, ...]
    must: float
    aim: float
    more: bool

    @property
    def ratio(self) -> float:
        """The median of the pairs."""
        return statistics.median(self.ratios)

    @property
    def said(self) -> str:
        """The ratio, to two places."""
        return f"{self.ratio:.2f} ×"

    @property
    def spread(self) -> str:
        """Where the middle half of the pairs lies."""
        if len(self.ratios) < 4:
            return "–"
        low, _middle, high = statistics.quantiles(self.ratios, n=4)
        return f"{low:.2f}–{high:.2f}"

    @property
    def must_said(self) -> str:
        """The limit in words."""
        return f"{'≥' if self.more else '≤'} {self.must:g}" if self.must else "–"

    @property
    def aim_said(self) -> str:
        """The wish in words."""
        return f"{'≥' if self.more else '≤'} {self.aim:g}" if self.aim else "–"

    @property
    def verdict(self) -> str:
        """How it stands against limit and wish."""

        def reached(goal: float) -> bool:
            return self.ratio >= goal if self.more else self.ratio <= goal

        if not self.must:
            return "no limit set"
        return (
            "aim"
            if self.aim and reached(self.aim)
            else "must"
            if reached(self.must)
            else "**missed**"
        )


def seconds(work: Work, clock: Clock = time.perf_counter) -> float:
    """How long one piece of work takes."""
    start = clock()
    work()
    return clock() - start


def of_processes() -> float:
    """The processor time of the processes that were started and have ended."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def pairs(
    ours: Callable[[int], object],
    theirs: Callable[[int], object],
    rounds: int,
    warm: int = 2,
    clock: Clock = time.perf_counter,
) -> list[tuple[float, float]]:
    """Both, round about, as (ours, theirs) in seconds; the first rounds do not count.

    Collection of garbage waits for both alike.
    """
    found = []
    gc.collect()
    gc.freeze()
    for number in range(rounds + warm):
        first, second = (ours, theirs) if number % 2 else (theirs, ours)
        times = {}
        for side in (first, second):
            times[side is ours] = seconds(lambda side=side, number=number: side(number), clock)
        if number >= warm:
            found.append((times[True], times[False]))
    gc.unfreeze()
    return found


def speed(found: list[tuple[float, float]]) -> tuple[float, ...]:
    """How fast we are against the other: 1 is as fast, 0.5 takes twice as long."""
    return tuple(theirs / ours for ours, theirs in found)


def cost(found: list[tuple[float, float]]) -> tuple[float, ...]:
    """How long we take against the other: 1 is as long, 2 twice as long."""
    return tuple(ours / theirs for ours, theirs in found)
