"""A plan most of whose bodies nobody knows here: it may be another partnership's."""

from __future__ import annotations

from collections.abc import Iterable

from engine.language.sentences import _
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.row_findings import Findings, RowEntry

FEWEST = 3  # unknown names: fewer are slips, or bodies that were forgotten
MOST = 0.5  # of the names


def tell_other_partnership(entries: Iterable[RowEntry], notes: Findings) -> None:
    """Say once that most of the bodies are unknown; each is told where it stands too."""
    found = (each for each in notes.findings if each.code == "unknown_body")
    names = (str(each.sentence.values.get("name", "")) for each in found)
    unknown = {name.casefold() for name in names if name}
    known = {body.body_id for entry in entries for body in entry.draft.responsible}
    every = len(unknown) + len(known)
    if len(unknown) < FEWEST or len(unknown) <= MOST * every:
        return
    sentence = _(
        "{unknown} of the {every} bodies that the plan names are not known here. Is it the plan of"
        " another partnership?",
        unknown=len(unknown),
        every=every,
    )
    notes.add(Level.ERROR, "other_partnership", Where(notes.file), sentence)
