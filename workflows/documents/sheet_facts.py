"""A worksheet's XML, read in one streaming pass: the rows that hold something, and what it says
beside its values: hidden cells, filters, formulas, colours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Any

from workflows.documents.cell_values import MAIN, Cells
from workflows.documents.drawn_by_rules import is_drawn_by_rule
from workflows.documents.merged_cells import Merge
from workflows.documents.sheets import MAX_COLUMNS, Filling, Row

MAX_MERGES = 20_000
PART_NAMES = ("col", "row", "mergeCell", "autoFilter", "conditionalFormatting")
PARTS = tuple(f"{MAIN}{name}" for name in PART_NAMES)


@dataclass
class SheetReader:
    """Reads one worksheet into `filling`, which is also told what is not read."""

    cells: Cells
    filling: Filling
    hidden: set[int] = field(default_factory=set)
    merges: list[Merge] = field(default_factory=list)
    _hidden_rows: list[int] = field(default_factory=list)
    _filtered: range = range(0)
    _number: int = 0

    def read(self, source: IO[bytes]) -> None:
        """The whole sheet.

        Raises FileRefused for too many rows or too long a cell.
        """
        from lxml import etree  # type: ignore[import-untyped]

        for _event, element in etree.iterparse(source, tag=PARTS, resolve_entities=False):
            self._part(element)
            # Rows are dropped as they are done, so that a long sheet takes no more memory than a
            # short one.
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
        for row in self._hidden_rows:
            code = "rows_filtered" if row in self._filtered else "rows_hidden"
            self.filling.lose(code, row)

    def _part(self, element: Any) -> None:
        match element.tag.removeprefix(MAIN):
            case "row":
                self._row(element)
            case "col" if element.get("hidden") in ("1", "true"):
                first, last = int(element.get("min", "1")), int(element.get("max", "1"))
                self.hidden.update(range(first - 1, min(last, MAX_COLUMNS)))
            case "mergeCell" if len(self.merges) < MAX_MERGES:
                self.merges.append(_merge(element.get("ref", "")))
            case "conditionalFormatting" if is_drawn_by_rule(element):
                self.filling.lose_drawn(element.get("sqref", "").replace(" ", ", "))
            case "autoFilter" if len(element):  # it holds what is filtered by
                filtered = _merge(element.get("ref", ""))
                self._filtered = range(filtered.top, filtered.bottom + 1)

    def _row(self, element: Any) -> None:
        self._number = int(element.get("r", self._number + 1))
        if not any(len(cell) for cell in element):
            return
        row = self._read(element)
        if not any(row.cells):
            return
        if element.get("hidden") in ("1", "true"):
            self._hidden_rows.append(row.number)
        else:
            self.filling.add(row)

    def _read(self, element: Any) -> Row:
        found = _RowFacts(self.cells)
        column = -1
        for cell in element:
            column = _place(cell.get("r"))[1] if cell.get("r") else column + 1
            if column < MAX_COLUMNS:
                found.add(column, cell)
            elif self.cells.read(cell, self.cells.format_of(cell)).text:
                self.filling.lose("cells_beyond", self._number)
        if found.struck:
            code = "text_struck" if found.says_something else "rows_struck"
            self.filling.lose(code, self._number)
        return found.row(self._number)


class _RowFacts:
    """One row while it is read, cell by cell."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._texts: dict[int, str] = {}
        self._dates: dict[int, str] = {}
        self._numbers: set[int] = set()
        self._coloured: set[int] = set()
        self._shades: dict[int, str] = {}
        self._unsaved: set[int] = set()
        self.struck = False

    @property
    def says_something(self) -> bool:
        """Whether words are left, and not the number of a struck row alone."""
        return any(sign.isalpha() for text in self._texts.values() for sign in text)

    def add(self, column: int, cell: Any) -> None:
        """A cell of the row."""
        style = self._cells.format_of(cell)
        value = self._cells.read(cell, style)
        self.struck = self.struck or value.struck
        if value.text:
            self._texts[column] = value.text
            if style.colour:
                self._shades[column] = style.colour
        elif style.colour:
            self._coloured.add(column)
        if value.date:
            self._dates[column] = value.date
        if value.is_number:
            self._numbers.add(column)
        if cell.find(f"{MAIN}f") is not None and _is_unsaved(cell):
            self._unsaved.add(column)

    def row(self, number: int) -> Row:
        """The row; an empty one where all its words are struck through."""
        if self.struck and not self.says_something:
            return Row(number, [])
        width = max(self._texts, default=-1) + 1
        return Row(
            number=number,
            cells=[self._texts.get(column, "") for column in range(width)],
            dates=self._dates,
            unsaved=frozenset(self._unsaved),
            typed_numbers=frozenset(self._numbers),
            coloured=frozenset(self._coloured),
            shades=self._shades,
        )


def count_rows(source: IO[bytes]) -> int:
    """How many rows of a worksheet hold something."""
    from lxml import etree

    filled = 0
    for _event, row in etree.iterparse(source, tag=f"{MAIN}row", resolve_entities=False):
        filled += any(len(cell) for cell in row)
        row.clear()
    return filled


def _is_unsaved(cell: Any) -> bool:
    """Whether a formula's value is missing; one that is the empty text is there."""
    value = cell.findtext(f"{MAIN}v")
    return value is None or (not value and cell.get("t") != "str")


def _merge(reference: str) -> Merge:
    first, _colon, last = reference.partition(":")
    top, left = _place(first)
    bottom, right = _place(last or first)
    return Merge(top, left, bottom, min(right, MAX_COLUMNS))


def _place(reference: str) -> tuple[int, int]:
    """B7 → row 7, column 1."""
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(reference[len(letters) :] or 0), column - 1
