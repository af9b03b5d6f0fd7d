"""Columns called by months or quarters alone: their year stands in the row above, or in the name of
the table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workflows.documents.sheets import Row
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.cells.when import When
from workflows.plan_import.cells.years import read_when
from workflows.plan_import.reading.headers import Header
from workflows.plan_import.reading.years_above import named_years, years_of

FEWEST = 2  # columns that are parts of a year; one alone may be anything
ANY_YEAR = 2000


def with_parts(header: Header, above: Row | None, names: Sequence[str]) -> Header:
    """The header with those of its columns that are parts of a year: Jan, Feb in “Årshjul 2024”.
    `above`: the row over it; `names`: what may name the year, the nearest first."""
    if header.years or header.times:
        return header
    alone = only_year(names)
    years = {column: _year_over(above, column) or alone for column in header.unknown}
    read = {
        column: part_of(header.row.cell(column), year) for column, year in years.items() if year
    }
    parts = {column: when for column, when in read.items() if when}
    if len(parts) < FEWEST:
        return header
    return replace(
        header,
        years=tuple((column, when.years[0]) for column, when in sorted(parts.items())),
        ends={column: when.due for column, when in parts.items() if when.due},
        unknown=tuple(column for column in header.unknown if column not in parts),
    )


def parts_without_year(header: Header) -> list[int]:
    """The columns that are called by parts of a year, of which nothing says which year."""
    columns = [c for c in header.unknown if part_of(header.row.cell(c), ANY_YEAR)]
    return columns if len(columns) >= FEWEST else []


def only_year(names: Iterable[str]) -> int | None:
    """The year of the first name that has one, where it has one alone."""
    years = next(filter(None, map(named_years, names)), set[int]())
    return next(iter(years)) if len(years) == 1 else None


def _year_over(above: Row | None, column: int) -> int | None:
    """The year in the row above, over the column or to its left."""
    if above is None:
        return None
    named = (years_of(plain_header(above.cell(place))) for place in range(column, -1, -1))
    years = next(filter(None, named), ())
    return years[0] if len(years) == 1 else None


def part_of(text: str, year: int) -> When | None:
    """The part of that year that a header names, None where it names none."""
    if not text or (any(sign.isdigit() for sign in text) and named_years(text)):
        return None
    for said in (f"{text} {year}", f"{text}. {year}"):  # “jul” is Christmas, “jul.” a month
        when = read_when(said, None)
        if when.years == (year,) and not (when.problems or when.ongoing):
            return when
    return None
