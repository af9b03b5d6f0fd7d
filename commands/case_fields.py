"""What a case says, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from commands.face import Face
from workflows.views.case_view import View
from workflows.views.field_words import in_words


def fields(face: Face, view: View, known: dict[str, Any], day: date | None = None) -> Iterator[str]:
    """Each field with its label, bodies by their names of that day; text of several lines stands
    below it."""
    names = view.body_names(day)
    for name, value in known.items():
        field = view.definition.fields[name]
        lines = in_words(field, value, names, face.language).splitlines() or [""]
        yield f"  {face.say(field.label)}: {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])
