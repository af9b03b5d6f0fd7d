"""How a plan is laid out: whether its rows are areas, or measures that areas group."""

from __future__ import annotations

import re

from workflows.plan_import.cells.numbers_and_points import read_number, read_number_cell
from workflows.plan_import.reading.blocks import Block, number_columns
from workflows.plan_import.reading.drafts import Layout
from workflows.plan_import.reading.headers import role_of

_TWO_PARTS = re.compile(r"[^\W.]+[.-]\d+\.?")  # 1.1, A1-2


def layout_of(blocks: list[Block]) -> Layout:
    """What kind of plan these blocks are."""
    if any(block.header.goal is not None for block in blocks):
        return Layout.SECTIONS
    if any(block.header.area is not None and not has_grouping_areas(block) for block in blocks):
        return Layout.SINGLE_TABLE
    return Layout.AREAS


def has_grouping_areas(block: Block) -> bool:
    """The area column groups rows of their own, rather than naming each row.

    Numbers such as 1.1, and none such as 1, are those of measures within areas. Under a column of
    measures a row without an area is a measure of the area above; under one of contents it is the
    rest of a row that a page break has cut, unless it has a number.
    """
    header, previous = block.header, ""
    of_contents = role_of(header.row.cell(header.measure), {}) == "content"
    for row in block.rows:
        area = row.cell(header.area)
        own = row.cell(header.measure) and (header.owners_in(row) or header.times_in(row))
        counted = not of_contents or any(row.cell(column) for column in header.numbers)
        if previous and own and (area == previous or (not area and counted)):
            return True
        previous = area or previous
    return _are_numbered_within(block)


def _are_numbered_within(block: Block) -> bool:
    """Whether every row that names an area has a number of two parts."""
    header, columns = block.header, number_columns(block)
    column = header.measure if columns.embedded else columns.measure_number
    cells = [row.cell(column) for row in block.rows if row.cell(header.area)]
    read = read_number if columns.embedded else read_number_cell
    numbers = [number.number if (number := read(cell)) else "" for cell in cells]
    return bool(numbers) and all(map(_TWO_PARTS.fullmatch, numbers))
