"""A row of a file and a measure that is known, as they are compared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.plan_changes import responsible_in, years_in_row
from workflows.plan_import import plan_rows
from workflows.plan_import.matching import Side
from workflows.plan_import.reading.drafts import Kind, MeasureDraft


def side_of_row(row: MeasureDraft) -> Side:
    """A row of the file as it is compared."""
    return Side(
        key=row.key,
        kind=row.kind,
        number=row.key if row.number else "",
        words=row.title if row.kind is Kind.AREA and row.title else plan_rows.wording(row),
        beside=_beside(
            [(each.body_id, each.role) for each in row.responsible],
            (list(row.years), row.ongoing, row.due),
        ),
    )


def side_of_entry(key: str, entry: Mapping[str, Any]) -> Side:
    """An entry of a plan as it is compared, under a key of its own; the number of one that is gone
    may be another's by now."""
    printed = entry["printed"]
    title = printed.get("title", "") if entry["kind"] == Kind.AREA else ""
    return Side(
        key=key,
        kind=entry["kind"],
        number="" if entry["gone"] else entry["key"],
        words=title or entry["wording"],
        beside=_beside(responsible_in(printed), years_in_row(printed)),
    )


def _beside(bodies: list[tuple[str, str]], years: tuple[list[int], bool, str]) -> str:
    return str([*bodies, *years])
