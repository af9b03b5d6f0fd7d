"""Lists of cases, as every workflow's command answers with them."""

from __future__ import annotations

from typing import Any

from commands.face import Face
from engine.cases.lists import Wanted, every
from engine.definitions import versions
from engine.definitions.model import Definition
from engine.errors import BadInput
from engine.language.sentences import _
from workflows.views.case_view import listed


def list_cases(face: Face, wanted: Wanted) -> None:
    """Answer with the cases of a workflow that the reader may see."""
    definition = versions.newest(face.session, wanted.workflow or "")[1]
    if wanted.state and wanted.state not in definition.states:
        known = list(definition.states)
        raise BadInput(
            _(
                "There is no status “{state}”. Choose from: {states}.",
                state=wanted.state,
                states=known,
            )
        )
    found = [
        listed(face.session, each, face.language)
        for each in every(face.session, wanted, face.actor, face.today)
    ]
    heads = (_("Case"), _("Status"), _("Due"), _("Bodies"), _("Title"))
    face.answer(found, lambda: face.table(heads, [_row(definition, each) for each in found]))


def _row(definition: Definition, found: dict[str, Any]) -> tuple[object, ...]:
    label = definition.states[found["state"]].label
    return (found["ref"], label, found["due_on"] or "", ", ".join(found["bodies"]), found["title"])
