"""Reads a workbook that is no .xlsx in a process of its own, with bounded memory and time.

The library is not Python's: what a broken file does to it no `except` catches. Prints the sheets as
JSON, and ends by one of the codes below where it cannot.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

PROTECTED, TOO_MUCH = 3, 4
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30


def main(path: str) -> int:
    """Read the workbook at that path, whose suffix says its kind; returns what the process ends
    with."""
    from python_calamine import CalamineWorkbook, PasswordError

    _bound()
    try:
        json.dump([*_sheets(CalamineWorkbook.from_path(path))], sys.stdout)
    except PasswordError:
        return PROTECTED
    except MemoryError:
        return TOO_MUCH
    return 0


def _bound() -> None:
    try:
        import resource
    except ImportError:  # not everywhere
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def _sheets(book: Any) -> Iterator[dict[str, Any]]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    for place, said in enumerate(book.sheets_metadata):
        if said.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_index(place)
        rows = enumerate(sheet.to_python(skip_empty_area=False), start=1)
        yield {
            "name": said.name,
            "shown": said.visible == SheetVisibleEnum.Visible,
            "rows": [
                [number, [_value(cell) for cell in row]]
                for number, row in rows
                if any(cell != "" for cell in row)
            ],
            "merges": [[*first, *last] for first, last in sheet.merged_cell_ranges or ()],
        }


def _value(cell: object) -> object:
    """Texts, numbers and truth as they are; a day as a list of its own."""
    if isinstance(cell, datetime):
        return [cell.date().isoformat()]
    if isinstance(cell, date):
        return [cell.isoformat()]
    return cell if isinstance(cell, str | int | float | bool) else str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
