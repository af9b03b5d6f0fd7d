"""Lists of cases, as every workflow's command answers with them."""

from __future__ import annotations

from typing import Any

from commands.face import Face
from engine.cases.lists import Listed, Wanted, every
from engine.definitions import versions
from engine.errors import BadInput
from engine.language.sentences import Label, _
from engine.storage.session import Session
from workflows.views.case_lists import all_listed


def list_cases(face: Face, wanted: Wanted) -> None:
    """Answer with the cases of a workflow that the reader may see."""
    states = versions.states(face.session, wanted.workflow or "")
    if wanted.state and wanted.state not in states:
        raise BadInput(
            _(
                "There is no status “{state}”. Choose from: {states}.",
                state=wanted.state,
                states=list(states),
            )
        )
    session, found = face.session, every(face.session, wanted, face.actor, face.today)
    said = all_listed(session, found, face.actor, face.now, face.language)
    labels = [_label(session, each) for each in found]
    heads = [_("Case"), _("Status"), _("Due"), _("Bodies"), _("Title")]
    heads += [_("Plan"), _("Area")] if any(each.get("plan") for each in said) else []
    rows = [_row(each, label)[: len(heads)] for each, label in zip(said, labels, strict=True)]
    face.answer(said, lambda: face.table(heads, rows))


def _label(session: Session, found: Listed) -> Label:
    """What the definition that the case began with calls its state."""
    return versions.by_id(session, found.case.definition_id).states[found.case.state].label


def _row(found: dict[str, Any], label: Label) -> tuple[object, ...]:
    waits = _("“{state}”, but depends on {refs}", state=label, refs=found["blocked_by"])
    state = waits if found["blocked_by"] else label
    due = _("! {day} overdue", day=found["due_on"]) if found["late"] else found["due_on"]
    bodies, place = ", ".join(found["bodies"]), (found.get("plan"), found.get("area"))
    return (found["ref"], state, due, bodies, found["title"], *place)
