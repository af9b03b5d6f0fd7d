"""Colours that a workbook gives by rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule, ColorScaleRule, FormulaRule, IconSetRule
from openpyxl.styles import PatternFill

from tests.workflows.conftest import found

GREEN = PatternFill(bgColor="00FF00")


def ruled(path: Path, rule: Any) -> Path:
    book = openpyxl.load_workbook(path)
    book.active.conditional_formatting.add("D2:E9", rule)
    book.save(path)
    return path


def rule(formula: str) -> FormulaRule:
    return FormulaRule(formula=[formula], fill=GREEN)


ROWS = [["Nr.", "Tiltak", "Ansvarlig", "2031", "2032"], ["1.1", "Øve", "FR", "x", ""]]


@pytest.mark.parametrize(
    "coloured",
    [
        rule("AND(D$1>=$F2,D$1<=$G2)"),
        rule("$F2<TODAY()"),
        IconSetRule("3TrafficLights1", "percent", [0, 33, 67]),
        ColorScaleRule(start_type="min", start_color="FF0000", end_type="max", end_color="00FF00"),
    ],
)
def test_colours_by_rule_are_told_once_a_sheet(xlsx, read, coloured):
    path = ruled(ruled(xlsx(ROWS), coloured), coloured)
    draft = read(path)
    assert found(draft, "colours_unread") == [("warning", 0, "")]
    (told,) = [each for each in draft.findings if each.code == "colours_unread"]
    assert "D2:E9" in str(told.sentence)


@pytest.mark.parametrize(
    "coloured",
    [
        rule("MOD(ROW(),2)=0"),
        rule("LEN(TRIM(D2))>0"),
        rule("LEN(D2)>0"),
        rule("NOT(ISBLANK(D2))"),
        rule('$F2="Ferdig"'),
        CellIsRule(operator="equal", formula=['"x"'], fill=GREEN),
    ],
)
def test_colours_that_say_what_a_cell_says_are_not(xlsx, read, coloured):
    assert found(read(ruled(xlsx(ROWS), coloured)), "colours_unread") == []
