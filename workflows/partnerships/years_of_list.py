"""The year of days in a list that name none: that of its other rows, of the titles above it, or of
the name of its worksheet or file; one that cannot be told is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from engine.errors import BadInput
from engine.language.sentences import Sentence, n_
from workflows.partnerships.day_cells import is_without_year, span_of, with_year

DAYS = ("date", "first", "last")  # the columns that hold days
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)|(?<=\d\.\d\d\.)\d\d(?!\d)|(?<=\d\.\d\.)\d\d(?!\d)")

Row = dict[str, str]


def with_years(
    rows: Sequence[tuple[int, Row]], names: Iterable[str], file: str
) -> tuple[list[tuple[int, Row]], list[Sentence]]:
    """The rows with the year of the list behind each day that has none, and what is told of that.
    `names`: what may name the year where no row does, the nearest first."""
    cells = [row[column] for _number, row in rows for column in DAYS if row.get(column)]
    lacking = [cell for cell in cells if is_without_year(cell)]
    years = _years_in(cell for cell in cells if cell not in lacking)
    years = years or next(filter(None, (_years_in([name]) for name in names)), set())
    dated = {cell: year for cell in lacking if (year := _only(cell, years))}
    filled = [(number, _dated(row, dated)) for number, row in rows]
    if not dated or _goes_back(row for _number, row in filled):
        return list(rows), []
    told = n_(
        "{file}: the day {days} has no year; {years} is taken, as the list says elsewhere.",
        "{file}: {n} days, such as {days}, have no year; {years} is taken, as the list says"
        " elsewhere.",
        sum(cell in dated for cell in lacking),
        file=file,
        days=next(iter(dated)),
        years=[str(year) for year in sorted({*dated.values()})],
    )
    return filled, [told]


def _years_in(texts: Iterable[str]) -> set[int]:
    found = (year for text in texts for year in _YEAR.findall(text))
    return {int(year) if len(year) > 2 else 2000 + int(year) for year in found}


def _only(cell: str, years: set[int]) -> int | None:
    """The year of these in which the cell is a day; None where it is one in several or in none."""
    fitting = [year for year in years if _day(with_year(cell, year))]
    if len(years) == 1:
        return next(iter(years))
    return fitting[0] if len(fitting) == 1 else None


def _goes_back(rows: Iterable[Row]) -> bool:
    """Whether the days of one body do not follow each other: in a list from autumn to spring the
    year changes on the way."""
    last: dict[str, date] = {}
    for row in rows:
        day = next((day for column in DAYS if (day := _day(row.get(column, "")))), None)
        if day and day < last.get(row.get("body", ""), day):
            return True
        last |= {row.get("body", ""): day} if day else {}
    return False


def _day(text: str) -> date | None:
    try:
        return span_of(text)[0]
    except BadInput:
        return None


def _dated(row: Row, dated: dict[str, int]) -> Row:
    return {
        column: with_year(text, dated[text]) if column in DAYS and text in dated else text
        for column, text in row.items()
    }
