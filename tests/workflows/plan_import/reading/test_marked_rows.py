"""Colours of rows, and of cells with words, are told where they may say something."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.styles import PatternFill

from tests.workflows.conftest import found

NAMES = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
COLOURS = {"r": "FFFF0000", "g": "FF00FF00", "w": "FFFFFFFF"}


@pytest.fixture
def coloured(tmp_path, read):
    """A plan with so many rows, coloured as the letters say; a dash is a row without a colour, a
    stroke a heading."""

    def draft(letters: str, columns: int = 4):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(NAMES)
        for number, letter in enumerate(letters, start=1):
            sheet.append([f"Område {number}"] if letter == "|" else _row(number))
            for place in range(1, columns + 1) if letter in COLOURS else ():
                fill = PatternFill("solid", fgColor=COLOURS[letter])
                sheet.cell(sheet.max_row, place).fill = fill
        book.save(tmp_path / "plan.xlsx")
        return read(tmp_path / "plan.xlsx")

    return draft


def _row(number: int) -> list[object]:
    return [str(number), f"Øve på sak {number}", "FR", 2031]


@pytest.mark.parametrize("letters", ["--r-", "rrg", "g-g-r", "-g"])
@pytest.mark.parametrize("columns", [1, 4])
def test_rows_that_are_unlike_the_others_are_told(coloured, letters, columns):
    assert found(coloured(letters, columns), "colours_unread") == [("warning", 1, "")]


@pytest.mark.parametrize("letters", ["rrr", "r-r-r", "-w-w", "|rr|gg", "wwww"])
def test_colours_that_only_decorate_are_not(coloured, letters):
    assert not found(coloured(letters), "colours_unread")
