"""Meetings that a case names, as people call them: by their day and who met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.language.sentences import Sentence, _
from workflows.councils import meeting_lists
from workflows.views.case_view import View


def meetings_of(view: View) -> dict[int, Sentence]:
    """The meetings that a case names or ever named, by their numbers, as far as the reader may
    know of them."""
    numbers = set(_named(view))
    if not numbers:
        return {}
    found = meeting_lists.numbered(view.session, numbers, view.reader, view.on)
    bodies, names = meeting_lists.bodies_of_all(view.session, found), view.body_names()
    return {
        each.number: _(
            "{day}: {bodies}",
            day=each.day,
            bodies=[names.get(key, key) for key in bodies.get(each.number, [])],
        )
        for each in found
    }


def _named(view: View) -> Iterator[int]:
    fields = view.definition.fields.values()
    asked = [field.name for field in fields if field.type.asked_with == "meeting"]
    changes: list[Mapping[str, Any]] = [event.parts.get("changes", {}) for event in view.events]
    for name in asked:
        every = [view.case.fields.get(name), *(n for each in changes for n in each.get(name, ()))]
        yield from (number for number in every if isinstance(number, int))
