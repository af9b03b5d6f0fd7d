"""How long others wait to write on SQLite while something big goes on: how long each transaction
of it holds the lock.

`python -m bench.locks 100000` (or any other number of cases).
"""

from __future__ import annotations

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from bench import world
from bench.setting import walks
from bench.world import NOW, World
from engine.cases import search_index
from engine.people.acts import Act
from engine.people.registry import partnerships
from engine.storage.session import Session
from notifications.forecast import forecast
from notifications.outbox.maildir import MaildirMailer
from notifications.sending.tick import tick
from workflows.partnerships import closing
from workflows.partnerships.closing import ClosedIn

NEXT_MONDAY = NOW + timedelta(days=7)
BUSY_WEEK = 100  # cases that are walked to their end, so that digests have something to tell


def main() -> None:
    """Print a table: for each work, how long it took, how many transactions, and how long they
    held the lock."""
    with tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
        url = world.fresh(Path(folder), "ours")
        ours = world.build(url, cases=int(sys.argv[1]), events=3)
        print(
            "| Work | Took, s | Transactions | Longest, ms of the processor | 99 of 100, ms |\n|---|---|---|---|---|"
        )
        with ours.database.session() as session:
            for name, work in _works(ours, session, Path(folder)):
                print(f"| {name} | {_watched(work)} |", flush=True)


def _works(
    ours: World, session: Session, folder: Path
) -> Iterator[tuple[str, Callable[[], object]]]:
    mailer = MaildirMailer(folder / "mail")
    (partnership,) = partnerships(session)
    walks(ours, session, None, BUSY_WEEK)[0](0)
    yield "steps alone", lambda: walks(ours, session, None, BUSY_WEEK)[0](1)
    yield "a search index for all cases", lambda: _index(session)
    yield (
        "a Monday's tick: notices and digests of 492 people",
        lambda: tick(ours.database, NOW, mailer=mailer, clock=lambda: NOW),
    )
    yield (
        "the Monday after",
        lambda: tick(ours.database, NEXT_MONDAY, mailer=mailer, clock=lambda: NEXT_MONDAY),
    )
    yield (
        "a forecast of a year",
        lambda: forecast(
            session, NEXT_MONDAY, (NEXT_MONDAY + timedelta(days=365)).date(), ours.secretary
        ),
    )
    day = ClosedIn(date(2026, 5, 15), date(2026, 5, 15), "Inneklemt")
    yield (
        "a closed day",
        lambda: closing.close(session, partnership, day, Act(ours.secretary, NEXT_MONDAY)),
    )


def _index(session: Session) -> None:
    while search_index.take_in(session):
        pass


class Watch:
    """How long each transaction of all sessions held the right to write, in processor time: other
    work on the machine does not count.

    What SQLite brings from its journal into the file after a commit (a checkpoint) is left to the
    end, for nobody waits for it.
    """

    def __init__(self) -> None:
        self.held: list[float] = []
        self._start, self._keep = Session.start, Session.keep

    def __enter__(self) -> Watch:
        watch = self

        def start(session: Session, *, pipelined: bool) -> None:
            session.driver.execute("PRAGMA wal_autocheckpoint = 0")
            watch._start(session, pipelined=pipelined)
            watch.began = time.process_time()

        def keep(session: Session) -> None:
            watch._keep(session)
            watch.held.append(time.process_time() - watch.began)

        Session.start, Session.keep = start, keep  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        Session.start, Session.keep = self._start, self._keep  # type: ignore[method-assign]


def _watched(work: Callable[[], object]) -> str:
    """How long the work took, how often it wrote, and how long it held the lock: at most, and in
    ninety-nine of a hundred transactions."""
    gc.collect()
    gc.freeze()  # what the bench made is not looked through while something is held
    began = time.perf_counter()
    with Watch() as watch:
        work()
    took, held = time.perf_counter() - began, sorted(watch.held)
    if not held:
        return f"{took:.1f} | 0 | – | –"
    high = held[int(len(held) * 0.99)]
    return f"{took:.1f} | {len(held)} | {held[-1] * 1000:.1f} | {high * 1000:.1f}"


if __name__ == "__main__":
    main()
