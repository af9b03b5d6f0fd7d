"""The tables of a Word document, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Any

from workflows.documents.footnote_marks import without_marks
from workflows.documents.losses import Losses
from workflows.documents.sheets import (
    MAX_COLUMNS,
    Filling,
    Row,
    Table,
    TextLine,
    clean,
    one_line,
)
from workflows.documents.word_grid import Edges, WordGrid
from workflows.documents.word_numbering import WordLists
from workflows.documents.word_text import MAX_DEPTH, Printed, W, is_on, is_placeholder, printed

# Content controls and smart tags wrap paragraphs, rows and tables; what stands in them is part of
# the document.
WRAPPERS = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag"}
PARTS = {f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"}
WHITE = {"", "AUTO", "FFFFFF"}
MAX_NAME = 120


def unwrapped(parent: Any, depth: int = 0) -> Iterator[Any]:
    """The paragraphs, tables, rows or cells of the parent, also those inside wrappers."""
    for child in parent:
        if is_placeholder(child):
            continue
        if child.tag in WRAPPERS and depth < MAX_DEPTH:
            yield from unwrapped(child, depth + 1)
        elif child.tag in PARTS:
            yield child


def flow(parent: Any, depth: int = 0) -> Iterator[Any]:
    """The paragraphs and tables of the document in printed order; tables that only hold others in
    their place are taken apart."""
    for part in unwrapped(parent):
        if part.tag == f"{W}tbl" and depth < MAX_DEPTH and _is_layout(part):
            for row in unwrapped(part):
                for cell in unwrapped(row):
                    yield from flow(cell, depth + 1)
        else:
            yield part


class WordTables:
    """Reads the tables of one document, top to bottom; what of them is not read is in `losses`."""

    def __init__(self, lists: WordLists, file: str) -> None:
        self.losses = Losses()
        self._lists, self._file = lists, file

    def line(self, paragraph: Any) -> str:
        """What a paragraph says, with the sign that Word draws before it."""
        return without_marks(clean(self._signed(paragraph, printed(paragraph).text)))[0]

    def table(self, table: Any, before: tuple[TextLine, ...], number: int) -> Table:
        """The table with its rows."""
        name = _name(number, before)
        filling = Filling(self._file, name, self.losses)
        rows = [row for row in unwrapped(table) if row.tag == f"{W}tr"]
        grid = _grid(table, rows)
        for row_number, row in enumerate(rows, start=1):
            filling.add(self._row(row, row_number, filling, grid.seen(_edges(row))))
        return Table(name, filling.rows, before)

    def _row(self, row: Any, number: int, filling: Filling, edges: Edges) -> Row:
        properties = row.find(f"{W}trPr")
        if is_on(properties, "del"):
            filling.lose("rows_deleted", number)
            return Row(number, [])
        cells = _RowCells(edges[0])
        for cell, (left, right) in zip(_cells(row), pairwise(edges), strict=True):
            cells.add(cell, self._text(cell, cells), right - left)
        found = cells.row(number)
        if is_on(properties, "hidden") and any(found.cells):
            filling.lose("rows_hidden", number)
            return Row(number, [])
        for code in cells.losses(found):
            filling.lose(code, number)
        return found

    def _text(self, cell: Any, cells: _RowCells) -> str:
        if _continues(cell):
            return ""
        lines = []
        for part in unwrapped(cell):
            if part.tag == f"{W}p":
                said = printed(part)
                cells.tell(said)
                lines.append(self._signed(part, said.text))
            elif part.tag == f"{W}tbl":
                cells.nested = cells.nested or _says_something(part)
        return clean("\n".join(lines))

    def _signed(self, paragraph: Any, text: str) -> str:
        sign = self._lists.sign(paragraph)
        return f"{sign} {text}" if sign else text


class _RowCells:
    """One row while it is read, cell by cell."""

    def __init__(self, before: int) -> None:
        self.nested = False
        self._struck = self._hidden = self._tracked = False
        self._texts = [""] * before
        self._spans: dict[int, int] = {}
        self._merged: set[int] = set()
        self._coloured: set[int] = set()
        self._shades: dict[int, str] = {}

    def add(self, cell: Any, text: str, width: int) -> None:
        """A cell of the row with its text, so many columns wide."""
        column = len(self._texts)
        if width > 1:
            self._spans[column] = width
        if _continues(cell):
            self._merged.add(column)
        colour = _colour(cell)
        if colour and text:
            self._shades[column] = colour
        elif colour:
            self._coloured.update(range(column, column + width))
        self._texts += [text] + [""] * (width - 1)

    def tell(self, said: Printed) -> None:
        """A paragraph of the row, some of which may be left out."""
        self._struck = self._struck or said.struck
        self._hidden = self._hidden or said.hidden
        self._tracked = self._tracked or said.tracked

    def losses(self, row: Row) -> Iterator[str]:
        """The codes of what of this row is not read."""
        whole = "text" if any(row.cells) else "rows"
        if self._struck:
            yield f"{whole}_struck"
        if self._hidden:
            yield f"{whole}_hidden"
        if self._tracked:
            yield "text_tracked"
        if self.nested:
            yield "nested_table"
        if any(self._texts[MAX_COLUMNS:]):
            yield "cells_beyond"

    def row(self, number: int) -> Row:
        """The row; an empty one where all its words are struck through or hidden."""
        says_something = any(sign.isalpha() for text in self._texts for sign in text)
        if (self._struck or self._hidden) and not says_something:
            return Row(number, [])
        return Row(
            number=number,
            cells=self._texts[:MAX_COLUMNS],
            spans=self._spans,
            merged=frozenset(self._merged),
            coloured=frozenset(self._coloured),
            shades=self._shades,
        )


def _cells(row: Any) -> list[Any]:
    return [cell for cell in unwrapped(row) if cell.tag == f"{W}tc"]


def _edges(row: Any) -> Edges:
    widths = (max(_whole(cell, f"{W}tcPr/{W}gridSpan"), 1) for cell in _cells(row))
    return tuple(accumulate(widths, initial=_whole(row, f"{W}trPr/{W}gridBefore")))


def _grid(table: Any, rows: list[Any]) -> WordGrid:
    columns = table.findall(f"{W}tblGrid/{W}gridCol")
    widths = [column.get(f"{W}w", "0") for column in columns]
    return WordGrid([_edges(row) for row in rows], [int(w) if w.isdigit() else 0 for w in widths])


def _is_layout(table: Any) -> bool:
    """Whether the table holds others and, beside them, nothing but lines across its whole width."""
    rows = [_cells(row) for row in unwrapped(table)]
    cells = [(cell, len(row) == 1) for row in rows for cell in row]
    holds = {id(cell): any(part.tag == f"{W}tbl" for part in unwrapped(cell)) for cell, _ in cells}
    return any(holds.values()) and all(
        alone or holds[id(cell)] or not _says_something(cell) for cell, alone in cells
    )


def _says_something(element: Any) -> bool:
    return any((text.text or "").strip() for text in element.iter(f"{W}t"))


def _continues(cell: Any) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and merge.get(f"{W}val", "continue") == "continue"


def _colour(cell: Any) -> str:
    """The colour behind the text of a cell, '' for none and for white."""
    shade = cell.find(f"{W}tcPr/{W}shd")
    fill = shade.get(f"{W}fill", "").upper() if shade is not None else ""
    return "" if fill in WHITE else fill


def _name(number: int, before: tuple[TextLine, ...]) -> str:
    """What a person finds the table by: its place in the document, and the heading or line above
    it."""
    headings = [line for line in before if line.heading] or before
    return f"{number}: {one_line(headings[-1].text)[:MAX_NAME]}" if headings else str(number)


def _whole(element: Any, where: str) -> int:
    found = element.find(where)
    value = found.get(f"{W}val", "0") if found is not None else "0"
    return min(int(value), MAX_COLUMNS) if value.isdigit() else 0
