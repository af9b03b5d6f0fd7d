"""What it takes to make a report to the council about all that was learnt in half a year.

`python -m bench.council_reports 50000 1000000`: 50,000 deviations, among a million that there are.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from bench import deviations, world
from bench.deviations import EVENT_TYPES
from bench.setting import Setting, each_database
from bench.world import PORTION, Row, World
from engine.definitions import versions
from engine.people.tables import Body, Partnership
from engine.storage.columns import compact
from engine.storage.session import Session
from workflows.deviations.council_reports import draft

MEASURES = 1_000
ROUNDS = 5
STEPS = (
    *(("open", "reported"), ("route", "reported"), ("answer", "reported")),
    *(("handle", "handled"), ("learn", "learning")),
)
REPORTED = ("report", "reported_to_asu")  # the step that those took which a report told of
ASKED = (*STEPS[:2], ("ask", "asked"), ("reply", "reported"), *STEPS[2:])  # one in ten
KINDS = ("patient", "breach", "user_feedback", "improvement")
HARMS = ("none", "minor", "moderate", "serious")


class _Learnt(NamedTuple):
    """What all deviations have in common, and how many of them were reported long ago."""

    partnership_id: int
    definition_id: int
    units: list[Body]
    reported: int


def main() -> None:
    """Draft the report on SQLite and on PostgreSQL, and print the seconds."""
    given = [int(each) for each in sys.argv[1:]]
    count, every = (*given, *(50_000, 1_000_000)[len(given) :])
    print("| Deviations | Among | Database | Median s | Longest s |\n|---|---|---|---|---|")
    with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
        setting = Setting(Path(folder), stack)
        for kind, where in each_database(setting, "c", MEASURES):
            took = list(_each(where, count, every))
            print(
                f"| {count:,} | {every:,} | {kind} | {statistics.median(took):.2f} | {max(took):.2f} |"
            )


def _each(where: World, count: int, every: int) -> Iterator[float]:
    """Seconds by the clock on the wall, of one report after another."""
    with where.database.session() as session:
        units, readers = deviations.people(session, where)
        definition_id, _definition = versions.newest(session, "deviation")
        common = _Learnt(where.partnership_id, definition_id, units, every - count)
        _add(session, common, every)
        partnership = session.orm.get_one(Partnership, where.partnership_id)
        for _round in range(ROUNDS):
            before = time.perf_counter()
            draft(session, partnership, readers.secretariat, world.NOW.date())
            yield time.perf_counter() - before


def _add(session: Session, common: _Learnt, count: int) -> None:
    for first in range(0, count, PORTION):
        rows: tuple[list[Row], ...] = ([], [], [])
        for n in range(first, min(first + PORTION, count)):
            for made, kept in zip(_learnt(session, n, common), rows, strict=True):
                kept.extend(made)
        world.write(session, rows)
    world.settle(session)
    session.driver.execute("ANALYZE")


def _learnt(session: Session, n: int, common: _Learnt) -> tuple[list[Row], list[Row], list[Row]]:
    """One deviation that was learnt from: the rows of its case, its body and its events."""
    number, unit = MEASURES + n + 1, common.units[n % len(common.units)]
    ref, fields = f"A-L{n}", _fields(n, unit.key)
    steps = STEPS if n % 10 else ASKED
    if n < common.reported:
        steps = (*steps, REPORTED)
    told, head = world.events_of(session, (number, ref), "reported", len(steps), {})
    events = [
        (*row[:3], action, *row[4:9], state, *row[10:])
        for row, (action, state) in zip(told, steps, strict=True)
    ]
    never = date.max.isoformat() if session.sqlite else date.max
    opened = world.moment(session, world.began(1))
    numbers = (number, ref, "deviation", common.definition_id, common.partnership_id, "")
    stands = ("", steps[-1][1], len(steps), compact(fields), never, never, head, opened, opened)
    return [(*numbers, *stands)], [(number, "handler", unit.id, steps[-1][1], never)], events


def _fields(n: int, unit: str) -> dict[str, Any]:
    return {
        "what": f"Epikrisen manglet, journalpunkt {n}.",
        "unit": unit,
        "handler": unit,
        "kind": KINDS[n % 4],
        "event_type": EVENT_TYPES[n % 7],
        "clause": f"guideline_{1 + n % 6}",
        "harm": HARMS[n % 4],
        "answer": "Beklager, rutinen er endret.",
        "learning": "Listen følger pasienten." if n % 3 else "",
        "wants_answer": True,
    }


if __name__ == "__main__":
    main()
