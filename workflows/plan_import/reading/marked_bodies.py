"""Plans that have a column for each body, with a mark under those that are responsible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workflows.documents.sheets import Row
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.time_words import TICKS
from workflows.plan_import.reading.headers import Header


def columns_of_bodies(header: Header, bodies: BodyIndex) -> list[int]:
    """The columns that nobody knows and that are called by a body."""
    return [column for column in header.unknown if bodies.find_form(header.title(column))]


def with_names(rows: Iterable[Row], header: Header, columns: Iterable[int]) -> list[Row]:
    """The rows with the names of the bodies instead of the marks under them; what is no mark
    stays."""
    names = {column: header.title(column) for column in columns}
    return [_with_names(row, names) for row in rows]


def _with_names(row: Row, names: dict[int, str]) -> Row:
    cells = [
        names[column] if column in names and text.casefold() in TICKS else text
        for column, text in enumerate(row.cells)
    ]
    return replace(row, cells=cells)
