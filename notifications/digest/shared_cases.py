"""Cases that are tied to several bodies, so that whoever sits in two of them has such a case
once and not twice.

Counted once for each set of bodies that share cases, however many people sit in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from sqlalchemy import Integer, String, bindparam, cast, func, literal_column, select

from engine.cases.records import case_body, case_table
from engine.storage.columns import any_of
from engine.storage.joined_columns import joined
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.digest.waits_for import Cell, ListRule

_first, _last = (bindparam(name, type_=case_body.c.due_on.type) for name in ("first", "last"))
_bodies = func.aggregate_strings(cast(case_body.c.body_id, String), literal_column("','"))  # type: ignore[arg-type]
_several = func.count(case_body.c.body_id.distinct()) > 1
_tied = (
    any_of(case_body.c.body_id, "bodies"),
    any_of(case_body.c.state, "states"),
    case_body.c.due_on >= _first,
    case_body.c.due_on <= _last,
)


def _counted(rows: Any, *cell: str) -> Any:
    by = [rows.c[name] for name in (*cell, "bodies")]
    return select(*by, func.count(type_=Integer())).group_by(*by)


_CLEAR = Statement(
    _counted(
        select(case_body.c.state, _bodies.label("bodies"))
        .where(*_tied, any_of(joined(case_body.c.state, case_body.c.link), "ties"))
        .group_by(case_body.c.case_id, case_body.c.state)
        .having(_several)
        .subquery(),
        "state",
    )
)
_MIXED = Statement(
    _counted(
        select(case_table.c.workflow, case_body.c.state, _bodies.label("bodies"))
        .join(case_table, case_table.c.id == case_body.c.case_id)
        .where(
            *_tied,
            any_of(joined(case_table.c.workflow, case_body.c.state, case_body.c.link), "ties"),
        )
        .group_by(case_body.c.case_id, case_table.c.workflow, case_body.c.state)
        .having(_several)
        .subquery(),
        "workflow",
        "state",
    )
)


class SharedCases:
    """How many cases of a cell several bodies share.

    `values` are the bodies and the span of due days.
    """

    def __init__(
        self,
        session: Session,
        clear: Sequence[ListRule],
        mixed: Sequence[ListRule],
        values: Mapping[str, Any],
    ) -> None:
        self._shared: dict[tuple[Cell, int, int], dict[frozenset[int], int]] = defaultdict(dict)
        if clear:
            of_state = {rule.cell.state: rule.cell for rule in clear}
            ties = [f"{rule.cell.state} {link}" for rule in clear for link in rule.links]
            asked = {**values, "states": sorted(of_state), "ties": ties}
            self._keep(
                (of_state[state], bodies, n) for state, bodies, n in session.rows(_CLEAR, asked)
            )
        if mixed:
            ties = [f"{' '.join(rule.cell)} {link}" for rule in mixed for link in rule.links]
            asked = {**values, "states": sorted({rule.cell.state for rule in mixed}), "ties": ties}
            self._keep((Cell(*cell), bodies, n) for *cell, bodies, n in session.rows(_MIXED, asked))

    def _keep(self, rows: Iterable[tuple[Cell, str, int]]) -> None:
        for cell, listed, count in rows:
            bodies = frozenset(map(int, listed.split(",")))
            for one, other in combinations(sorted(bodies), 2):
                known = self._shared[cell, one, other]
                known[bodies] = known.get(bodies, 0) + count

    def counted_twice(self, cell: Cell, bodies: Iterable[int]) -> int:
        """By how much the counts of these bodies together exceed the cases of the cell."""
        mine = sorted(bodies)
        found: dict[frozenset[int], int] = {}
        for one, other in combinations(mine, 2):
            found |= self._shared.get((cell, one, other), {})
        return sum(count * (len(shared.intersection(mine)) - 1) for shared, count in found.items())
