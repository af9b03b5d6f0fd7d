"""`python -m tests.soak`: the soaks whole, each a row of a table for docs/mail.md."""

from __future__ import annotations

import logging
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from engine.storage.migrate import upgrade
from tests.notifications import whatever_happens
from tests.soak import crash_points
from tests.soak.drill import drill, find_programs, other
from tests.soak.driver import KINDS, Soak
from tests.soak.relay import Faults
from tests.soak.secretariat import open_office
from tests.soak.server import SoakServer, soak_server
from tests.soak.trouble import RIGHT, Result, SoakSize, Trouble

WHOLE = SoakSize(members=40, meetings=500)
SIZES = {"freezes": replace(WHOLE, meetings=250)}  # whoever is frozen sends nothing meanwhile
OFF = timedelta(minutes=20)
OFTEN = Faults(later=5, dropped=10, refused_silently=10)
SOAKS = {
    "kills": Trouble(kills=500, stops=20),
    "kills, no archive": Trouble(kills=500, stops=20, archive=False),
    "freezes": Trouble(freezes=300),
    "clocks": Trouble(kills=50, clocks=(RIGHT, OFF, -OFF), ahead=True),
    "a year ahead": Trouble(kills=50, ahead=True),
    "restarts": Trouble(kills=100, restarts=50),
    "changes": Trouble(kills=50, faults=OFTEN, changing=True),
    "changes, no archive": Trouble(kills=50, faults=OFTEN, changing=True, archive=False),
}
POINTS = "crash points"  # one node at a time, dead at a known place
DRILL = "drill"  # a backup is restored
LIVES = "whatever happens"  # on SQLite: lives of offices, each of fifty steps
DATABASES = ("SQLite", "PostgreSQL")  # of which the first has no server that is restarted
HEADS = (
    "soak | database | seed | mails | killed | frozen | stopped | restarted"
    " | lost | doubled | unexplained | wrong | s"
)


@contextmanager
def _place(on: str) -> Iterator[tuple[str, Path, SoakServer | None]]:
    """An empty database of that kind by its address, a folder, and the server where it has one."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        server = stack.enter_context(soak_server()) if on == "PostgreSQL" else None
        yield server.url if server else f"sqlite:///{folder}/samsak.db", folder / "soak", server


def main() -> None:
    """Play what is asked for, and print how each ended."""
    asked = ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=[*SOAKS, POINTS, LIVES, DRILL], action="append")
    asked.add_argument("--on", choices=DATABASES, action="append")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--share", type=float, default=1.0, help="of the mails and the trouble")
    given = asked.parse_args()
    logging.disable()
    print(f"| {HEADS} |\n|{'---|' * (HEADS.count('|') + 1)}", flush=True)
    for name in given.only or [*SOAKS, POINTS, LIVES, DRILL]:
        for kind in given.on or DATABASES:
            _play(name, kind, given.seed, given.share)


def _play(name: str, kind: str, seed: int, share: float) -> None:
    """One soak on a database of that kind, if it can be played there."""
    trouble = _share(SOAKS.get(name, Trouble()), share)
    if kind == "SQLite" and (trouble.restarts or len(trouble.clocks) > 1):
        return  # one machine, one clock, no server
    if name == LIVES and kind != "SQLite":
        return
    whole = SIZES.get(name, WHOLE)
    size = replace(whole, meetings=round(whole.meetings * share))
    with _place(kind) as (url, folder, server):
        if name == POINTS:
            upgrade(url)
            crash_points.soak(kind, url, folder, share)
        elif name == DRILL:
            _drill(kind, url, folder, share)
        elif name == LIVES:
            upgrade(url)
            whatever_happens.soak(url, round(5000 * share), seed)
        else:
            open_office(url)
            result = Soak(url, folder, size, trouble, seed, server).play()
            _say((name, kind, seed), result, trouble.archive)


def _drill(kind: str, url: str, folder: Path, share: float) -> None:
    """A thousand mails, a backup, five hundred more, and the backup again."""
    find_programs()
    open_office(url)
    folder.mkdir()
    there, begun = other(url, folder), monotonic()
    drilled = drill(url, there, folder, round(1000 * share), round(500 * share))
    said = (DRILL, kind, *drilled, round(monotonic() - begun))
    print("| " + " | ".join(map(str, said)) + " |", flush=True)


def _share(trouble: Trouble, share: float) -> Trouble:
    return replace(trouble, **{kind: round(getattr(trouble, kind) * share) for kind in KINDS})


def _say(which: tuple[str, str, int], result: Result, archive: bool) -> None:
    verdict, done = result.verdict, result.done
    told = (verdict.mails, *done.values(), len(verdict.lost), len(verdict.doubled))
    cells = (*which, *told, len(verdict.unexplained), len(result.wrong), round(result.seconds))
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    doubled = verdict.doubled if archive else verdict.unexplained
    for wrong in (*verdict.lost, *doubled, *result.wrong)[:20]:
        print(f"  {wrong}", flush=True)
    print(
        f"  refused: {result.refused}; broken off: {dict(result.failures.most_common(12))}",
        flush=True,
    )


if __name__ == "__main__":
    main()
