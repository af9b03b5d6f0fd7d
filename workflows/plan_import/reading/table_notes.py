"""Sums, sources and notes that stand among the rows of a table and are no measures."""

from __future__ import annotations

from workflows.documents.sheets import Row
from workflows.plan_import.cells.numbers_and_points import Number
from workflows.plan_import.reading.blocks import Block, Columns
from workflows.plan_import.reading.heading_lines import is_footnote, is_note


class TableNotes:
    """Knows the notes of one block. `numbered`: its measures have numbers of their own."""

    def __init__(self, block: Block, columns: Columns, *, numbered: bool) -> None:
        self._header, self._numbers, self._numbered = block.header, columns.measure_number, numbered
        self._goal_numbers = columns.goal_number
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
        return below or is_note(label or text)

    def stand_among_owners(self, row: Row) -> str:
        """The words of a source or a footnote that stand alone where owners or times would, ''
        where none do."""
        header = self._header
        if len(row.filled) != 1 or row.held_back:
            return ""
        said = (*header.responsible, *header.supporting, *header.times)
        words = row.cell(row.filled[0])
        return words if row.filled[0] in said and is_footnote(words) else ""

    def stand_before(self, row: Row, number: Number | None) -> str:
        """The words of a sum or a legend that stand where an area or a goal would, '' where none
        do: nothing says who is to do it."""
        header = self._header
        words = row.cell(header.area) or row.cell(header.goal)
        says_more = header.owners_in(row) or header.times_in(row) or row.held_back
        if number or not words or says_more or row.cell(self._goal_numbers):
            return ""
        marks = [text for column, _year in header.years if (text := row.cell(column))]
        sums = bool(marks) and all(map(str.isdigit, marks)) and not row.cell(header.measure)
        return words if sums or is_note(words) else ""
