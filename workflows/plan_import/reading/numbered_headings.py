"""Headings that stand in their table as measures do: 1 Rus, above 1.1 and 1.2."""

from __future__ import annotations

from itertools import pairwise

from workflows.documents.sheets import one_line
from workflows.plan_import.reading.blocks import Block, Columns

LONGEST = 100  # letters of a heading


def numbered_headings(block: Block, columns: Columns) -> dict[int, str]:
    """The titles of such headings, by the numbers of their rows: a number and a text alone, where
    the number of the row below begins with that one."""
    number, text = columns.measure_number, block.header.measure
    if number is None or text is None or number == text:
        return {}
    return {
        row.number: f"{row.cell(number).rstrip('.')} {one_line(row.cell(text))}"
        for row, below in pairwise(block.rows)
        if set(row.filled) == {number, text}
        and len(row.cell(text)) <= LONGEST
        and _is_part(row.cell(number), below.cell(number))
    }


def _is_part(number: str, below: str) -> bool:
    """Whether the number below is the first of that one's: 1.1 of 1, A1 of A."""
    whole = number.rstrip(".)")
    rest = below.removeprefix(whole) if below.startswith(whole) else ""
    plain = whole.isdigit() or (len(whole) == 1 and whole.isalpha())
    dotted = rest[:1] in (".", "-") and rest[1:2].isdigit()
    return plain and (dotted or (whole.isalpha() and rest[:1].isdigit()))
