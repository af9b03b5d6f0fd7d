"""The text of a row: its points, and what it points to."""

from __future__ import annotations

from dataclasses import replace

from workflows.plan_import.cells.numbers_and_points import Parts, read_parts
from workflows.plan_import.cells.owners import Owners
from workflows.plan_import.cells.references import read_references, read_schedule, split_schedule
from workflows.plan_import.reading.drafts import CrossRef


def parts_of(text: str) -> Parts:
    """The text of a measure, its points, and what stands behind them."""
    parts = read_parts(text)
    if parts.bullets:
        return parts
    head, last = split_schedule(parts.text)
    return Parts(head, (), last)


def references_in(parts: Parts, owners: Owners) -> list[CrossRef]:
    """What a measure points to, in its text and in what its owners' cell remarks."""
    refs = read_references(
        "\n".join([parts.text, *(bullet.text for bullet in parts.bullets)]), "text"
    )
    for line in parts.after.split("\n"):
        schedule = read_schedule(line)
        refs += [
            replace(ref, as_printed=schedule.text) if schedule else ref
            for ref in read_references(line, "text_after")
        ]
    return refs + read_references(owners.remark, "responsible_cell")
