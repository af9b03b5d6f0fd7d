"""Headings that stand in their table as measures do: 1 Rus, above 1.1 and 1.2; and lines that the
numbers go on past, which may be none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.numbers_and_points import read_number_cell
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


def numbers_go_on(block: Block, columns: Columns, titles: Sequence[Row]) -> list[Row]:
    """The title rows that may be no headings, as the numbers go on behind them as if they were not
    there: 1.1, a line, 1.2. Plain numbers go on past headings in many plans; past a single one,
    nobody knows."""
    lines = {title.number for title in titles}
    doubtful = list[Row]()
    for place, row in enumerate(block.rows):
        if row.number not in lines:
            continue
        above = (each for each in reversed(block.rows[:place]) if each.number not in lines)
        below = (each for each in block.rows[place:] if each.number not in lines)
        before, after = _number(next(above, None), columns), _number(next(below, None), columns)
        dotted = "." in after or len(titles) == 1
        if before and after and dotted and _is_next(before, after):
            doubtful.append(row)
    return doubtful


def _number(row: Row | None, columns: Columns) -> str:
    number = read_number_cell(row.cell(columns.measure_number)) if row else None
    return number.number if number else ""


def _is_next(before: str, after: str) -> bool:
    head, _dot, last = before.rpartition(".")
    other, _dot, following = after.rpartition(".")
    digits = last.isdigit() and following.isdigit()
    return head == other and digits and int(following) == int(last) + 1


def _is_part(number: str, below: str) -> bool:
    """Whether the number below is the first of that one's: 1.1 of 1, A1 of A."""
    whole = number.rstrip(".)")
    rest = below.removeprefix(whole) if below.startswith(whole) else ""
    plain = whole.isdigit() or (len(whole) == 1 and whole.isalpha())
    dotted = rest[:1] in (".", "-") and rest[1:2].isdigit()
    return plain and (dotted or (whole.isalpha() and rest[:1].isdigit()))
