"""What a case's fields hold, in words: bodies by their names, days and choices as people say
them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.definitions.model import Field


def in_words(field: Field, value: Any, names: Mapping[str, str], language: str) -> str:
    """A field's value in words, bodies by their names; points each on a line of its own."""
    if field.type.links_bodies:
        keys: list[str] = value if isinstance(value, list) else [str(value)]
        return ", ".join(names.get(key, key) for key in keys)
    return field.type.said(field, value, language)
