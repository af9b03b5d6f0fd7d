"""Meetings of one or several bodies, what is on their agenda, and what they decided.

A decision recorded before the meeting is held waits for it; when the meeting is held, every decided item moves its case, all in
one transaction. What happens to a meeting is kept as its own events, which the database does not let anyone change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Text, UniqueConstraint, bindparam, func, insert, select
from sqlmodel import Field, SQLModel

from engine import case_records
from engine.case_records import Case
from engine.database import Session
from engine.errors import BadInput, NotFound, Refused, Unmet
from engine.languages import _
from engine.people import Actor, Body
from engine.statements import Statement, UTCDateTime, compact, table_of
from engine.words import LINE, refuse_unfit


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Outcome(StrEnum):
    """What a meeting made of an item."""

    APPROVED = "approved"
    DECLINED = "declined"
    RECOMMENDED = "recommended"
    POSTPONED = "postponed"
    NOTED = "noted"


class Meeting(SQLModel, table=True):
    """A meeting on a day, at a local time. `sequence` rises when it is moved or cancelled, as RFC 5546 has it."""

    __table_args__ = (Index("ix_meeting_day", "state", "day"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    day: date
    clock: str = Field(default="10:00", max_length=5)
    state: str = Field(default=MeetingState.PLANNED, max_length=20)
    sequence: int = 0


class MeetingBody(SQLModel, table=True):
    """A body that meets; a joint meeting has several."""

    __tablename__ = "meeting_body"
    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    body_id: int = Field(foreign_key="body.id", primary_key=True)


class AgendaItem(SQLModel, table=True):
    """A matter on a meeting's agenda: a case, the report of a working group, or a whole plan."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("meeting_id", "number"), Index("ix_agenda_item_case_id", "case_id"))
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    number: int
    case_id: int | None = Field(default=None, foreign_key="case.id")
    plan_id: str | None = Field(default=None, max_length=80)
    report: bool = False
    title: str = ""
    outcome: str | None = Field(default=None, max_length=20)
    case_number: str = Field(default="", max_length=40)


class MeetingEvent(SQLModel, table=True):
    """What happened to a meeting; never changed."""

    __tablename__ = "meeting_event"
    __table_args__ = (UniqueConstraint("meeting_id", "seq"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    seq: int
    kind: str = Field(max_length=20)
    by: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    data: str = Field(sa_column=Column(Text, nullable=False))


_meeting, _meeting_body, _item, _meeting_event, _body = (
    table_of(t)
    for t in (Meeting, MeetingBody, AgendaItem, MeetingEvent, Body)
)
_BODIES_OF = Statement(
    select(_body.c.id, _body.c.key, _body.c.name)
    .join(_meeting_body, _meeting_body.c.body_id == _body.c.id)
    .where(_meeting_body.c.meeting_id == bindparam("meeting_id"))
    .order_by(_body.c.id)
)
_LAST_SEQ = Statement(
    select(func.coalesce(func.max(_meeting_event.c.seq), 0)).where(_meeting_event.c.meeting_id == bindparam("meeting_id"))
)
_RECORD = Statement(insert(_meeting_event).values({n: bindparam(n) for n in ("meeting_id", "seq", "kind", "by", "at", "data")}))
_ITEMS_OF_CASE = Statement(
    select(_item.c.meeting_id, _item.c.outcome, _item.c.case_number, _item.c.report, _meeting.c.day, _meeting.c.state)
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


def add(session: Session, bodies: Sequence[Body], day: date, clock: str, *, by: Actor, at: datetime) -> Meeting:
    """Call a meeting of these bodies, all of one partnership."""
    if len({body.partnership_id for body in bodies}) != 1:
        raise BadInput(_("The bodies of a joint meeting must belong to one partnership."))
    with session.begin():
        meeting = Meeting(partnership_id=bodies[0].partnership_id, day=day, clock=clock_of(clock))
        session.orm.add(meeting)
        session.orm.flush()
        for body in bodies:
            session.orm.add(MeetingBody(meeting_id=number_of(meeting), body_id=body.id or 0))
        session.orm.flush()
        record(session, meeting, "added", by, at, {"day": day.isoformat(), "clock": meeting.clock})
    return meeting


def get(session: Session, meeting_id: int) -> Meeting:
    """The meeting with that number."""
    found = session.orm.get(Meeting, meeting_id, populate_existing=True) if 0 < meeting_id < 2**31 else None
    if found is None:
        raise NotFound(_("There is no meeting {number}. See `samsak meeting list`.", number=meeting_id))
    return found


def held_on(session: Session, body: Body, day: date) -> Meeting | None:
    """The meeting of a body on that day that was not cancelled, if there is one."""
    found = session.execute(
        select(_meeting.c.id)
        .join(_meeting_body, _meeting_body.c.meeting_id == _meeting.c.id)
        .where(_meeting_body.c.body_id == body.id, _meeting.c.day == day, _meeting.c.state != MeetingState.CANCELLED)
    ).scalar()
    return None if found is None else get(session, found)


def bodies_of(session: Session, meeting_id: int) -> list[tuple[int, str, str]]:
    """The bodies that meet: (number, id, name)."""
    return [(row[0], row[1], row[2]) for row in session.rows(_BODIES_OF, {"meeting_id": meeting_id})]


def every(session: Session, body_id: int | None = None, since: date | None = None) -> list[Meeting]:
    """All meetings, earliest first; of one body, or from a day on, where that is asked."""
    found = select(_meeting.c.id).order_by(_meeting.c.day, _meeting.c.clock, _meeting.c.id)
    if body_id is not None:
        found = found.join(_meeting_body, _meeting_body.c.meeting_id == _meeting.c.id).where(_meeting_body.c.body_id == body_id)
    if since is not None:
        found = found.where(_meeting.c.day >= since)
    return [get(session, row[0]) for row in session.execute(found)]


def ref_of(session: Session, item: AgendaItem) -> str | None:
    """The ref of the case that an item is about."""
    if item.case_id is None:
        return None
    return case_records.by_ids(session, [item.case_id])[item.case_id].ref


def items(session: Session, meeting_id: int) -> list[AgendaItem]:
    """The agenda, in order."""
    rows = session.execute(select(_item.c.id).where(_item.c.meeting_id == meeting_id).order_by(_item.c.number))
    return [session.orm.get_one(AgendaItem, row[0], populate_existing=True) for row in rows]


def move(session: Session, meeting: Meeting, day: date, clock: str | None, *, by: Actor, at: datetime) -> None:
    """Move a planned meeting to another day or time."""
    with session.begin():
        meeting = planned(session, meeting)
        old = {"day": [meeting.day.isoformat(), day.isoformat()], "clock": [meeting.clock, clock_of(clock or meeting.clock)]}
        if all(before == after for before, after in old.values()):
            raise Refused([Unmet("day", _("The meeting is already on {day} at {clock}.", day=day, clock=meeting.clock))])
        meeting.day, meeting.clock = day, clock_of(clock or meeting.clock)
        meeting.sequence += 1
        session.orm.flush()
        record(session, meeting, "moved", by, at, old)


def cancel(session: Session, meeting: Meeting, *, by: Actor, at: datetime) -> None:
    """Cancel a planned meeting; its items and decisions have no effect."""
    with session.begin():
        meeting = planned(session, meeting)
        meeting.state = MeetingState.CANCELLED
        meeting.sequence += 1
        session.orm.flush()
        record(session, meeting, "cancelled", by, at, {})


def add_item(
    session: Session, meeting: Meeting, *, case: Case | None = None, plan_id: str | None = None, title: str = "",
    report: bool = False, by: Actor, at: datetime,
) -> AgendaItem:  # fmt: skip
    """Put a case, a working group's report on a case, or a plan on the agenda; the item that is there already if it is."""
    refuse_unfit(title, "title", LINE)
    with session.begin():
        meeting = held_fast(session, meeting)
        if meeting.state == MeetingState.CANCELLED:
            raise Refused([Unmet("meeting", _("Meeting {number} is cancelled.", number=meeting.id))])
        if case and case.partnership_id != meeting.partnership_id:
            raise Refused([Unmet("meeting", _("{ref} belongs to another partnership than the meeting.", ref=case.ref))])
        known = items(session, number_of(meeting))
        for item in known:
            if (item.case_id, item.plan_id, item.report) == (case and case.id, plan_id, report) and (case or plan_id):
                return item
        number = max((item.number for item in known), default=0) + 1
        item = AgendaItem(meeting_id=number_of(meeting), number=number, case_id=case and case.id, plan_id=plan_id, report=report,
                          title=title or (case.title if case else ""))  # fmt: skip
        session.orm.add(item)
        session.orm.flush()
        record(session, meeting, "item", by, at, {"number": number, "case": case and case.ref, "plan": plan_id})
    return item


def treated(session: Session, case_id: int, plan_id: str | None = None) -> list[Treated]:
    """Every item that a case has been in any meeting, and those of the plan it stands in."""
    return [Treated(*row) for row in session.rows(_ITEMS_OF_CASE, {"case_id": case_id, "plan_id": plan_id or ""})]


def clock_of(text: str) -> str:
    """A time of day as HH:MM, 10:00 when nothing is given; BadInput for anything else."""
    if not text.strip():
        return "10:00"
    try:
        return time.fromisoformat(text.strip().replace(".", ":").zfill(5)).strftime("%H:%M")
    except ValueError:
        raise BadInput(_("“{text}” is not a time of day such as 10:00.", text=text)) from None


def events_of(session: Session, meeting_id: int) -> list[MeetingEvent]:
    """What happened to a meeting, in order."""
    rows = session.execute(
        select(_meeting_event.c.id).where(_meeting_event.c.meeting_id == meeting_id).order_by(_meeting_event.c.seq)
    )
    return [session.orm.get_one(MeetingEvent, row[0]) for row in rows]


def held_fast(session: Session, meeting: Meeting) -> Meeting:
    """The meeting as it is now; nobody else changes it until the transaction ends."""
    return session.orm.get_one(Meeting, number_of(meeting), populate_existing=True, with_for_update=True)


def planned(session: Session, meeting: Meeting) -> Meeting:
    meeting = held_fast(session, meeting)
    if meeting.state == MeetingState.HELD:
        raise Refused([Unmet("meeting", _("Meeting {number} was held on {day}.", number=meeting.id, day=meeting.day))])
    if meeting.state == MeetingState.CANCELLED:
        raise Refused([Unmet("meeting", _("Meeting {number} is cancelled.", number=meeting.id))])
    return meeting


def record(session: Session, meeting: Meeting, kind: str, by: Actor, at: datetime, data: dict[str, Any]) -> None:
    seq = session.value(_LAST_SEQ, {"meeting_id": meeting.id}) + 1
    values = {"meeting_id": meeting.id, "seq": seq, "kind": kind, "by": by.person_id, "at": at, "data": compact(data)}
    session.run(_RECORD, values)


def number_of(meeting: Meeting) -> int:
    assert meeting.id is not None, "a meeting that was read has a number"
    return meeting.id
