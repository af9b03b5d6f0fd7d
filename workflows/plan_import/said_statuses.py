"""How far a plan says that its measures have come, against where their cases stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.cases import records
from engine.definitions import versions
from engine.language.sentences import Label, n_
from engine.storage.session import Session
from workflows.plan_import.cells.statuses import STANDS, Status
from workflows.plan_import.reading.drafts import Finding, Level, MeasureDraft

MANY = 3  # measures of which a plan says the same are told together


class _Differs(NamedTuple):
    """A row whose case stands elsewhere: the case's ref, and the label of its state."""

    row: MeasureDraft
    ref: str
    state: Label


def told_statuses(
    session: Session, rows: Iterable[MeasureDraft], ids: Mapping[str, int]
) -> Iterator[Finding]:
    """The rows whose status or light is not that of their case: a plan moves no case that a person
    has moved, evaluates none, and moves none before it is adopted. Those of which it says the same
    are told together."""
    alike: dict[tuple[str, str], list[_Differs]] = {}
    said = [row for row in rows if (row.status or row.light) and row.key in ids]
    cases = records.by_ids(session, [ids[row.key] for row in said])
    for row in said:
        case = cases[ids[row.key]]
        stands = not row.status or case.state in STANDS[Status(row.status)]
        if stands and row.light in ("", case.fields.get("light")):
            continue
        state = versions.by_id(session, case.definition_id).states[case.state].label
        status = row.status_as_printed or row.light_as_printed
        alike.setdefault((status, str(state)), []).append(_Differs(row, case.ref, state))
    for told in alike.values():
        together = [told] if len(told) >= MANY else [[each] for each in told]
        yield from map(_finding, together)


def _finding(told: Sequence[_Differs]) -> Finding:
    row, _ref, state = told[0]
    sentence = n_(
        "The plan says “{status}” of {refs}, which is “{state}”.",
        "The plan says “{status}” of {refs}, which are “{state}”.",
        len(told),
        status=row.status_as_printed or row.light_as_printed,
        refs=[each.ref for each in told],
        state=state,
    )
    return Finding(Level.WARNING, "status_differs", row.where, sentence, key=row.key)
