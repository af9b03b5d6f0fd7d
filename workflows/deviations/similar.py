"""By what deviations are compared with each other."""

from __future__ import annotations

from engine.cases.similar import CommonFact, Comparing

UNIT, EVENT_TYPE, CLAUSE = "unit", "event_type", "clause"
COMPARED_BY = Comparing(
    facts=(
        # whoever did not know the unit left it to those who route
        CommonFact(UNIT, ("unit", "handler"), points=2),
        CommonFact(EVENT_TYPE, ("event_type",), points=3),
        CommonFact(CLAUSE, ("clause",), points=2),
    ),
    words=("what", "consequence", "done_at_once", "learning"),
    least=4,
    without=frozenset({"withdrawn", "rejected"}),
)
