"""What a case's fields hold, in words: bodies by their names, meetings by their days, choices as
people say them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definitions.model import Definition, Field
from engine.language.sentences import say


def in_words(
    field: Field,
    value: Any,
    names: Mapping[str, str],
    language: str,
    meetings: Mapping[int, object] = {},
) -> str:
    """A field's value in words, bodies by their names, meetings as they are called; points each on
    a line of its own."""
    if field.type.asked_with == "meeting" and value in meetings:
        return say(meetings[value], language)
    if field.type.links_bodies:
        keys: list[str] = value if isinstance(value, list) else [str(value)]
        return ", ".join(names.get(key, key) for key in keys)
    return field.type.said(field, value, language)


def meeting_of(meetings: Mapping[int, object], field: Field, value: Any) -> int | None:
    """The number of the meeting that a field holds, where the reader knows of it."""
    return value if field.type.asked_with == "meeting" and value in meetings else None


def labels(definition: Definition, fields: Mapping[str, Any], language: str) -> dict[str, str]:
    """What these fields are called, by their names."""
    return {name: say(definition.fields[name].label, language) for name in fields}
