"""What it takes to find the deviations that are most like one, and those with a word, among so many.

`python -m bench.similar 20000`.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from bench import deviations, world
from bench.deviations import RARE, Readers
from bench.setting import Setting, each_database
from engine.cases.records import Case, by_ids
from engine.cases.searching import search
from engine.cases.similar import similar
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows.deviations.similar import COMPARED_BY

MEASURES = 1_000
ROUNDS = 9
ASKED = 50  # cases, spread over all
WHO = ("secretariat", "unit")
# a compound and its last part, which many have, also as it is written in nynorsk and with æ, ø or å
WORDS = (
    "epikriseliste",
    "liste",
    "lister",
    "pårørende",
    "pårørande",
    "røntgensvar",
    RARE,
    "finnesikke",
)


def main() -> None:
    """Ask for fifty deviations what each is like, and for words, on SQLite and on PostgreSQL, and
    print the milliseconds."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    print("| Deviations | Database | Asked | Who | Median ms | Longest ms |")
    print("|---|---|---|---|---|---|")
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
        setting = Setting(Path(folder), stack)
        for kind, where in each_database(setting, "s", MEASURES):
            readers = deviations.add(where, MEASURES, count)
            with where.database.session() as session:
                for asked, who, took in _each(session, readers, count):
                    times = f"{statistics.median(took):.1f} | {max(took):.1f}"
                    print(f"| {count:,} | {kind} | {asked} | {who} | {times} |", flush=True)


def _each(session: Session, readers: Readers, count: int) -> Iterator[tuple[str, str, list[float]]]:
    every = [MEASURES + 1 + n * count // ASKED for n in range(ASKED)]
    for who in WHO:
        reader = getattr(readers, who)
        cases = by_ids(session, every).values()
        yield "similar", who, [_took(partial(_like, session, each, reader)) for each in cases]
        for word in WORDS:
            times = [_took(partial(_with, session, word, reader)) for _round in range(ROUNDS)]
            yield word, who, times


def _like(session: Session, case: Case, reader: Actor) -> object:
    return similar(session, case, COMPARED_BY, reader, world.NOW.date())


def _with(session: Session, word: str, reader: Actor) -> object:
    return search(session, word, reader, world.NOW.date())


def _took(ask: Callable[[], object]) -> float:
    """Milliseconds by the clock on the wall."""
    before = time.perf_counter()
    ask()
    return 1000 * (time.perf_counter() - before)


if __name__ == "__main__":
    main()
