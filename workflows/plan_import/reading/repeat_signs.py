"""Cells that say what the one above them says: ", do., som over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.language.sentences import n_
from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.time_words import phrases
from workflows.plan_import.reading.blocks import Block, is_title_row
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.row_findings import Findings

SIGNS = ('"', "”", "″", "〃", "''", '-"-', "-”-", '–"–', "–”–", '"-')
WORDS = phrases(
    "do, do., dito, ditto, som over, som ovenfor, som ovanfor, se over, sjå over, samme som over,"
    " same som over, same som ovanfor, samme som ovenfor, as above, same as above"
)


def with_signs_read(block: Block, notes: Findings) -> list[Row]:
    """The rows of a block with owners and times instead of the signs that repeat them; how many
    rows have such signs is told."""
    header = block.header
    marks = (column for column, _year in header.years)
    columns = {*header.responsible, *header.supporting, *header.times, *marks}
    above = dict[int, str]()
    rows = [row if is_title_row(row, header) else _read(row, columns, above) for row in block.rows]
    repeated = [new for new, old in zip(rows, block.rows, strict=True) if new is not old]
    if repeated:
        sentence = n_(
            "A sign such as ″ is read as the owner or the time of the row above, in one row.",
            "Signs such as ″ are read as the owner or the time of the row above, in {n} rows.",
            len(repeated),
        )
        where = Where(notes.file, block.table.name, repeated[0].number)
        notes.add(Level.NOTE, "ditto_read", where, sentence)
    return rows


def _read(row: Row, columns: Iterable[int], above: dict[int, str]) -> Row:
    repeated = (c for c in columns if _repeats(row.cell(c)) and above.get(c))
    said = {column: above[column] for column in repeated}
    for column in columns:
        if text := said.get(column) or row.cell(column):
            above[column] = text
    if not said:
        return row
    return replace(row, cells=[said.get(place, text) for place, text in enumerate(row.cells)])


def _repeats(text: str) -> bool:
    plain = one_line(text).casefold()
    return plain in SIGNS or plain in WORDS
