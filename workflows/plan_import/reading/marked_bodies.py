"""Plans that have a column for each body, with a mark under those that are responsible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workflows.documents.sheets import Row
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.time_words import TICKS
from workflows.plan_import.reading.blocks import Block
from workflows.plan_import.reading.headers import Header


def take_row_of_bodies(block: Block, bodies: BodyIndex) -> None:
    """A first row that names a body in each column below the one of owners is a second header row:
    the bodies are what those columns are called."""
    header, row = block.header, next(iter(block.rows), None)
    named = row.filled if row else []
    spare = {*header.responsible, *header.numbers, *header.unknown}
    below = len(named) > 1 and {*named} <= spare and not {*named}.isdisjoint(header.responsible)
    if row is None or not below or not all(bodies.find_form(row.cell(c)) for c in named):
        return
    width = max(len(header.row.cells), len(row.cells))
    cells = [row.cell(column) or header.row.cell(column) for column in range(width)]
    block.rows = block.rows[1:]
    block.header = replace(
        header,
        row=replace(header.row, cells=cells),
        responsible=tuple(column for column in header.responsible if column not in named),
        numbers=tuple(column for column in header.numbers if column not in named),
        unknown=tuple(sorted({*header.unknown, *named})),
    )


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
