"""The file of another plan, imported under an id that a plan has already."""

from __future__ import annotations

from collections.abc import Iterator

from engine.language.sentences import n_
from workflows.plan_import.reading.drafts import Finding, Level, Where
from workflows.plan_import.recognised import Recognised


def told_of_other_plan(found: Recognised, plan: str) -> Iterator[Finding]:
    """A warning where no row of the file is a measure of the plan that the file is said to be."""
    gone = [entry for entry in found.gone if not entry["gone"]]
    if found.known or not gone:
        return
    sentence = n_(
        "No row of the file is a measure of {plan}, and its one measure is not in the file: look"
        " that it is not the file of another plan.",
        "No row of the file is a measure of {plan}, and none of its {n} measures is in the file:"
        " look that it is not the file of another plan.",
        len(gone),
        plan=plan,
    )
    yield Finding(Level.WARNING, "other_plan", Where(found.draft.file), sentence)
