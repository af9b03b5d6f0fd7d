"""A plan as a file that people go on writing in: a workbook or a document with a table for each
block, in which no cell is ever a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from engine.extras import need
from workflows.documents.writing.tables import XLSX, Cell

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDE, NARROW = 48, 12  # letters of a column
LONGEST_NAME = 31  # letters of the name of a worksheet
UNTITLED = "Plan"
_NO_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Merged(NamedTuple):
    """Cells of a column that are one: from one row to another, counted from the block's header."""

    column: int
    first: int
    last: int


@dataclass
class PlanTable:
    """A table of a plan: what stands above it, its header, its rows, and which cells are one."""

    title: str
    heads: Sequence[str]
    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)


def plan_as_xlsx(title: str, blocks: Iterable[PlanTable]) -> bytes:
    """The plan as a workbook of one sheet that is called by its title, its blocks below each
    other."""
    need("documents")
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book, kept = Workbook(), list(blocks)
    sheet = book.active
    assert sheet is not None, "a new workbook has a sheet"
    sheet.title = _sheet_name(title)
    row = 1
    if title:
        heading = sheet.cell(1, 1, title)
        heading.data_type, heading.font = "s", Font(bold=True, size=14)
        row = 3
    for block in kept:
        row = _block_into(sheet, block, row) + 2
    _widths(sheet, kept)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet_name(title: str) -> str:
    """So much of the title as the name of a worksheet can hold; a name of its own without one."""
    plain = _NO_NAME.sub(" ", title)
    return " ".join(plain.split())[:LONGEST_NAME].strip(" '") or UNTITLED


def _block_into(sheet: Any, block: PlanTable, row: int) -> int:
    """Write a block from that row on; its last row."""
    from openpyxl.styles import Alignment, Font

    if block.title:
        heading = sheet.cell(row, 1, block.title)
        heading.data_type, heading.font = "s", Font(bold=True)
        row += 1
    for place, cells in enumerate([block.heads, *block.rows]):
        for column, value in enumerate(cells, start=1):
            cell = sheet.cell(row + place, column, value if value != "" else None)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if isinstance(value, str) and value:
                cell.data_type, cell.number_format = "s", "@"
            if not place:
                cell.font = Font(bold=True)
    for each in block.merged:
        column = each.column + 1
        sheet.merge_cells(
            start_row=row + each.first,
            end_row=row + each.last,
            start_column=column,
            end_column=column,
        )
    return row + len(block.rows)


def _widths(sheet: Any, blocks: list[PlanTable]) -> None:
    from openpyxl.utils import get_column_letter

    widest = max(len(block.heads) for block in blocks) if blocks else 0
    for column in range(widest):
        texts = (
            str(row[column] or "")
            for block in blocks
            for row in [block.heads, *block.rows]
            if column < len(row)
        )
        longest = max((len(line) for text in texts for line in text.split("\n")), default=0)
        letter = get_column_letter(column + 1)
        sheet.column_dimensions[letter].width = min(max(longest + 2, NARROW), WIDE)


def plan_as_docx(title: str, blocks: Iterable[PlanTable]) -> bytes:
    """The plan as a document in landscape, a table for each block."""
    need("documents")
    import docx
    from docx.enum.section import WD_ORIENT

    document = docx.Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    if title:
        document.add_heading(title, level=0)
    for block in blocks:
        if block.title:
            document.add_heading(block.title, level=1)
        else:
            document.add_paragraph()
        _table_into(document, block)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _table_into(document: Any, block: PlanTable) -> None:
    table = document.add_table(rows=1 + len(block.rows), cols=len(block.heads))
    table.style = "Table Grid"
    for row, cells in zip(table.rows, [block.heads, *block.rows], strict=True):
        for cell, value in zip(row.cells, cells, strict=True):
            _write_lines(cell, "" if value is None else str(value))
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    for each in block.merged:
        table.cell(each.first, each.column).merge(table.cell(each.last, each.column))


def _write_lines(cell: Any, text: str) -> None:
    first, *others = text.split("\n")
    cell.paragraphs[0].text = first
    for line in others:
        cell.add_paragraph(line)


class Writer(NamedTuple):
    """How a plan is written to a file of one kind, and what browsers call that kind."""

    write: Callable[[str, Iterable[PlanTable]], bytes]
    kind: str


WRITERS = {".xlsx": Writer(plan_as_xlsx, XLSX), ".docx": Writer(plan_as_docx, DOCX)}
