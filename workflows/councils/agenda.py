"""What is on the agenda of a meeting, and what became of each item."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Index, UniqueConstraint, bindparam, select
from sqlmodel import Field, SQLModel

from engine.cases import records
from engine.cases.records import Case
from engine.errors import Refused, Unmet
from engine.language.sentences import _
from engine.people.acts import Act
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import LINE, refuse_unfit
from workflows.councils.meetings import Meeting, MeetingState, held_fast, number_of, record


class Outcome(StrEnum):
    """What a meeting made of an item."""

    APPROVED = "approved"
    DECLINED = "declined"
    RECOMMENDED = "recommended"
    POSTPONED = "postponed"
    NOTED = "noted"


class AgendaItem(SQLModel, table=True):
    """A matter on a meeting's agenda: a case, the report of a working group, or a whole plan."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        Index("ix_agenda_item_case_id", "case_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    number: int
    case_id: int | None = Field(default=None, foreign_key="case.id")
    plan_id: str | None = Field(default=None, max_length=80)
    report: bool = False
    title: str = ""
    outcome: str | None = Field(default=None, max_length=20)
    case_number: str = Field(default="", max_length=40)


_item, _meeting = table_of(AgendaItem), table_of(Meeting)
_ITEMS_OF_CASE = Statement(
    select(
        _item.c.meeting_id,
        _item.c.outcome,
        _item.c.case_number,
        _item.c.report,
        _meeting.c.day,
        _meeting.c.state,
    )
    .join(_meeting, _meeting.c.id == _item.c.meeting_id)
    .where((_item.c.case_id == bindparam("case_id")) | (_item.c.plan_id == bindparam("plan_id")))
    .order_by(_meeting.c.day, _item.c.id)
)


class Treated(NamedTuple):
    """An item of a case, with the meeting it stood in."""

    meeting_id: int
    outcome: str | None
    case_number: str
    report: bool
    day: date
    state: str


def ref_of(session: Session, item: AgendaItem) -> str | None:
    """The ref of the case that an item is about."""
    if item.case_id is None:
        return None
    return records.by_ids(session, [item.case_id])[item.case_id].ref


def items(session: Session, meeting_id: int) -> list[AgendaItem]:
    """The agenda, in order."""
    rows = session.execute(
        select(_item.c.id).where(_item.c.meeting_id == meeting_id).order_by(_item.c.number)
    )
    return [session.orm.get_one(AgendaItem, row[0], populate_existing=True) for row in rows]


def add_item(
    session: Session,
    meeting: Meeting,
    *,
    case: Case | None = None,
    plan_id: str | None = None,
    title: str = "",
    report: bool = False,
    act: Act,
) -> AgendaItem:
    """Put a case, a working group's report on a case, or a plan on the agenda; the item that is
    there already if it is."""
    refuse_unfit(title, "title", LINE)
    with session.begin():
        meeting = held_fast(session, meeting)
        if meeting.state == MeetingState.CANCELLED:
            raise Refused(
                [Unmet("meeting", _("Meeting {number} is cancelled.", number=meeting.id))]
            )
        if case and case.partnership_id != meeting.partnership_id:
            raise Refused(
                [
                    Unmet(
                        "meeting",
                        _("{ref} belongs to another partnership than the meeting.", ref=case.ref),
                    )
                ]
            )
        known = items(session, number_of(meeting))
        for item in known:
            if (item.case_id, item.plan_id, item.report) == (
                case and case.id,
                plan_id,
                report,
            ) and (case or plan_id):
                return item
        number = max((item.number for item in known), default=0) + 1
        item = AgendaItem(
            meeting_id=number_of(meeting),
            number=number,
            case_id=case and case.id,
            plan_id=plan_id,
            report=report,
            title=title or (case.title if case else ""),
        )
        session.orm.add(item)
        session.orm.flush()
        record(
            session,
            meeting,
            "item",
            act,
            {"number": number, "case": case and case.ref, "plan": plan_id},
        )
    return item


def treated(session: Session, case_id: int, plan_id: str | None = None) -> list[Treated]:
    """Every item that a case has been in any meeting, and those of the plan it stands in."""
    return [
        Treated(*row)
        for row in session.rows(_ITEMS_OF_CASE, {"case_id": case_id, "plan_id": plan_id or ""})
    ]
