"""The decision by which a plan was adopted, given with its import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.people.acts import Act
from engine.people.tables import Body
from engine.storage.session import Session
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import AgendaItem, ItemIn, Outcome
from workflows.councils.meetings import Meeting, MeetingState
from workflows.councils.outcomes import Recorded, record_outcome
from workflows.plans import Plan


@dataclass(frozen=True)
class Adoption:
    """The decision by which a plan was adopted: which body, in its meeting on which day, as
    which case."""

    body: Body
    day: date
    case_number: str = ""


def record(session: Session, plan: Plan, adoption: Adoption, act: Act) -> dict[str, int | str]:
    """Write the decision down with its meeting, which is made when nobody has recorded it.

    Gives what a measure needs to be approved by it.
    """
    with session.begin():
        meeting = _held(session, adoption, act)
        item = _item(session, meeting, plan, act)
        # written down and no more: the import takes each measure further than the decision alone
        # does
        if not item.outcome:
            number = adoption.case_number
            record_outcome(session, meeting, item, Recorded(Outcome.APPROVED, number), act)
    decided: dict[str, int | str] = {"meeting": meeting.number}
    return {**decided, "case_number": adoption.case_number} if adoption.case_number else decided


def _item(session: Session, meeting: Meeting, plan: Plan, act: Act) -> AgendaItem:
    """The item about the plan; one that is there keeps the words it was called by then."""
    known = (each for each in agenda.items(session, meeting) if each.plan_id == plan.id)
    given = ItemIn(plan_id=plan.id, title=plan.title)
    return next(known, None) or agenda.add_item(session, meeting, given, act, decided=True)


def _held(session: Session, adoption: Adoption, act: Act) -> Meeting:
    meeting = meetings.held_on(session, adoption.body, adoption.day)
    if meeting is None:
        old_news = act._replace(quiet=True)
        meeting = meetings.add(session, [adoption.body], adoption.day, "", old_news)
    if meeting.state == MeetingState.PLANNED:
        decisions.hold(session, meeting, act)
    return meeting
