"""Reading .xls, .xlsb and .ods: the values of their cells, and little else.

These kinds do not tell what .xlsx tells of hidden rows, colours and formats; that is said with each
such file.
"""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any

from workflows.documents import calamine_process, refusals
from workflows.documents.cell_values import day_text, number_text, probable_number
from workflows.documents.losses import Losses
from workflows.documents.merged_cells import Merge, Merges, merged
from workflows.documents.packages import MAX_UNPACKED, check_package, kind_of
from workflows.documents.sheets import MAX_COLUMNS, Filling, Row, Sheets, Table, clean

PATIENCE = 120  # seconds


def read_calamine(path: Path) -> Sheets:
    """Every visible sheet of the workbook as a table.

    Raises FileRefused when it cannot be read.
    """
    kind = kind_of(path)
    if kind not in ("xls", "xlsb", "ods"):
        raise refusals.not_a_workbook(path.name)
    if kind != "xls":
        check_package(path)
    tables, losses = [], Losses()
    losses.kind_tells_less(f".{kind}")
    for sheet in _sheets(path, kind):
        if sheet["shown"]:
            tables.append(_table(sheet, path.name, losses))
        elif sheet["rows"]:
            losses.hidden_sheet(clean(sheet["name"]), len(sheet["rows"]))
    return Sheets(tables, losses=losses.all)


def _sheets(path: Path, kind: str) -> list[dict[str, Any]]:
    with TemporaryDirectory() as folder:
        named = Path(folder) / f"book.{kind}"  # the library goes by the name, which may be wrong
        copyfile(path, named)
        command = [sys.executable, "-m", calamine_process.__name__, str(named)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
        except subprocess.TimeoutExpired as error:
            raise _too_much(path.name) from error
    if done.returncode in ENDS:
        raise ENDS[done.returncode](path.name)
    if done.returncode:
        raise refusals.damaged(path.name)
    return list(json.loads(done.stdout))


def _too_much(file: str) -> refusals.FileRefused:
    return refusals.too_large_unpacked(file, MAX_UNPACKED)


# -6 ends a process that asked for more memory than there is, -9 and -24 one that took too long.
ENDS = {
    calamine_process.PROTECTED: refusals.encrypted,
    **dict.fromkeys((calamine_process.TOO_MUCH, -6, -9, -24), _too_much),
}


def _table(sheet: dict[str, Any], file: str, losses: Losses) -> Table:
    name = clean(sheet["name"])
    filling = Filling(file, name, losses)
    for number, cells in sheet["rows"]:
        filling.add(_row(number, cells[:MAX_COLUMNS]))
        if any(cells[MAX_COLUMNS:]):
            filling.lose("cells_beyond", number)
    merges = (
        Merge(top + 1, left, bottom + 1, min(right, MAX_COLUMNS))
        for top, left, bottom, right in sheet["merges"]
    )
    return Table(name, merged(filling.rows, Merges(sorted(merges))), named=True)


def _row(number: int, cells: list[Any]) -> Row:
    days = {
        column: date.fromisoformat(cell[0])
        for column, cell in enumerate(cells)
        if isinstance(cell, list)
    }
    return Row(
        number=number,
        cells=[day_text(days[n]) if n in days else _text(cell) for n, cell in enumerate(cells)],
        dates={column: probable_number(day, "") for column, day in days.items()},
        typed_numbers=frozenset(
            column
            for column, cell in enumerate(cells)
            if isinstance(cell, int | float) and not isinstance(cell, bool)
        ),
    )


def _text(cell: str | float | bool) -> str:
    if isinstance(cell, bool):
        return "x" if cell else ""  # a ticked box
    return clean(cell) if isinstance(cell, str) else number_text(float(cell))
