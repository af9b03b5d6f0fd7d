"""What held meetings made of a case, or of the whole plan that it stands in: recommended, postponed
or decided, by which bodies, on which day, under which number in the minutes."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns

from engine.people.tables import Body
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils.agenda import AgendaItem
from workflows.councils.meetings import Meeting, MeetingBody, MeetingState
from workflows.plans import PlanEntry

_item, _meeting, _body = table_of(AgendaItem), table_of(Meeting), table_of(Body)
_meets, _entry = table_of(MeetingBody), table_of(PlanEntry)
_plans = select_columns(_entry.c.plan_id).where(_entry.c.case_id == bindparam("case_id"))
_OF_CASE = Statement(
    select_columns(
        _item.c.id,
        _meeting.c.id,
        _meeting.c.day,
        _item.c.outcome,
        _item.c.case_number,
        _item.c.report,
        _item.c.number,
        _body.c.key,
    )
    .join(_meeting, _meeting.c.id == _item.c.meeting_id)
    .join(_meets, _meets.c.meeting_id == _meeting.c.id)
    .join(_body, _body.c.id == _meets.c.body_id)
    .where((_item.c.case_id == bindparam("case_id")) | _item.c.plan_id.in_(_plans))
    .where(_meeting.c.state == MeetingState.HELD, _item.c.outcome.is_not(None))
    .order_by(_meeting.c.day, _item.c.id, _body.c.id)
)


class CaseDecision(NamedTuple):
    """What one meeting made of a case, as which `item` of its agenda; `report` where that was of
    its working group's report."""

    meeting: int
    day: date
    outcome: str
    case_number: str
    report: bool
    item: int
    bodies: tuple[str, ...]


def decisions_on(session: Session, case_id: int) -> list[CaseDecision]:
    """What councils made of a case, earliest first."""
    found: dict[int, CaseDecision] = {}
    for item_id, *told in session.rows(_OF_CASE, {"case_id": case_id}):
        *decided, body = told
        known = found.get(item_id)
        bodies = (*known.bodies, body) if known else (body,)
        found[item_id] = CaseDecision._make((*decided, bodies))
    return list(found.values())
