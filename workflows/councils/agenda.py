"""What is on the agenda of a meeting, and what became of each item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Index, UniqueConstraint, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Field, SQLModel, col, select

from engine.cases import records
from engine.cases.reading import find_visible
from engine.cases.records import Case
from engine.days.calendar import local_day
from engine.errors import BadInput, NotFound, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.trace import trace, traced
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from engine.typed_text import one_line
from workflows import plans
from workflows.councils.meetings import Meeting, MeetingState, held_fast, not_cancelled, record
from workflows.councils.reported_cases import ITEMS_OF_REPORTED
from workflows.plans import PlanEntry


class Outcome(StrEnum):
    """What a meeting made of an item."""

    APPROVED = "approved"
    DECLINED = "declined"
    RECOMMENDED = "recommended"
    POSTPONED = "postponed"
    NOTED = "noted"


OUTCOMES = {
    Outcome.APPROVED: _("approved"),
    Outcome.DECLINED: _("declined"),
    Outcome.RECOMMENDED: _("recommended"),
    Outcome.POSTPONED: _("postponed"),
    Outcome.NOTED: _("noted"),
}

TAKEN_OFF = _("An item was taken off the agenda meanwhile.")


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


ITEM = traced(
    "agenda_item",
    AgendaItem,
    "meeting_id",
    "number",
    "case_id",
    "plan_id",
    "report",
    "title",
    "outcome",
    "case_number",
)
_item, _meeting, _entry = table_of(AgendaItem), table_of(Meeting), table_of(PlanEntry)
_treated = (
    select_columns(
        _item.c.meeting_id,
        _item.c.outcome,
        _item.c.case_number,
        _item.c.report,
        _meeting.c.day,
        _meeting.c.state,
    )
    .join(_meeting, _meeting.c.id == _item.c.meeting_id)
    .order_by(_meeting.c.day, _item.c.id)
)
_plans = select_columns(_entry.c.plan_id).where(_entry.c.case_id == bindparam("case_id"))
_ITEMS_OF_CASE = Statement(
    _treated.where((_item.c.case_id == bindparam("case_id")) | _item.c.id.in_(ITEMS_OF_REPORTED))
)
_ITEMS_WITH_PLANS = Statement(
    _treated.where((_item.c.case_id == bindparam("case_id")) | _item.c.plan_id.in_(_plans))
)


class Treated(NamedTuple):
    """An item of a case, with the meeting it stood in."""

    meeting_id: int
    outcome: str | None
    case_number: str
    report: bool
    day: date
    state: str


class ItemIn(NamedTuple):
    """What is to be put on an agenda: a case by its ref, a working group's `report` on it, a whole
    plan by its id, or words alone."""

    ref: str = ""
    plan_id: str = ""
    title: str = ""
    report: bool = False


def items(session: Session, meeting: Meeting) -> list[AgendaItem]:
    """The agenda, in order."""
    of_meeting = select(AgendaItem).where(col(AgendaItem.meeting_id) == meeting.id)
    return list(
        session.orm.exec(
            of_meeting.order_by(col(AgendaItem.number)),
            execution_options={"populate_existing": True},
        )
    )


def items_of_all(session: Session, found: Sequence[Meeting]) -> dict[int, list[AgendaItem]]:
    """The agendas of many meetings at once, each in order."""
    numbers = [meeting.id for meeting in found]
    wanted = select(AgendaItem).where(col(AgendaItem.meeting_id).in_(numbers))
    agendas: dict[int, list[AgendaItem]] = {}
    for item in session.orm.exec(wanted.order_by(col(AgendaItem.number))):
        agendas.setdefault(item.meeting_id, []).append(item)
    return agendas


def add_item(
    session: Session, meeting: Meeting, given: ItemIn, act: Act, *, decided: bool = False
) -> AgendaItem:
    """Put something on the agenda; the item that is there already if it is.

    A case or a plan is one that the actor may see, in the meeting's partnership. Of a held meeting
    only what is `decided`: what it made of the item is recorded with it.
    """
    given = given._replace(title=one_line(given.title, "title"))
    _refuse_unclear(given)
    with session.begin():
        meeting = held_fast(session, meeting, act)
        not_cancelled(meeting)
        matter = _matter(session, meeting, given, act)
        known = items(session, meeting)
        for item in known:
            if matter.is_of(item):
                return _there_already(item, given)
        if not decided:
            _refuse_held(meeting)
        number = max((item.number for item in known), default=0) + 1
        return _put(session, meeting, number, matter, act)


def _refuse_unclear(given: ItemIn) -> None:
    """Refuse nothing, and what cannot be one item."""
    if not (given.ref or given.plan_id or given.title):
        raise BadInput(_("Give what is to be on the agenda: a case, a plan, or words."))
    if given.ref and given.plan_id:
        raise BadInput(_("An item is a case or a plan, not both."))
    if given.report and not given.ref:
        raise BadInput(_("Only a case has the report of a working group."))


def _refuse_held(meeting: Meeting) -> None:
    """Refuse an item of which a held meeting made nothing."""
    if meeting.state == MeetingState.HELD:
        sentence = _(
            "Meeting {number} was held on {day}. Say also what it made of the item.",
            number=meeting.id,
            day=meeting.day,
        )
        raise Refused(
            [Reason("outcome", sentence, Remedy(WayOut.GIVE_FIELD, {"field": "outcome"}))]
        )


def _there_already(item: AgendaItem, given: ItemIn) -> AgendaItem:
    """The item that it is already; refused where it would be called otherwise now."""
    if given.title in ("", item.title):
        return item
    sentence = _("It is item {item} already. Rename that item.", item=item.number)
    raise Refused([Reason("already", sentence)])


class _Matter(NamedTuple):
    """What an item is about: a case or a plan, or words alone."""

    case: Case | None
    plan_id: str | None
    report: bool
    title: str

    def is_of(self, item: AgendaItem) -> bool:
        """Whether an item is about it; words alone are the same as nothing."""
        case_id = self.case and self.case.id
        same = (item.case_id, item.plan_id, item.report) == (case_id, self.plan_id, self.report)
        return same and bool(self.case or self.plan_id)


def _matter(session: Session, meeting: Meeting, given: ItemIn, act: Act) -> _Matter:
    """What is given, looked up; a case or a plan that the actor may not see is not found."""
    case = _case(session, meeting, given.ref, act) if given.ref else None
    plan_id = _plan(session, given.plan_id, act) if given.plan_id else None
    title = given.title or (case.title if case else "")
    return _Matter(case, plan_id, given.report, title)


def _case(session: Session, meeting: Meeting, ref: str, act: Act) -> Case:
    case = find_visible(session, ref, act.by, local_day(act.at))
    if case.partnership_id != meeting.partnership_id:
        sentence = _("{ref} belongs to another partnership than the meeting.", ref=case.ref)
        raise Refused([Reason("meeting", sentence)])
    return case


def _plan(session: Session, plan_id: str, act: Act) -> str:
    return plans.visible(session, plan_id, act.by, local_day(act.at)).id


def _put(session: Session, meeting: Meeting, number: int, matter: _Matter, act: Act) -> AgendaItem:
    """Put it on the agenda under that number."""
    item = AgendaItem(
        meeting_id=meeting.number,
        number=number,
        case_id=matter.case and matter.case.id,
        plan_id=matter.plan_id,
        report=matter.report,
        title=matter.title,
    )
    session.orm.add(item)
    trace(session, ITEM, item, "added", act)
    told = {"case": matter.case and matter.case.ref, "plan": matter.plan_id}
    record(session, meeting, "item", act, number=number, **told)
    return item


def find_item(session: Session, meeting: Meeting, which: str, act: Act) -> AgendaItem:
    """An item by its number on the agenda, its plan or its case, whose outcome is to be recorded; a
    case that is not there yet is put on the agenda."""
    for item in items(session, meeting):
        if which == str(item.number) or (item.plan_id and which == item.plan_id):
            return item
    if which.isdigit():
        raise NotFound(_("Meeting {number} has no item {item}.", number=meeting.id, item=which))
    return add_item(session, meeting, ItemIn(ref=which), act, decided=True)


def item_of(session: Session, meeting: Meeting, own: int) -> AgendaItem:
    """The item of that number of its own, which it keeps however the agenda is ordered: what
    somebody who looked at an agenda means, whatever has its place by now."""
    for item in items(session, meeting):
        if item.id == own:
            return item
    raise NotFound(TAKEN_OFF)


def refuse_number_twice(session: Session, meeting: Meeting, item: AgendaItem, number: str) -> None:
    """Refuse a number in the minutes that another item of the meeting has, however it is spaced."""
    bare = "".join(number.split())
    for other in items(session, meeting) if bare else ():
        if other.id != item.id and "".join((other.case_number or "").split()) == bare:
            sentence = _(
                "Item {item} of the meeting has the number {number} in the minutes already.",
                item=other.number,
                number=number,
            )
            raise Refused([Reason("case_number", sentence)])


def treated(session: Session, case_id: int) -> list[Treated]:
    """Every item that a case has been in any meeting, by itself or in a report."""
    return [Treated(*row) for row in session.rows(_ITEMS_OF_CASE, {"case_id": case_id})]


def treated_with_plans(session: Session, case_id: int) -> list[Treated]:
    """The same, and the items of each plan that it stands in: what was decided on the plan it was
    carried over from counts in the next one."""
    return [Treated(*row) for row in session.rows(_ITEMS_WITH_PLANS, {"case_id": case_id})]


def cases_of(session: Session, found: list[AgendaItem]) -> dict[int, Case]:
    """The cases that these items are about, by their numbers."""
    return records.by_ids(session, [item.case_id for item in found if item.case_id is not None])
