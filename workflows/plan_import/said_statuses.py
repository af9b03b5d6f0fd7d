"""How far a plan says that its measures have come, against where their cases stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.cases import records
from engine.definitions import versions
from engine.language.sentences import _
from engine.storage.session import Session
from workflows.plan_import.cells.statuses import STANDS, Status
from workflows.plan_import.reading.drafts import Finding, Level, MeasureDraft


def told_statuses(
    session: Session, rows: Iterable[MeasureDraft], ids: Mapping[str, int]
) -> Iterator[Finding]:
    """The rows whose status or light is not that of their case: a plan moves no case that a person
    has moved, evaluates none, and moves none before it is adopted."""
    said = [row for row in rows if (row.status or row.light) and row.key in ids]
    cases = records.by_ids(session, [ids[row.key] for row in said])
    for row in said:
        case = cases[ids[row.key]]
        stands = not row.status or case.state in STANDS[Status(row.status)]
        if stands and row.light in ("", case.fields.get("light")):
            continue
        state = versions.by_id(session, case.definition_id).states[case.state].label
        sentence = _(
            "The plan says “{status}” of {ref}, which is “{state}”.",
            status=row.status_as_printed or row.light_as_printed,
            ref=case.ref,
            state=state,
        )
        yield Finding(Level.WARNING, "status_differs", row.where, sentence, key=row.key)
