"""What measures wait for: cases that they depend on, and that have not ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from engine.cases.reading import visible_refs
from engine.cases.records import Case, cases_of_refs
from engine.definitions import versions
from engine.people.actors import Actor
from engine.storage.session import Session

WORKFLOW, RUNNING = "measure", "ongoing"


def still_open(session: Session, refs: Collection[str]) -> list[Case]:
    """Those of these cases that have not ended."""
    found = cases_of_refs(session, refs) if refs else []
    return [c for c in found if c.state not in versions.by_id(session, c.definition_id).final]


def runs_on(
    session: Session, cases: Sequence[Case], reader: Actor, on: date
) -> dict[int, list[str]]:
    """Measures that are worked on though they would not be started now, because the evaluation of
    another was taken back: with the refs of what they wait for, as far as the reader may know.
    Two queries, however many cases."""
    running = [c for c in cases if c.workflow == WORKFLOW and c.state == RUNNING]
    wanted = {ref for case in running for ref in case.fields.get("depends_on", ())}
    if not wanted:
        return {}
    seen = visible_refs(session, wanted, reader, on)
    waited_for = {case.ref for case in still_open(session, seen)}
    found = {c.id: sorted(waited_for.intersection(c.fields.get("depends_on", ()))) for c in running}
    return {number: refs for number, refs in found.items() if refs}
