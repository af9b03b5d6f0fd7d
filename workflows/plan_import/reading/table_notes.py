"""Sums, sources and notes that stand among the rows of a table and are no measures."""

from __future__ import annotations

import re

from workflows.documents.sheets import Row
from workflows.plan_import.cells.numbers_and_points import Number
from workflows.plan_import.reading.blocks import Block, Columns

_WORDS = re.compile(
    r"(?:totalt?|sum|i alt|kilder?|kjelder?|merknad(?:er|ar)?|noter?|forklaring(?:er|ar)?"
    r"|tegnforklaring|teiknforklaring|fargekoder?|legend|source)\b|\*",
    re.IGNORECASE,
)


class TableNotes:
    """Knows the notes of one block. `numbered`: its measures have numbers of their own."""

    def __init__(self, block: Block, columns: Columns, *, numbered: bool) -> None:
        self._header, self._numbers, self._numbered = block.header, columns.measure_number, numbered
        in_rows = (row.number for row in block.rows if row.cell(self._numbers))
        self._last = max(in_rows, default=0)

    def have(self, row: Row, number: Number | None, text: str) -> bool:
        """Whether a row is one: words alone that no measure begins with, or that stand below the
        last number of a table that has them."""
        says_more = self._header.owners_in(row) or self._header.times_in(row) or row.held_back
        label = row.cell(self._numbers)
        if number or not text or says_more or (label and not self._numbered):
            return False
        below = self._numbers is not None and self._numbered and row.number > self._last
        return below or _WORDS.match(label or text) is not None
