"""The editions of a plan as a face lists them: when, from which file, by whom, what each did."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.language.sentences import _
from engine.people import registry
from engine.people.actors import Actor
from engine.storage.session import Session
from workflows import plans
from workflows.plan_editions import EditionKind, editions_of, standing_edition

KIND_WORDS = {
    EditionKind.IMPORTED: _("Imported"),
    EditionKind.ROLLED: _("Carried on"),
    EditionKind.TAKEN_BACK: _("Undone"),
}


def editions(session: Session, plan_id: str, reader: Actor, on: date) -> list[dict[str, Any]]:
    """Every edition of a plan, the newest first; `standing` is the one that can be taken back."""
    plans.visible(session, plan_id, reader, on)
    found = editions_of(session, plan_id)
    names, standing = registry.names(session, (each.by for each in found)), standing_edition(found)
    return [
        {
            "edition": each.number,
            "kind": each.kind,
            "at": each.at,
            "by": names.get(each.by),
            "file": each.file,
            "sha256": each.digest,
            "opened": sum(not was for _number, was, _now in each.cases),
            "moved": sum(bool(was) for _number, was, _now in each.cases),
            "takes_back": each.takes_back,
            "standing": each is standing,
        }
        for each in reversed(found)
    ]
