"""Where a measure stands in its plan: which plan, and which area of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import and_, select

from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.plans import PlanEntry

_entry = table_of(PlanEntry)
_above, _top = _entry.alias("above"), _entry.alias("top")
_PLACES = Statement(
    select(
        _entry.c.case_id,
        _entry.c.plan_id,
        _above.c.number,
        _above.c.wording,
        _top.c.number.label("top_number"),
        _top.c.wording.label("top_wording"),
    )
    .select_from(
        _entry.outerjoin(
            _above,
            and_(
                _above.c.plan_id == _entry.c.plan_id,
                _above.c.key == _entry.c.parent,
                _above.c.kind != "measure",
            ),
        ).outerjoin(_top, and_(_top.c.plan_id == _above.c.plan_id, _top.c.key == _above.c.parent))
    )
    .where(any_of(_entry.c.case_id, "cases"))
    .order_by(_entry.c.id)
)


class PlanPlace(NamedTuple):
    """A plan, and the area or section of it that a measure stands in, with its number; None where
    there is none."""

    plan: str | None
    area: str | None


def places_of(session: Session, cases: Iterable[int]) -> dict[int, PlanPlace]:
    """The newest plan of each of these cases, and its area there, in one query."""
    found = {}
    for case, plan, number, words, top, top_words in session.rows(
        _PLACES, {"cases": sorted(set(cases))}
    ):
        named = (top, top_words) if top_words else (number, words)
        first = (named[1] or "").split("\n", 1)[0]
        found[case] = PlanPlace(plan, f"{named[0] or ''} {first}".strip() or None)
    return found
