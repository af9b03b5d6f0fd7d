"""A second header row, below one whose headers run across several columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workflows.documents.sheets import Row
from workflows.plan_import.reading.headers import (
    WHO_OR_WHEN,
    YEAR,
    Header,
    Said,
    last_days_over,
    role_of,
    years_over,
)
from workflows.plan_import.reading.years_above import bare_years


def with_second_row(header: Header, row: Row, said: Said) -> Header | None:
    """The header with what a second header row under it says, below one header that runs across:
    years, beginning and end, or who is responsible and who supports; None where it is none."""
    roles = {column: role_of(text, said) for column, text in enumerate(row.cells) if text}
    roles |= dict.fromkeys(bare_years(row, roles), YEAR)
    parts = (YEAR, *WHO_OR_WHEN)
    if len(roles) < 2 or any(role not in parts for role in roles.values()):
        return None
    columns = {role: [c for c, other in roles.items() if other == role] for role in parts}
    if header.years and (columns[YEAR] or not {*columns["responsible"], *columns["supporting"]}):
        return None
    times = not any(columns[role] for role in (YEAR, "when", "start", "end"))
    below = header if times else _with_times(header, row, columns)
    return replace(
        below,
        responsible=_below(header.responsible, columns["responsible"], roles),
        supporting=_below(header.supporting, columns["supporting"], roles),
        numbers=tuple(column for column in header.numbers if column not in roles),
        unknown=tuple(column for column in header.unknown if column not in roles),
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
