"""Days of a plan that some read with the month first."""

from __future__ import annotations

from collections.abc import Sequence

from engine.days.doubtful_days import told_doubtful
from workflows.plan_import.reading.blocks import Block, cells_in
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.row_findings import Findings


def tell_doubtful_days(blocks: Sequence[Block], notes: Findings) -> None:
    """Tell how days such as 03/02/2026 are read, where no other day of the plan shows that the day
    stands before the month."""
    cells = [
        text
        for block in blocks
        for column in block.header.times
        for text in cells_in([block], column)
    ]
    for told in told_doubtful(cells):
        notes.add(Level.WARNING, "day_doubtful", Where(notes.file), told)
