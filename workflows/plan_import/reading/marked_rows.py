"""What colours say in the rows of a plan: marks under years, and what nobody reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from engine.language.sentences import Sentence, n_
from workflows.documents.sheets import Row
from workflows.plan_import.reading.blocks import is_title_row
from workflows.plan_import.reading.drafts import Level
from workflows.plan_import.reading.row_reader import RowReader


def tell_marks(reader: RowReader) -> bool:
    """Tell what colours say in this block; whether they are its marks: some of a row's years are
    coloured and others not."""
    header, rows = reader.block.header, reader.block.rows
    years = {column for column, _year in header.years}
    coloured = [row for row in rows if row.coloured & years]
    where = reader.where(header.row)
    for unread in filter(None, (_of_status(reader), _of_rows(reader))):
        reader.notes.add(Level.WARNING, "colours_unread", where, unread)
    marks = any(row.coloured & years != years - set(row.filled) for row in coloured)
    if coloured:
        sentence = _of_years(len(coloured), marks=marks)
        reader.notes.add(Level.WARNING, "colours_marked", where, sentence)
    return marks


def _of_years(rows: int, *, marks: bool) -> Sentence:
    if marks:
        return n_(
            "The coloured cells under the years are read as marks, in one row.",
            "The coloured cells under the years are read as marks, in {n} rows.",
            rows,
        )
    return n_(
        "The colours under the years are not read, in one row.",
        "The colours under the years are not read, in {n} rows.",
        rows,
    )


def _of_status(reader: RowReader) -> Sentence | None:
    """A status that is a colour and no word is not read."""
    header, rows = reader.block.header, reader.block.rows
    columns = {header.status, header.light} - {None}
    coloured = sum(bool(row.coloured & columns) for row in rows)
    if not coloured:
        return None
    return n_(
        "The colours of the status are not read, in one row.",
        "The colours of the status are not read, in {n} rows.",
        coloured,
    )


def _of_rows(reader: RowReader) -> Sentence | None:
    """Rows, or their numbers or words, that are coloured unlike those beside them may say how far
    they have come."""
    numbers = {row.number for column in _columns(reader) for row in _unlike(reader, column)}
    if not numbers:
        return None
    return n_(
        "One row is coloured otherwise than those beside it, and that is not read. If it says"
        " something, write it in a column.",
        "{n} rows are coloured otherwise than those beside them, and that is not read. If it says"
        " something, write it in a column.",
        len(numbers),
    )


def _columns(reader: RowReader) -> set[int]:
    """The columns whose colours nothing else explains."""
    header = reader.block.header
    explained = {header.status, header.light, *(column for column, _year in header.years)}
    return {column for row in reader.block.rows for column in row.shades} - explained


def _unlike(reader: RowReader, column: int) -> list[Row]:
    """The rows whose colour in this column is not that of most rows of their part of the table;
    none where two colours take turns."""
    return [row for part in _parts(reader, column) for row in _odd_ones(part, column)]


def _parts(reader: RowReader, column: int) -> Iterator[list[Row]]:
    """The rows between two titles that hold something in the column."""
    header = reader.block.header
    for titles, rows in groupby(reader.block.rows, lambda row: is_title_row(row, header)):
        if not titles:
            yield [row for row in rows if row.cell(column)]


def _odd_ones(rows: Sequence[Row], column: int) -> list[Row]:
    shades = [row.shades.get(column, "") for row in rows]
    take_turns = len(set(shades)) == 2 and all(one != other for one, other in pairwise(shades))
    if take_turns and len(rows) > 2:
        return []
    usual = Counter(shades).most_common(1)[0][0] if shades else ""
    return [row for row, shade in zip(rows, shades, strict=True) if shade != usual]
