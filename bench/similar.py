"""What it takes to find the deviations that are most like one, among so many.

`python -m bench.similar 20000`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from bench import deviations, world
from bench.deviations import Readers
from bench.setting import Setting, each_database
from engine.cases.records import Case, by_ids
from engine.cases.similar import similar
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows.deviations.similar import COMPARED_BY

MEASURES = 1_000
ASKED = 50  # cases, spread over all
WHO = ("secretariat", "unit")


def main() -> None:
    """Ask for fifty deviations what each is like, on SQLite and on PostgreSQL, and print the
    milliseconds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print("| Deviations | Database | Who | Median ms | Longest ms |\n|---|---|---|---|---|")
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
        setting = Setting(Path(folder), stack)
        for kind, where in each_database(setting, "s", MEASURES):
            readers = deviations.add(where, MEASURES, count)
            with where.database.session() as session:
                for who, took in _each(session, readers, count):
                    middle, longest = statistics.median(took), max(took)
                    print(f"| {count:,} | {kind} | {who} | {middle:.1f} | {longest:.1f} |")


def _each(session: Session, readers: Readers, count: int) -> Iterator[tuple[str, list[float]]]:
    every = [MEASURES + 1 + n * count // ASKED for n in range(ASKED)]
    for who in WHO:
        reader = getattr(readers, who)
        yield who, [_took(session, case, reader) for case in by_ids(session, every).values()]


def _took(session: Session, case: Case, reader: Actor) -> float:
    """Milliseconds by the clock on the wall."""
    before = time.perf_counter()
    similar(session, case, COMPARED_BY, reader, world.NOW.date())
    return 1000 * (time.perf_counter() - before)


if __name__ == "__main__":
    main()
