"""A report that was sent over to another partnership, in words: where its other case is, and which
unit whoever reported had named."""

from __future__ import annotations

from typing import Any

from engine.cases.reading import visible_refs
from engine.cases.records import case_of_ref
from engine.language.sentences import Sentence, _, say
from engine.people import registry
from engine.people.tables import Partnership
from workflows.deviations.shared_units import ref_in
from workflows.deviations.twins import CAME_FROM
from workflows.deviations.units import FIELD
from workflows.views.case_view import View


def other_case(view: View, name: str, value: Any) -> str | None:
    """The case in the other partnership that a field tells of, where the reader may know of it."""
    opening = view.definition.opening
    if name not in (opening.goes_to, opening.comes_from):
        return None
    seen = visible_refs(view.session, [ref_in(value)], view.reader, view.on)
    return next(iter(seen), None)


def unit_told(view: View, name: str, words: str) -> str:
    """The unit as whoever reported reads it: of a report that came over, the one that she had named
    where she reported, and which it concerns here; else as it is."""
    came = view.case.fields.get(CAME_FROM)
    if name != FIELD or not came or not view.only_reported:
        return words
    return say(_unit(view, str(came), words), view.language)


def _unit(view: View, came: str, unit: str) -> Sentence:
    here = view.session.orm.get_one(Partnership, view.case.partnership_id).name
    before = case_of_ref(view.session, ref_in(came))
    assert before is not None, "a case is never removed"
    key = before.fields.get(FIELD)
    if not key:
        return _(
            "You named none. The report is followed in {partnership}, where it concerns {unit}.",
            partnership=here,
            unit=unit,
        )
    there = view.session.orm.get_one(Partnership, before.partnership_id).name
    return _(
        "{named} in {first}. The report is followed in {partnership}, where it concerns {unit}.",
        named=registry.body(view.session, key, before.partnership_id).name,
        first=there,
        partnership=here,
        unit=unit,
    )
