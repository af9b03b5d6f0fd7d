"""No identity number gets past the reading of a file: the cell is emptied and its row held back."""

from __future__ import annotations

from dataclasses import replace

from engine.identity_numbers import holds_identity_number
from engine.language.sentences import _
from workflows.documents.sheets import Row, Sheets, Table, TextLine, letter_of
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.row_findings import Findings


def without_identity_numbers(sheets: Sheets, notes: Findings) -> Sheets:
    """The same file with every cell and line that holds one emptied, each told without repeating
    it."""
    tables = [_table(table, notes) for table in sheets.tables]
    title = "" if holds_identity_number(sheets.title) else sheets.title
    return replace(sheets, tables=tables, title=title)


def _table(table: Table, notes: Findings) -> Table:
    name = "" if holds_identity_number(table.name) else table.name
    before = tuple(line for line in table.before if not _told(line, name, notes))
    return replace(
        table, name=name, before=before, rows=[_row(row, name, notes) for row in table.rows]
    )


def _told(line: TextLine, table: str, notes: Findings) -> bool:
    if not holds_identity_number(line.text):
        return False
    _tell(Where(notes.file, table), notes)
    return True


def _row(row: Row, table: str, notes: Findings) -> Row:
    held = [
        column
        for column, text in enumerate(row.cells)
        if len(text) >= 11 and holds_identity_number(text)
    ]
    if not held:
        return row
    _tell(Where(notes.file, table, row.number, letter_of(held[0])), notes)
    return replace(
        row,
        cells=["" if column in held else text for column, text in enumerate(row.cells)],
        held_back=True,
    )


def _tell(where: Where, notes: Findings) -> None:
    sentence = _(
        "This looks like a national identity number. Remove it from the file: Samsak stores none."
    )
    notes.add(Level.ERROR, "identity_number", where, sentence)
