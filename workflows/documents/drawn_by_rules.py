"""Colours that a workbook gives by rules: those that say more than the words of the cell itself."""

from __future__ import annotations

import re
from typing import Any

from workflows.documents.cell_values import MAIN

# A scale or signs stand for a number; a formula may look at other cells, and at the day.
KINDS = ("expression", "iconSet", "colorScale")
# Every second row, what is empty or not, and what the words of a cell are: nothing else is said.
_SAYS_NO_MORE = re.compile(
    r"\s*=?\s*(?:MOD\(.*ROW\(.*|(?:ISEVEN|ISODD)\(ROW\(.*"
    r"|(?:NOT\()?(?:ISBLANK|LEN|ISNUMBER|ISTEXT)\((?:TRIM\()?[^()]*\)+\s*(?:[<>=]+\s*\d+)?"
    r"|\$?[A-Z]{1,3}\$?\d+\s*(?:=|<>)\s*\"[^\"]*\")\s*",
    re.IGNORECASE,
)


def is_drawn_by_rule(element: Any) -> bool:
    """Whether one of its rules colours cells for another reason than their own words."""
    return any(map(_says_more, element.iter(f"{MAIN}cfRule")))


def _says_more(rule: Any) -> bool:
    kind, formula = rule.get("type", ""), rule.findtext(f"{MAIN}formula") or ""
    if kind == "expression":
        return _SAYS_NO_MORE.fullmatch(formula) is None
    return kind in KINDS
