"""How much of the machine others use: figures that are made beside them are not kept."""

from __future__ import annotations

import time
from pathlib import Path

QUIET = 0.05  # of all processors; the system's own work stays below it
WATCHED = 2.0  # seconds
STAT = Path("/proc/stat")


def share_of_others(seconds: float = WATCHED) -> float:
    """The part of all processors that is used while this process does nothing, from 0 to 1; 0 on
    systems that do not tell."""
    before = _told()
    time.sleep(seconds)
    busy, idle = (after - earlier for after, earlier in zip(_told(), before, strict=True))
    return busy / (busy + idle) if busy + idle else 0.0


def _told() -> tuple[int, int]:
    """What the kernel counted since its start, as used and as idle."""
    if not STAT.exists():
        return 0, 0
    user, nice, system, idle, waiting, *rest = map(int, STAT.read_text().split("\n")[0].split()[1:])
    return user + nice + system + sum(rest[:3]), idle + waiting
