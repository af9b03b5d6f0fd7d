"""A table as a file for a spreadsheet: .xlsx and .csv, in which no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from engine.extras import need

Cell = str | int | date | None

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
WIDEST = 60  # letters of a column
# What a spreadsheet reckons instead of showing it, where it opens text.
FORMULA = re.compile(r"[=+@\t\r]|-\S")


def as_xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as a workbook of one sheet, with a row of heads that stays in sight."""
    need("documents")
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book, kept = Workbook(), list(rows)
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = re.sub(r"[\[\]:*?/\\]", " ", title)[:31] or "1"
    for number, row in enumerate([heads, *kept], start=1):
        for column, value in enumerate(row, start=1):
            _write(sheet.cell(number, column, value), head=number == 1)
    for place, head in enumerate(heads, start=1):
        longest = max([len(head), *(len(str(row[place - 1] or "")) for row in kept)])
        sheet.column_dimensions[get_column_letter(place)].width = min(longest + 2, WIDEST)
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _write(cell: Any, *, head: bool) -> None:
    """A cell as it is read: text as it was typed, whatever it begins with."""
    from openpyxl.styles import Alignment, Font

    if isinstance(cell.value, str):
        cell.data_type = "s"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font = Font(bold=True)


def as_csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The table as text with semicolons, as a Norwegian spreadsheet opens it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=";")
    for row in [heads, *rows]:
        writer.writerow([_text(value) for value in row])
    return file.getvalue().encode("utf-8-sig")


def _text(value: Cell) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text
