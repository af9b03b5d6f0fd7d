"""Columns as the queries here ask for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import String, type_coerce


def as_text(column: Any) -> Any:
    """A column of words as plain text, so that `any_of` knows what its list holds on PostgreSQL."""
    return type_coerce(column, String())


def joined(*columns: Any) -> Any:
    """Columns of words as one text, so that a list of combinations can be asked for."""
    whole = as_text(columns[0])
    for column in columns[1:]:
        whole = whole + " " + as_text(column)
    return whole
