"""The decision by which a plan was adopted, given with its import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.people.acts import Act
from engine.people.tables import Body
from engine.storage.session import Session
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import Outcome
from workflows.councils.meetings import Meeting, MeetingState
from workflows.plans import Plan


@dataclass(frozen=True)
class Adoption:
    """The decision by which a plan was adopted: which body, in its meeting on which day, as
    which case."""

    body: Body
    day: date
    case_number: str = ""


def _decision(session: Session, plan: Plan, adoption: Adoption, act: Act) -> Meeting:
    """The held meeting that adopted the plan; made when nobody has recorded it."""
    meeting = meetings.held_on(session, adoption.body, adoption.day)
    if meeting is None:
        meeting = meetings.add(session, [adoption.body], adoption.day, "", act=act)
    if meeting.state == MeetingState.PLANNED:
        decisions.hold(session, meeting, act=act)
    item = agenda.add_item(
        session,
        meetings.get(session, meeting.id or 0),
        plan_id=plan.id,
        title=plan.title,
        act=act,
    )
    # written down and no more: the import takes each measure further than the decision alone does
    if not item.outcome:
        decisions.record_outcome(
            session, meeting, item, Outcome.APPROVED, adoption.case_number, act=act
        )
    return meetings.get(session, meeting.id or 0)
