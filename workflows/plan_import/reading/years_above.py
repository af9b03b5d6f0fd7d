"""The years that the headers of columns name: 2022, År 2022, Vår 2018, 2018/19, 22."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.time_points import century, pieces
from workflows.plan_import.cells.time_words import BESIDE

LONGEST = 80  # letters of a header that names years
_PLAN = re.compile(r" ?\(?plan\)?$")
_SHORT = re.compile(r"'?\d\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def years_of(plain: str) -> tuple[int, ...]:
    """The years of a header that says nothing else; () for any other. `plain`: in small letters."""
    if len(plain) > LONGEST:
        return ()
    found = pieces(_PLAN.sub("", plain), BESIDE)
    if len(found) != 1 or found[0].point is None or found[0].point.year is None:
        return ()
    year = found[0].point.year
    return (year, century(found[0].text[-2:])) if found[0].kind == "pair" else (year,)


def year_behind(row: Row, column: int) -> int | None:
    """The one year that a header of times names beside its word: Frist (2018)."""
    named = {int(year) for year in _YEAR.findall(one_line(row.cell(column)))}
    return named.pop() if len(named) == 1 else None


def bare_years(row: Row, roles: Mapping[int, str | None]) -> dict[int, tuple[int, ...]]:
    """The columns with two digits above them that are years, as more than one stands in a row:
    22, 23, 24."""
    short = {
        column: century(text.strip())
        for column, text in enumerate(row.cells)
        if _SHORT.fullmatch(text.strip()) and not roles.get(column)
    }
    years = list(short.values())
    follow = len(years) > 1 and all(later - year == 1 for year, later in pairwise(years))
    return {column: (year,) for column, year in short.items()} if follow else {}
