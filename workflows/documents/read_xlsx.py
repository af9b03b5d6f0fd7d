"""Reading .xlsx row by row: values, merged cells, dates where numbers should be.

openpyxl is imported here only.
"""

from __future__ import annotations

import warnings
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from workflows.documents import refusals
from workflows.documents.packages import check_package, kind_of
from workflows.documents.sheet_facts import SheetFacts, facts_of
from workflows.documents.sheets import MAX_COLUMNS, Filling, Row, Sheets, Table, clean


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

    with path.open("rb") as file:
        book: Any = openpyxl.load_workbook(file, read_only=True, data_only=True)
        shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        hidden = tuple(
            clean(sheet.title) for sheet in book.worksheets if sheet.sheet_state != "visible"
        )
        return Sheets([_table(sheet, path.name) for sheet in shown], left_out=hidden)


def _table(sheet: Any, file: str) -> Table:
    with sheet._get_source() as source:  # noqa: SLF001 - openpyxl tells merges only when it holds the whole sheet
        facts = facts_of(source)
    sheet.reset_dimensions()  # some programs declare a smaller sheet than they write
    filling = Filling(file)
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        filling.add(_row(number, cells[:MAX_COLUMNS], facts))
    return Table(clean(sheet.title), filling.rows, hidden=facts.hidden, named=True)


def _row(number: int, cells: tuple[Any, ...], facts: SheetFacts) -> Row:
    below, covered = facts.covered(number)
    texts = ["" if column in covered else _text(cell.value) for column, cell in enumerate(cells)]
    dates = {
        column: probable_number(cell.value, str(cell.number_format))
        for column, cell in enumerate(cells)
        if isinstance(cell.value, date) and column not in covered
    }
    return Row(
        number=number,
        cells=texts,
        dates=dates,
        spans=facts.spans(number),
        merged=below,
        unsaved=_unsaved(number, cells, facts),
    )


def _unsaved(number: int, cells: tuple[Any, ...], facts: SheetFacts) -> frozenset[int]:
    formulas = facts.formulas.get(number, frozenset())
    return frozenset(
        column for column in formulas if column < len(cells) and cells[column].value is None
    )


def _text(value: object) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "x"  # a ticked box
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else format(value, ".10g")
        case datetime():
            return _day(value.date())
        case date():
            return _day(value)
        case time() | timedelta():
            return str(value)
        case _:
            return clean(str(value))


def _day(day: date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year}"


# A year that the spreadsheet added by itself to “1.2” is the year of typing; one from “1.2.3” is
# long past.
YEAR_OF_TYPING = 2015


def probable_number(day: date, number_format: str) -> str:
    """What was typed when a Norwegian spreadsheet made this date of it: 1.2 → 1 February, 1.13 →
    January 2013."""
    shown = number_format.casefold()
    if "y" in shown and "d" not in shown:
        return f"{day.month}.{day.year % 100}"
    if "y" in shown and day.year < YEAR_OF_TYPING:
        return f"{day.day}.{day.month}.{day.year % 100}"
    return f"{day.day}.{day.month}"
