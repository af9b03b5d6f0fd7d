"""Reading .xlsx sheet by sheet: values, merged cells, dates where numbers should be.

openpyxl is imported by the readers of .xlsx only.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from pathlib import Path
from typing import IO, Any

from workflows.documents import refusals
from workflows.documents.cell_values import Cells, formats_of
from workflows.documents.losses import Losses
from workflows.documents.merged_cells import Merges, merged
from workflows.documents.packages import check_package, kind_of
from workflows.documents.sheet_facts import SheetReader, count_rows
from workflows.documents.sheets import Filling, Sheets, Table, clean
from workflows.documents.strict import opened
from workflows.documents.text_boxes import boxes_of_workbook

# Comments and notes both stand there; what belongs together in a thread once.
COMMENTS = re.compile(r"xl/(?:comments/)?comments?\d*\.xml")
COMMENT = re.compile(rb"<(?:\w+:)?comment[\s>]")


def read_xlsx(path: Path) -> Sheets:
    """Every visible worksheet of the workbook as a table.

    Raises FileRefused when it cannot be read.
    """
    if kind_of(path) != "xlsx":
        raise refusals.not_a_workbook(path.name)
    check_package(path)
    try:
        # openpyxl warns of parts it does not keep (validation, drawings); only values are wanted
        # here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _sheets(path)
    except refusals.FileRefused:
        raise
    except (
        Exception
    ) as error:  # openpyxl answers a malformed part with whatever its parser stumbled over
        raise refusals.damaged(path.name) from error


def _sheets(path: Path) -> Sheets:
    import openpyxl  # heavy, and wanted by the import command alone

    tables, losses = [], Losses()
    with opened(path) as file:
        book: Any = openpyxl.load_workbook(file, read_only=True, data_only=True, rich_text=True)
        formats = formats_of(book)
        for sheet in book.worksheets:
            # openpyxl keeps to itself where a sheet stands and what texts it shares
            cells = Cells(sheet._shared_strings, formats, book.epoch)  # noqa: SLF001
            name = clean(sheet.title)
            if sheet.sheet_state == "visible":
                filling = Filling(path.name, name, losses)
                tables.append(_table(name, sheet, SheetReader(cells, filling)))
            elif rows := count_rows(sheet._get_source()):  # noqa: SLF001
                losses.hidden_sheet(name, rows)
        losses.text_boxes(boxes_of_workbook(file))
        losses.embedded(sum(name.startswith("xl/embeddings/") for name in _parts(file)))
        losses.comments(_comments(file))
    return Sheets(tables, losses=losses.all)


def _parts(file: IO[bytes]) -> list[str]:
    with zipfile.ZipFile(file) as package:
        return package.namelist()


def _comments(file: IO[bytes]) -> int:
    """How many cells have a comment."""
    with zipfile.ZipFile(file) as package:
        names = filter(COMMENTS.fullmatch, package.namelist())
        return sum(len(COMMENT.findall(package.read(name))) for name in names)


def _table(name: str, sheet: Any, reader: SheetReader) -> Table:
    with sheet._get_source() as source:  # noqa: SLF001
        reader.read(source)
    rows = merged(reader.filling.rows, Merges(sorted(reader.merges)))
    return Table(name, rows, hidden=frozenset(reader.hidden), named=True)
