"""The parts of a file that hold measures: a header row with the rows under it, and the titles
above it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflows.documents.sheets import Row, Sheets, Table, one_line
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.cells.numbers_and_points import (
    is_of_year,
    is_roman,
    looks_like_date,
    read_number,
    read_number_cell,
)
from workflows.plan_import.reading.headers import Header, read_header
from workflows.plan_import.reading.heading_lines import is_note
from workflows.plan_import.reading.parts_over import with_parts
from workflows.plan_import.reading.said_roles import Said
from workflows.plan_import.reading.second_header_rows import with_second_row
from workflows.plan_import.reading.side_by_side import side_by_side

MOSTLY = 0.6
SHORTEST_HEADING = 5
_DASHES = re.compile(r"[-–—_.…\s]*")


@dataclass
class Block:
    """A header, the rows under it and the titles above it, nearest last."""

    number: int
    table: Table
    header: Header
    titles: list[str]
    rows: list[Row]
    first: bool  # of its table
    continued: bool = False  # its table has no header of its own

    def texts(self, column: int | None) -> list[str]:
        """What the column holds in these rows, empty cells left out."""
        return [text for row in self.rows if (text := row.cell(column))]


@dataclass(frozen=True)
class Columns:
    """Where a block keeps its numbers.

    `embedded`: the number is the first word of the measure's text; `dotted`: so it is, and of two
    parts or more.
    """

    goal_number: int | None = None
    measure_number: int | None = None
    embedded: bool = False
    roman: bool = False
    dotted: bool = False


def find_blocks(sheets: Sheets, said: Said) -> list[Block]:
    """All blocks of the file in printed order. `said`: what somebody has said of its columns."""
    blocks: list[Block] = []
    for table in sheets.tables:
        for part in side_by_side(table, said):
            before = len(blocks)
            _add_blocks(blocks, part, said)
            if len(blocks) == before and blocks and _goes_on(blocks[-1], part):
                blocks.append(_continued(blocks[-1], part))
    return blocks


def _add_blocks(blocks: list[Block], table: Table, said: Said) -> None:
    lines = sorted(table.before, key=lambda line: line.heading)
    titles = [one_line(line.text) for line in lines if not line.title]
    current: Block | None = None
    over: Row | None = None
    for row in table.rows:
        above = current.header if current else None
        if current and not current.rows and (fuller := with_second_row(current.header, row, said)):
            current.header = fuller
        elif header := read_header(row, table.hidden, said, above):
            titled = _titles_at_end(current) if current else titles
            header = with_parts(header, None if current else over, (*reversed(titled), table.name))
            current = Block(len(blocks), table, header, titled, rows=[], first=current is None)
            blocks.append(current)
        elif current is None:
            titles += _title(row)
            over = row
        elif not _is_artefact(row):
            current.rows.append(row)


def _goes_on(above: Block, table: Table) -> bool:
    """Whether a table without a header is the rest of the one above: nothing that opens a part
    stands between them, and its columns hold what those above hold."""
    if table.named or any(line.heading for line in table.before) or not table.rows:
        return False
    widest = max(row.filled[-1] for row in table.rows)
    if widest > max(above.header.read) or not any(r.cell(above.header.measure) for r in table.rows):
        return False
    numbers = number_columns(above)
    column = numbers.goal_number if numbers.measure_number is None else numbers.measure_number
    if column is None:
        return _counts_on(above, table)
    cells = [row.cell(column) for row in table.rows if row.cell(column)]
    counted = (_is_number(text) and not text.strip(").").isalpha() for text in cells)
    return bool(cells) and all(counted)


def _counts_on(above: Block, table: Table) -> bool:
    """Whether a table whose rows have no numbers, as those above, goes on: it stands close below,
    is as wide, and each row says what is to be done, and who or when."""
    header, rows = above.header, [row for row in table.rows if not _is_artefact(row)]
    width = max(row.filled[-1] for row in above.rows or [header.row])
    close = not table.before and max(row.filled[-1] for row in rows) == width
    return close and all(
        row.cell(header.measure) and (header.owners_in(row) or header.times_in(row)) for row in rows
    )


def _continued(above: Block, table: Table) -> Block:
    rows = [row for row in table.rows if not _is_artefact(row)]
    return replace(
        above,
        number=above.number + 1,
        table=table,
        titles=[],
        rows=rows,
        first=False,
        continued=True,
    )


def _titles_at_end(block: Block) -> list[str]:
    """The title rows at a block's end belong to the header that follows."""
    titles: list[str] = []
    while block.rows and _is_title_above_header(block.rows[-1], block.header):
        titles = [*_title(block.rows.pop()), *titles]
    return titles


def _is_title_above_header(row: Row, header: Header) -> bool:
    return is_title_row(row, header) or is_numbered_heading(row)


def is_numbered_heading(row: Row) -> bool:
    """A number and a title that stand alone in their row: 1 Samspill."""
    alone = len(row.filled) == 1 and not row.held_back
    return alone and _is_heading(row.cells[row.filled[0]])


def _title(row: Row) -> list[str]:
    return [one_line(row.cells[row.filled[0]])] if len(row.filled) == 1 else []


def _is_artefact(row: Row) -> bool:
    return all(_DASHES.fullmatch(text) for text in row.cells)


def is_title_row(row: Row, header: Header) -> bool:
    """A row with one text that no column of the header explains: it runs across, or stands where
    a number should; or it is a heading that stands alone where a measure should."""
    if len(row.filled) != 1 or row.held_back:
        return False
    column = row.filled[0]
    text = row.cell(column)
    if row.spans.get(column, 1) > 1:
        return True
    if column == 0 and column != header.measure and column != header.goal and _is_heading(text):
        return True
    if column in header.numbers:
        return len(text) > 1 and not _is_number(text)
    if column == header.measure and header.goal is None and _has_named_numbers(header):
        return _is_heading(text) or (text.isupper() and len(text) > SHORTEST_HEADING)
    return column not in header.read and column not in header.ignored


def _has_named_numbers(header: Header) -> bool:
    """Whether a column is called one of numbers; one without a name may be anything."""
    return any(header.row.cell(column) for column in header.numbers)


def _is_heading(text: str) -> bool:
    """A number and a title: 1 Samspill."""
    number = read_number(text)
    return number is not None and number.number.isdigit() and number.rest[:1].isalpha()


def _is_number(text: str) -> bool:
    number = read_number_cell(text)
    return looks_like_date(text) or (number is not None and not number.rest)


def number_columns(block: Block) -> Columns:
    """Which columns hold the numbers of goals and measures: by what stands in them, as many have
    no header."""
    header = block.header
    filled = [column for column in header.numbers if _holds_numbers(block, column)]
    if header.measure in filled:
        filled.remove(header.measure)
    if header.goal is None and header.area is None:
        return _plain(block, filled)
    owner = header.goal if header.goal is not None else header.area
    if len(filled) > 1:
        measure = max(filled, key=lambda column: (_depth(block, column), column))
        others = [column for column in filled if column != measure]
        return Columns(min(others, key=lambda column: abs(column - (owner or 0))), measure)
    if filled and _stands_with_goals_only(block, filled[0], owner):
        return Columns(filled[0], None, _embedded(block))
    return _plain(block, filled)


def _plain(block: Block, filled: Sequence[int]) -> Columns:
    if not filled:
        numbers = filter(None, map(read_number, block.texts(block.header.measure)))
        embedded = _embedded(block)
        dotted = embedded and any("." in number.number for number in numbers)
        return Columns(None, None, embedded, dotted=dotted)
    rows = [row for row in block.rows if row.cell(filled[0]) and len(row.filled) > 1]
    return Columns(None, filled[0], roman=all(is_roman(row.cell(filled[0])) for row in rows))


def _holds_numbers(block: Block, column: int) -> bool:
    texts = [
        row.cell(column)
        for row in block.rows
        if row.cell(column) and not is_title_row(row, block.header)
    ]
    name = plain_header(block.header.row.cell(column))
    numbers = [text for text in texts if _may_be_number(text, name) or looks_like_date(text)]
    return bool(texts) and len(numbers) >= MOSTLY * len(texts)


def _may_be_number(text: str, name: str) -> bool:
    """Whether a cell below that name is the number of a measure: without a name 2019/1 may be a
    time, and 3/18 below *Saksnr.* is a case."""
    doubtful = "/" in text if name.startswith("sak") else not name and is_of_year(text)
    return read_number_cell(text) is not None and not doubtful


def _depth(block: Block, column: int) -> float:
    texts = block.texts(column)
    numbers = [number.number for text in texts if (number := read_number_cell(text))]
    return sum(number.count(".") for number in numbers) / max(len(numbers), 1)


def _stands_with_goals_only(block: Block, column: int, goal: int | None) -> bool:
    """A goal below has rows of its own without a number in that column."""
    return any(
        row.cell(block.header.measure) and not row.cell(goal) and not row.cell(column)
        for row in block.rows
    )


def _embedded(block: Block) -> bool:
    texts = [text for text in block.texts(block.header.measure) if not is_note(text)]
    numbered = [text for text in texts if (number := read_number(text)) and number.rest]
    return bool(texts) and len(numbered) >= MOSTLY * len(texts)


def cells_in(blocks: Sequence[Block], column: int) -> list[str]:
    """What the column holds in all rows of these blocks that are no titles, empty cells left
    out."""
    return [
        text
        for block in blocks
        for row in block.rows
        if (text := row.cell(column)) and not is_title_row(row, block.header)
    ]
