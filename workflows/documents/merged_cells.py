"""The merged ranges of a worksheet: a range shows its first cell alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from workflows.documents.sheets import Row


class Merge(NamedTuple):
    """A merged range, rows from 1, columns from 0, all ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Merges:
    """The merged ranges of a sheet, asked row by row, top to bottom."""

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


def merged(rows: list[Row], merges: Merges) -> list[Row]:
    """The rows as they are seen, ascending; those that a range hides wholly are gone."""
    if not merges.merges:
        return rows
    seen = (_seen(row, merges) for row in rows)
    return [row for row in seen if any(row.cells)]


def _seen(row: Row, merges: Merges) -> Row:
    """The row with each range as its first cell, and in its colour."""
    below, covered = merges.covered(row.number)
    spans = merges.spans(row.number)
    texts = ["" if column in covered else text for column, text in enumerate(row.cells)]
    ranges = {left: frozenset(range(left, left + width)) for left, width in spans.items()}
    said = frozenset[int]().union(*(ranges[left] for left in ranges if any(texts[left : left + 1])))
    shown = frozenset[int]().union(*(ranges[left] for left in ranges if left in row.coloured))
    return replace(
        row,
        cells=texts,
        dates={column: number for column, number in row.dates.items() if column not in covered},
        spans=spans,
        merged=below,
        typed_numbers=row.typed_numbers - covered,
        coloured=(row.coloured | shown) - said,
    )
