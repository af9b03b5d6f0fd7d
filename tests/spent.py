"""What work costs, so that a busy machine changes nothing of what a test says."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

Work = Callable[[], object]


def times_as_long(work: Work, yardstick: Work, rounds: int = 3) -> float:
    """How many times as much of the processor the work takes as its yardstick, by the best of some
    rounds in turn."""
    both = [(_processor(work), _processor(yardstick)) for _round in range(rounds)]
    return min(mine for mine, _its in both) / min(its for _mine, its in both)


def peak_of(work: Work) -> int:
    """The most bytes that the work held at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _processor(work: Work) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before
