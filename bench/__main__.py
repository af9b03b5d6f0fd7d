"""Run every measurement, print the table, and keep it in bench/README.md with --write."""

from __future__ import annotations

import argparse
import gc
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from bench import jobs
from bench.measure import Figure
from bench.others import QUIET, share_of_others
from bench.setting import Setting

README = Path(__file__).parent / "README.md"
MARKS = ("<!-- figures -->", "<!-- end of figures -->")


def main() -> None:
    """Measure on SQLite and on a PostgreSQL server of its own, and print the ratios."""
    arguments = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    arguments.add_argument("--only", default="", help="measure the jobs whose name holds this")
    arguments.add_argument(
        "--small",
        action="store_true",
        help="100 times smaller databases, to try the program itself",
    )
    arguments.add_argument("--write", action="store_true", help="keep the table in bench/README.md")
    given = arguments.parse_args()
    busiest = share_of_others()
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
        figures = list(
            _measured(Setting(Path(folder), stack, 100 if given.small else 1), given.only)
        )
    busiest = max(busiest, share_of_others())
    table = "\n".join(_table(figures, busiest))
    print(table)
    if given.write and busiest > QUIET:
        sys.exit(f"Others use {busiest:.0%} of the machine: figures made beside them are not kept.")
    if given.write:
        _keep(table)


def _measured(setting: Setting, only: str) -> Iterator[Figure]:
    for job in jobs.ALL:
        if only in job.__name__:
            gc.collect()
            for figure in job(setting):
                print(f"… {figure.name}: {figure.said}", flush=True)
                yield figure


def _table(figures: list[Figure], others: float) -> Iterator[str]:
    yield f"Measured {datetime.now(UTC):%Y-%m-%d} with Python {platform.python_version()} on {platform.machine()}, {os.cpu_count()} cores; others used {others:.0%} of them."
    yield ""
    yield "| Job | Measured | Spread (middle half) | Must | Aim | |"
    yield "|---|---|---|---|---|---|"
    for figure in figures:
        yield f"| {figure.name} | **{figure.said}** | {figure.spread} | {figure.must_said} | {figure.aim_said} | {figure.verdict} |"


def _keep(table: str) -> None:
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(MARKS[0])
    README.write_text(
        f"{before}{MARKS[0]}\n\n{table}\n\n{MARKS[1]}{rest.split(MARKS[1])[1]}", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
