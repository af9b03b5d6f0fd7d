"""Where the time of one step goes: its parts, each timed alone in this process.

`python -m bench.parts`.
"""

from __future__ import annotations

import gc
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path

from bench import raw, world
from bench.world import NOW
from engine.cases import access, reading, records
from engine.cases.due_index import days_of
from engine.cases.events import _APPEND, seal, sealed
from engine.cases.inputs import read_inputs
from engine.cases.recording import Step, _event
from engine.cases.steps import advance
from engine.cases.unmet import find_unmet
from engine.definitions import machine, versions
from engine.people.acts import Act
from engine.storage.session import Session

INPUTS = {"light": "on_track", "progress": "Gruppa har møttes to ganger."}
ACTION = "report_progress"


def main() -> None:
    """Time the parts on a SQLite file with NORMAL, best of three rounds, and print them in
    microseconds."""
    with tempfile.TemporaryDirectory(prefix="samsak-bench-") as folder:
        ours = world.build(world.fresh(Path(folder), "ours"), cases=400, durable=False)
        world.build(world.fresh(Path(folder), "theirs"), cases=400, durable=False)
        yardstick = raw.on_sqlite(f"{folder}/theirs.db", NOW, "NORMAL")
        with ours.database.session() as session:
            print("| What | µs |\n|---|---|")
            for name, work in _parts(ours, session, yardstick).items():
                print(f"| {name} | {_microseconds(work):.1f} |")


def _parts(
    ours: world.World, session: Session, yardstick: raw.Raw
) -> dict[str, Callable[[], object]]:
    case_id = session.driver.execute(
        """SELECT min(id) FROM "case" WHERE state = 'ongoing'"""
    ).fetchone()[0]
    case = records.locked(session, case_id)
    definition = versions.by_id(session, case.definition_id)
    action = machine.action(definition, case.state, ACTION)
    assert action is not None
    by, who = ours.secretary, action.who
    changes = {name: [None, value] for name, value in INPUTS.items()}
    act = Act(by, NOW)
    step = Step(definition, "advanced", ACTION, "ongoing", case.fields, {"changes": changes})
    event = _event(case, step, act, None, seq=9, source="ongoing")
    seal(case.ref, case.head, event)
    read, move = (each.compiled(session.dialect) for each in (records._LOCKED, records.MOVE_CASE))  # noqa: SLF001
    write = _APPEND.compiled(session.dialect)
    row = session.driver.execute(read.sql, [case_id]).fetchone()
    moved = {**case._asdict(), "_id": case.id, "_version": case.version}
    ties = reading.about(session, definition, case).ties()
    known = access.About(definition, case.partnership_id, lambda: ties, case.id)

    def empty() -> None:
        with session.begin():
            pass

    def empty_by_hand() -> None:
        yardstick.sql.execute("BEGIN IMMEDIATE")
        yardstick.sql.execute("COMMIT")

    return {
        "a whole step, by hand": lambda: yardstick.step(
            case_id, ACTION, "ongoing", INPUTS, by.person_id or 0
        ),
        "a whole step, ours": lambda: advance(
            session, case, ACTION, act=Act(by, NOW), inputs=INPUTS
        ),
        "an empty transaction, by hand": empty_by_hand,
        "an empty transaction, ours": empty,
        "`transitions` fires the step": lambda: machine.step(definition, "ongoing", ACTION),
        "rights, without their query": lambda: access.may(by, who, known, NOW.date()),
        "what stands in the way, with the query for ties": lambda: find_unmet(
            session, known, case, action, act, INPUTS
        ),
        "inputs read, identity numbers looked for": lambda: read_inputs(
            session, definition, INPUTS, case.partnership_id
        ),
        "the case's row as Python values": lambda: read.row(row),
        "the case's values for the driver": lambda: move.values(moved),
        "the event's values for the driver": lambda: write.values(event),
        "days reckoned, where a step changes the state": lambda: days_of(
            session, definition, case, []
        ),
        "the hash": lambda: sealed(case.head, case.ref, event),
    }


def _microseconds(work: Callable[[], object], times: int = 1500) -> float:
    work()
    gc.collect()
    return min(timeit.repeat(work, number=times, repeat=3)) / times * 1e6


if __name__ == "__main__":
    main()
