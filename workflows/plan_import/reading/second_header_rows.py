"""A second header row, below one whose headers run across several columns."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from workflows.documents.sheets import Row
from workflows.plan_import.cells.when import When
from workflows.plan_import.cells.years import read_when
from workflows.plan_import.reading.headers import (
    WHO_OR_WHEN,
    YEAR,
    Header,
    last_days_over,
    role_of,
    years_over,
)
from workflows.plan_import.reading.said_roles import Said
from workflows.plan_import.reading.years_above import bare_years

MOST_PARTS = 12  # months of a year


def with_second_row(header: Header, row: Row, said: Said) -> Header | None:
    """The header with what a second header row under it says, below one header that runs across:
    years or parts of one, beginning and end, who is responsible and who supports; None where it is
    none."""
    if header.years and (of_years := _parts_of_years(header, row)):
        return _with_parts_of_years(header, of_years)
    roles = {column: role_of(text, said) for column, text in enumerate(row.cells) if text}
    roles |= dict.fromkeys(bare_years(row, roles), YEAR)
    parts = (YEAR, *WHO_OR_WHEN)
    known = {column for column, role in roles.items() if role in parts}
    if len(known) < 2 or (len(known) < len(roles) and not _is_below(header, row)):
        return None
    columns = {role: [c for c, other in roles.items() if other == role] for role in parts}
    if header.years and (columns[YEAR] or not {*columns["responsible"], *columns["supporting"]}):
        return None
    times = not any(columns[role] for role in (YEAR, "when", "start", "end"))
    below = header if times else _with_times(header, row, columns)
    below = replace(
        below,
        responsible=_below(header.responsible, columns["responsible"], roles),
        supporting=_below(header.supporting, columns["supporting"], roles),
        numbers=tuple(column for column in header.numbers if column not in roles),
    )
    return _with_the_rest(below, row, roles)


def _with_the_rest(header: Header, row: Row, roles: Mapping[int, str | None]) -> Header:
    """The header with the names of the second row, and its columns that nothing is known of or that
    are no part of a measure; so too a second column of a time."""
    own = {c for c in roles if c not in header.read and row.cell(c) != header.row.cell(c)}
    ignored = {column for column in own if roles[column] == "ignored"}
    return replace(
        header,
        row=_named_by(header.row, row, roles),
        unknown=tuple(sorted({c for c in header.unknown if c not in roles} | own - ignored)),
        ignored=tuple(sorted({*header.ignored, *ignored})),
    )


def _is_below(header: Header, row: Row) -> bool:
    """Whether a row with names that nobody knows, such as Kilde, is the second one of headers: it
    says nothing of a measure, or what the first one says."""
    column = header.measure
    return column is not None and row.cell(column) in ("", header.row.cell(column))


def _named_by(above: Row, below: Row, columns: Collection[int]) -> Row:
    """The first row of headers, with what the second one calls the columns that it names."""
    width = max(len(above.cells), len(below.cells))
    names = (below.cell(c) if c in columns else above.cell(c) for c in range(width))
    return replace(above, cells=list(names))


def _parts_of_years(header: Header, row: Row) -> dict[int, When]:
    """The columns of a row that names the parts of the years above it and no more, each with what
    it names: Q1, Q2 under 2018."""
    above = _years_across(header)
    named = {
        column: read_when(f"{row.cell(column)} {above[column]}", None)
        for column in row.filled
        if column in above and not row.cell(column).isdigit()
    }
    parts = {
        c: when for c, when in named.items() if when.years == (above[c],) and not when.problems
    }
    return parts if len(parts) > 1 and len(parts) == len(row.filled) else {}


def _years_across(header: Header) -> dict[int, int]:
    """The year above each column: a year stands over the empty header cells to its right."""
    names, above = header.row, dict[int, int]()
    for column, year in header.years:
        last = max(column, column + names.spans.get(column, 1) - 1)
        while column not in names.spans and last - column < MOST_PARTS and not names.cell(last + 1):
            last += 1
        above |= dict.fromkeys(range(column, last + 1), year)
    return above


def _with_parts_of_years(header: Header, parts: Mapping[int, When]) -> Header:
    return replace(
        header,
        years=tuple((column, when.years[0]) for column, when in sorted(parts.items())),
        ends={column: when.due for column, when in parts.items() if when.due},
        numbers=tuple(column for column in header.numbers if column not in parts),
    )


def _with_times(header: Header, row: Row, columns: Mapping[str, list[int]]) -> Header:
    below = {column for role in columns.values() for column in role}
    when = None if header.when in below else header.when
    return replace(
        header,
        years=years_over(row, columns[YEAR]),
        ends=last_days_over(row, columns[YEAR]),
        when=next(iter(columns["when"]), when),
        start=next(iter(columns["start"]), None),
        end=next(iter(columns["end"]), None),
    )


def _below(
    above: tuple[int, ...], here: list[int], roles: Mapping[int, str | None]
) -> tuple[int, ...]:
    """The columns that a header has in its first row, but for those that the second one names."""
    return tuple(sorted({*here, *(column for column in above if column not in roles)}))
