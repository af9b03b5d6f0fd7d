"""Columns as the queries here ask for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, type_coerce


def as_text(column: Any) -> Any:
    """A column of words as plain text, so that `any_of` knows what its list holds on PostgreSQL."""
    return type_coerce(column, String())
