"""The columns of a Word table as a reader sees them.

Word counts each edge that any row has as an edge of the whole table: where one border was dragged
aside, the same column has another number in that row than in the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

Edges = tuple[int, ...]  # of a row's cells from left to right, in columns of the grid


class WordGrid:
    """The usual edges of a table's rows; `widths` are those of the grid's columns, if known."""

    def __init__(self, rows: Sequence[Edges], widths: Sequence[int] = ()) -> None:
        counted = Counter(edges for edges in rows if len(edges) > 2)
        # Among edges that are equally usual those of more cells are the table's.
        self._usual: Edges = max(counted, key=lambda each: (counted[each], len(each)), default=())
        self._places = [0, *accumulate(widths)]

    def seen(self, edges: Edges) -> Edges:
        """The edges where the reader sees them: those of a row that differs from the others by a
        dragged border are theirs."""
        if len(edges) == len(self._usual):
            return self._usual
        near = tuple(self._nearest(edge) for edge in edges)
        return near if all(left < right for left, right in pairwise(near)) else edges

    def _nearest(self, edge: int) -> int:
        if not self._usual or edge in self._usual:
            return edge
        return min(self._usual, key=lambda usual: abs(self._place(usual) - self._place(edge)))

    def _place(self, edge: int) -> int:
        return self._places[edge] if edge < len(self._places) else edge
