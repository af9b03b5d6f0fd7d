"""Tables that stand side by side on one sheet, cut apart."""

from __future__ import annotations

from dataclasses import replace

from workflows.documents.sheets import Row, Table
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.reading.headers import read_header
from workflows.plan_import.reading.said_roles import Said


def side_by_side(table: Table, said: Said) -> list[Table]:
    """The tables of a sheet whose header row says the same columns twice, each with its own
    columns; else the table as it is."""
    for row in table.rows:
        start = _second_start(row)
        if start and all(
            read_header(_cut(row, first, last), table.hidden, said)
            for first, last in ((0, start), (start, len(row.cells)))
        ):
            return [_part(table, row, 0, start), _part(table, row, start, None)]
    return [table]


def _second_start(row: Row) -> int | None:
    """The column where the first header is printed again."""
    names = [plain_header(text) for text in row.cells]
    first = next((name for name in names if name), "")
    again = [column for column, name in enumerate(names) if first and name == first]
    return again[1] if len(again) == 2 else None


def _part(table: Table, header: Row, start: int, end: int | None) -> Table:
    """The rows from the header on in these columns; what stands above belongs to the first."""
    rows = [
        row if row.number < header.number else _cut(row, start, end)
        for row in table.rows
        if start == 0 or row.number >= header.number
    ]
    return replace(table, rows=[row for row in rows if row.filled])


def _cut(row: Row, start: int, end: int | None) -> Row:
    """The row with its other columns emptied; the ones before its own keep their places, so that
    a column is called as the reader of the file calls it."""
    stop = len(row.cells) if end is None else end
    cells = ["" if column < start else text for column, text in enumerate(row.cells[:stop])]
    return replace(row, cells=cells)
