"""What grows with everything there is: the whole record verified, its first anchor, a whole list,
the due days that doctor looks through. Each in a process of its own, by size.

`python -m bench.whole 1000 100000` (or any other sizes); on SQLite.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench import world
from bench.world import NOW
from engine.cases import anchors, chain, lists
from engine.cases.lists import Wanted
from engine.days.calendar import local_day
from engine.people.actors import find_actor
from engine.storage.database import Database
from engine.storage.session import Session
from workflows import health

TODAY = local_day(NOW)
SECRETARY = "p0-1@example.no"
BUILD = "build"
Work = Callable[[Session], object]
WORKS: dict[str, Work] = {
    "verify": chain.verify_chains,
    "the first anchor": lambda session: anchors.anchor_now(session, TODAY),
    "a whole list": lambda session: lists.every(
        session, Wanted("measure"), find_actor(session, SECRETARY), TODAY
    ),
    "doctor, beside verify": lambda session: list(
        health._of_cases(session, find_actor(session, SECRETARY), TODAY)  # noqa: SLF001
    ),
}


def main() -> None:
    """Print a table: for each size and work, seconds of the processor, the same for a case, and
    megabytes of memory."""
    if sys.argv[1] == BUILD:
        world.build(sys.argv[2], cases=int(sys.argv[3]), durable=False)
        return
    if sys.argv[1] in WORKS:
        print(_cost(sys.argv[1], sys.argv[2]))
        return
    print("| Cases | Work | Processor, s | µs a case | Memory, MB |\n|---|---|---|---|---|")
    for count in map(int, sys.argv[1:]):
        with tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
            url = world.fresh(Path(folder), "ours")
            _apart(BUILD, url, str(count))
            for name in WORKS:
                print(f"| {count:,} | {name} | {_measured(name, url, count)} |")


def _apart(*words: str) -> str:
    """What another process of this program prints: its memory is its own, and not inherited."""
    command = [sys.executable, "-m", "bench.whole", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _measured(name: str, url: str, count: int) -> str:
    seconds, megabytes = _apart(name, url).split()
    return f"{float(seconds):.2f} | {float(seconds) / count * 1e6:.0f} | {megabytes}"


def _cost(name: str, url: str) -> str:
    """Seconds of the processor and megabytes of memory that the work took here."""
    with Database(url, durable=False).session() as session:
        began = time.process_time()
        WORKS[name](session)
        seconds = time.process_time() - began
    return f"{seconds} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}"


if __name__ == "__main__":
    main()
