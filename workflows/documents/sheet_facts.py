"""What a worksheet's XML says beside its values: merged cells, hidden columns, formulas.

Read in one streaming pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import IO, Any, NamedTuple

from workflows.documents.sheets import MAX_COLUMNS

MAX_MERGES = 20_000


class Merge(NamedTuple):
    """A merged range, rows from 1, columns from 0, all ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetFacts:
    """Asked row by row, top to bottom."""

    hidden: frozenset[int] = frozenset()
    formulas: dict[int, frozenset[int]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    _next: int = 0
    _active: list[Merge] = field(default_factory=list)

    def covered(self, row: int) -> tuple[frozenset[int], frozenset[int]]:
        """Columns of that row that continue the cell above, and all columns whose own value a
        merge hides."""
        active = self._at(row)
        below = frozenset(merge.left for merge in active if merge.top < row)
        hidden = {
            column
            for merge in active
            for column in range(merge.left, merge.right + 1)
            if (row, column) != (merge.top, merge.left)
        }
        return below, frozenset(hidden)

    def spans(self, row: int) -> dict[int, int]:
        """How many columns the merged cells that begin in that row cover."""
        return {
            m.left: m.right - m.left + 1 for m in self._at(row) if m.top == row and m.right > m.left
        }

    def _at(self, row: int) -> list[Merge]:
        while self._next < len(self.merges) and self.merges[self._next].top <= row:
            self._active.append(self.merges[self._next])
            self._next += 1
        self._active = [merge for merge in self._active if merge.bottom >= row]
        return self._active


def facts_of(source: IO[bytes]) -> SheetFacts:
    """The facts of a worksheet's XML."""
    from lxml import etree  # type: ignore[import-untyped]

    found = _Found()
    for _event, element in etree.iterparse(
        source, tag=("{*}col", "{*}c", "{*}row", "{*}mergeCell"), resolve_entities=False
    ):
        name = etree.QName(element).localname
        if name == "c":
            found.cell(element)
            continue
        if name == "col":
            found.column(element)
        elif name == "mergeCell":
            found.merge(element)
        # Rows are dropped as they are done, so that a long sheet takes no more memory than a short
        # one.
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    formulas = {row: frozenset(columns) for row, columns in found.formulas.items()}
    return SheetFacts(frozenset(found.hidden), formulas, sorted(found.merges))


class _Found:
    """The facts while a worksheet is read, from the attributes of its elements."""

    def __init__(self) -> None:
        self.hidden: set[int] = set()
        self.formulas: dict[int, set[int]] = {}
        self.merges: list[Merge] = []

    def cell(self, element: Any) -> None:
        if element.find("{*}f") is not None:
            row, column = _place(element.get("r", ""))
            self.formulas.setdefault(row, set()).add(column)

    def column(self, element: Any) -> None:
        if element.get("hidden") in ("1", "true"):
            first, last = int(element.get("min", "1")), int(element.get("max", "1"))
            self.hidden.update(range(first - 1, min(last, MAX_COLUMNS)))

    def merge(self, element: Any) -> None:
        if len(self.merges) < MAX_MERGES:
            self.merges.append(_merge(element.get("ref", "")))


def _merge(reference: str) -> Merge:
    first, _colon, last = reference.partition(":")
    top, left = _place(first)
    bottom, right = _place(last or first)
    return Merge(top, left, bottom, min(right, MAX_COLUMNS))


def _place(reference: str) -> tuple[int, int]:
    """B7 → row 7, column 1. A cell without a reference is counted as none: row 0."""
    letters = "".join(sign for sign in reference if sign.isalpha()).upper()
    digits = "".join(sign for sign in reference if sign.isdigit())
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits or 0), column - 1
