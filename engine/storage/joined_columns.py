"""Columns as the queries here ask for them."""

from __future__ import annotations

from typing import Any


def joined(first: Any, *others: Any) -> Any:
    """Columns of words as one text, so that a list of combinations can be asked for."""
    for column in others:
        first = first + " " + column
    return first
