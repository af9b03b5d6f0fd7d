"""Reading .csv as spreadsheets write it: any usual delimiter and encoding, line feeds inside
quoted cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from workflows.documents import refusals
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
# With all the empty ones; a sheet that is dragged far down saves thousands of them.
MAX_RECORDS = 200_000
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATOR_LINE = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)


def read_csv(path: Path) -> Sheets:
    """The one table of a .csv file; row numbers are those of the sheet, not lines of the file."""
    text = _decoded(path.read_bytes(), path.name)
    said = _SEPARATOR_LINE.match(text)
    if said:
        text = text[said.end() :]
    sign = said[1] if said else _delimiter(text)
    losses = Losses()
    filling = Filling(path.name, "", losses)
    for number, record in enumerate(_records(text, sign, path.name), start=1):
        if number > MAX_RECORDS:
            raise refusals.too_many_rows(path.name, MAX_ROWS)
        if any(record):
            filling.add(Row(number, [clean(cell) for cell in record[:MAX_COLUMNS]]))
            if any(record[MAX_COLUMNS:]):
                filling.lose("cells_beyond", number)
    return Sheets([Table("", filling.rows)], losses=losses.all)


def _decoded(raw: bytes, file: str) -> str:
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if raw.startswith(mark):
            return _text(raw, (encoding,), file)
    wide = raw[:400]
    if wide[1::2].count(0) > len(wide) // 4:
        return _text(raw, ("utf-16-le",), file)
    if wide[::2].count(0) > len(wide) // 4:
        return _text(raw, ("utf-16-be",), file)
    return _text(raw, ("utf-8", "cp1252"), file)


def _text(raw: bytes, encodings: tuple[str, ...], file: str) -> str:
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _BINARY.search(text):
            return text
    raise refusals.not_text(file)


def _delimiter(text: str) -> str:
    """The sign that cuts most rows into the same number of cells."""
    return max(DELIMITERS, key=lambda sign: _agreement(text, sign))


def _agreement(text: str, sign: str) -> tuple[int, int]:
    widths: Counter[int] = Counter()
    try:
        for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=sign)):
            widths[len(record)] += len(record) > 1
            if number > SAMPLE_ROWS:
                break
    except csv.Error:
        return (0, 0)
    width, rows = widths.most_common(1)[0] if widths else (0, 0)
    return (rows, width)


def _records(text: str, sign: str, file: str) -> Iterator[list[str]]:
    csv.field_size_limit(max(csv.field_size_limit(), MAX_CELL + 1))
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=sign, strict=_is_strict(text, sign, file)
    )
    try:
        yield from reader
    except csv.Error as error:
        raise refusals.cell_too_long(file, reader.line_num, MAX_CELL) from error


def _is_strict(text: str, sign: str, file: str) -> bool:
    """Whether all quotation marks are where the format wants them; one that never closes
    swallows the rest."""
    try:
        for _record in islice(
            csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True), MAX_RECORDS
        ):
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise refusals.unclosed_quote(file) from error
        return False
    return True
