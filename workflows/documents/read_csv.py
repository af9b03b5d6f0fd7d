"""Reading .csv as spreadsheets write it: any usual delimiter and encoding, line feeds inside
quoted cells."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from engine.identity_numbers import hidden
from workflows.documents import refusals
from workflows.documents.letters import decoded
from workflows.documents.losses import Losses
from workflows.documents.sheets import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Filling,
    Row,
    Sheets,
    Table,
    clean,
)

DELIMITERS = (";", "\t", ",", "|")
SAMPLE_ROWS = 200
WORDS_SHOWN = 40  # letters of a cell that a refusal repeats
# With all the empty ones; a sheet that is dragged far down saves thousands of them.
MAX_RECORDS = 200_000
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATOR_LINE = re.compile(r"\A\"?sep=(.)\"?\r?\n", re.IGNORECASE)


def read_csv(path: Path) -> Sheets:
    """The one table of a .csv file; row numbers are those of the sheet, not lines of the file."""
    letters = decoded(path.read_bytes())
    if letters is None:
        raise refusals.wrong_kind(path.name)
    text, losses = letters.text, Losses()
    if letters.mended:
        losses.letters_mended(letters.mended)
    said = _SEPARATOR_LINE.match(text)
    if said:
        text = text[said.end() :]
    sign = said[1] if said else _delimiter(text)
    filling = Filling(path.name, "", losses)
    for number, record in enumerate(_records(text, sign, path.name), start=1):
        if number > MAX_RECORDS:
            raise refusals.too_many_rows(path.name, MAX_ROWS)
        if any(record):
            filling.add(Row(number, [clean(cell) for cell in record[:MAX_COLUMNS]]))
            if any(record[MAX_COLUMNS:]):
                filling.lose("cells_beyond", number)
    return Sheets([Table("", filling.rows)], losses=losses.all)


def _lines(text: str) -> Iterator[str]:
    """The lines with their ends; a copy of the whole text would take four times its size."""
    return (found[0] for found in _LINE.finditer(text))


def _delimiter(text: str) -> str:
    """The sign that cuts the largest share of the records into the same number of cells.

    Held against clevercsv on 400 tables this chose the same and the right one each time, in a
    twentieth of the time; that library is led astray where a long text has to be cut for it.
    """
    return max(DELIMITERS, key=lambda sign: _agreement(text, sign))


def _agreement(text: str, sign: str) -> tuple[float, int]:
    reader = csv.reader(_lines(text), delimiter=sign)
    try:
        widths = Counter(len(record) for record in islice(reader, SAMPLE_ROWS) if record)
    except csv.Error:
        return (0, 0)
    several = Counter({width: rows for width, rows in widths.items() if width > 1})
    [(width, rows)] = several.most_common(1) or [(0, 0)]
    return (rows / max(widths.total(), 1), width)


def _records(text: str, sign: str, file: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL + 1))
    strict = _is_strict(text, sign, file)
    reader = csv.reader(_lines(text), delimiter=sign, strict=strict)
    try:
        for number, record in enumerate(reader, start=1):
            if not (strict and sign == ","):
                _refuse_rows_in_quotes(record, sign, file, number)
            yield record
    except csv.Error as error:
        raise refusals.cell_too_long(file, reader.line_num, MAX_CELL) from error


def _refuse_rows_in_quotes(record: list[str], sign: str, file: str, number: int) -> None:
    """Refuse a record with a cell that swallowed rows: one of its lines would be a whole row, cut
    by the file's own sign, as prose between true quotation marks is by commas alone."""
    for cell in record:
        first, *more = cell.splitlines() if sign in cell else [cell]
        if any(line.count(sign) >= max(len(record) - 1, 1) for line in more):
            raise refusals.rows_in_quotes(file, number, hidden(first)[:WORDS_SHOWN])


def _is_strict(text: str, sign: str, file: str) -> bool:
    """Whether all quotation marks are where the format wants them; one that never closes
    swallows the rest."""
    try:
        for _record in islice(csv.reader(_lines(text), delimiter=sign, strict=True), MAX_RECORDS):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise refusals.unclosed_quote(file) from error
        return False
    return True
