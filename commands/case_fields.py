"""What a case says, field by field, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from commands.face import Face
from workflows.views.case_view import View
from workflows.views.field_words import in_words
from workflows.views.meeting_words import meetings_of


def fields(face: Face, view: View, known: dict[str, Any], day: date | None = None) -> Iterator[str]:
    """Each field with its label, bodies by their names of that day; text of several lines stands
    below it."""
    names, meetings = view.body_names(day), meetings_of(view)
    for name, value in known.items():
        field = view.definition.fields[name]
        lines = in_words(field, value, names, face.language, meetings).splitlines() or [""]
        yield f"  {face.say(field.label)}: {lines[0]}"
        yield from (f"    {line}" for line in lines[1:])
