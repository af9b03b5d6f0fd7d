"""The years that the headers of columns name: 2022, År 2022, Vår 2018, 2018–2020, 2018/19, 22."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.time_points import century
from workflows.plan_import.cells.when import When
from workflows.plan_import.cells.years import read_when
from workflows.plan_import.reading.drafts import Mark

LONGEST = 80  # letters of a header that names years
_PLAN = re.compile(r" ?\(?plan\)?$")
_LAST_OF_YEAR = (12, 31)
_ENDS = {"spring": (6, 30)}  # by the words beside a mark
_SHORT = re.compile(r"'?\d\d")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGITS = re.compile(r"\d\d")  # jan 18


def years_of(plain: str) -> tuple[int, ...]:
    """The years of a header that says nothing else; () for any other. `plain`: in small letters."""
    return _read(plain).years


def last_day_of(plain: str) -> date | None:
    """The day on which the part of a year that a header names ends: Vår 2018, uke 12 2019; None for
    whole years."""
    return _read(plain).due


def last_day_for(day: date) -> date:
    """The last day of that day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def _read(plain: str) -> When:
    if len(plain) > LONGEST or not _DIGITS.search(plain):
        return When()
    when = read_when(_PLAN.sub("", plain), None)
    return When() if when.problems or when.ongoing else when


def last_marked(ends: Mapping[int, date], marked: Iterable[tuple[int, Mark]]) -> date | None:
    """The day on which the last of the parts of years with a mark ends, where it is none of a
    whole year. `ends`: those of columns that are a part of one; `marked`: column and mark."""
    days = [
        ends.get(column) or date(mark.year, *_ENDS.get(mark.timing, _LAST_OF_YEAR))
        for column, mark in marked
        if mark.mark == "x"
    ]
    last = max(days, default=None)
    return last if last and (last.month, last.day) != _LAST_OF_YEAR else None


def named_years(text: str) -> set[int]:
    """The years that stand in a header: Ansvarlig 2018."""
    return {int(year) for year in _YEAR.findall(one_line(text))}


def year_behind(row: Row, column: int) -> int | None:
    """The one year that a header of times names beside its word: Frist (2018)."""
    named = named_years(row.cell(column))
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
