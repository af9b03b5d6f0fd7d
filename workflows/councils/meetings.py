"""Meetings of one or several bodies: called, moved, cancelled, held.

What happens to a meeting is kept as its own events, which the database does not let anyone change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint, bindparam, func, insert, select
from sqlmodel import Field, SQLModel

from engine.errors import BadInput, NotFound, Refused, Unmet
from engine.language.sentences import _
from engine.people.acts import Act
from engine.people.tables import Body
from engine.storage.columns import UTCDateTime, compact
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Meeting(SQLModel, table=True):
    """A meeting on a day, at a local time.

    `sequence` rises when it is moved or cancelled, as RFC 5546 has it.
    """

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


_meeting, _meeting_body, _meeting_event, _body = (
    table_of(t) for t in (Meeting, MeetingBody, MeetingEvent, Body)
)
_BODIES_OF = Statement(
    select(_body.c.id, _body.c.key, _body.c.name)
    .join(_meeting_body, _meeting_body.c.body_id == _body.c.id)
    .where(_meeting_body.c.meeting_id == bindparam("meeting_id"))
    .order_by(_body.c.id)
)
_LAST_SEQ = Statement(
    select(func.coalesce(func.max(_meeting_event.c.seq), 0)).where(
        _meeting_event.c.meeting_id == bindparam("meeting_id")
    )
)
_RECORD = Statement(
    insert(_meeting_event).values(
        {n: bindparam(n) for n in ("meeting_id", "seq", "kind", "by", "at", "data")}
    )
)


def add(session: Session, bodies: Sequence[Body], day: date, clock: str, *, act: Act) -> Meeting:
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
        record(session, meeting, "added", act, {"day": day.isoformat(), "clock": meeting.clock})
    return meeting


def get(session: Session, meeting_id: int) -> Meeting:
    """The meeting with that number."""
    found = (
        session.orm.get(Meeting, meeting_id, populate_existing=True)
        if 0 < meeting_id < 2**31
        else None
    )
    if found is None:
        raise NotFound(
            _("There is no meeting {number}. See `samsak meeting list`.", number=meeting_id)
        )
    return found


def held_on(session: Session, body: Body, day: date) -> Meeting | None:
    """The meeting of a body on that day that was not cancelled, if there is one."""
    found = session.execute(
        select(_meeting.c.id)
        .join(_meeting_body, _meeting_body.c.meeting_id == _meeting.c.id)
        .where(
            _meeting_body.c.body_id == body.id,
            _meeting.c.day == day,
            _meeting.c.state != MeetingState.CANCELLED,
        )
    ).scalar()
    return None if found is None else get(session, found)


def bodies_of(session: Session, meeting_id: int) -> list[tuple[int, str, str]]:
    """The bodies that meet: (number, id, name)."""
    return [
        (row[0], row[1], row[2]) for row in session.rows(_BODIES_OF, {"meeting_id": meeting_id})
    ]


def every(session: Session, body_id: int | None = None, since: date | None = None) -> list[Meeting]:
    """All meetings, earliest first; of one body, or from a day on, where that is asked."""
    found = select(_meeting.c.id).order_by(_meeting.c.day, _meeting.c.clock, _meeting.c.id)
    if body_id is not None:
        found = found.join(_meeting_body, _meeting_body.c.meeting_id == _meeting.c.id).where(
            _meeting_body.c.body_id == body_id
        )
    if since is not None:
        found = found.where(_meeting.c.day >= since)
    return [get(session, row[0]) for row in session.execute(found)]


def move(session: Session, meeting: Meeting, day: date, clock: str | None, *, act: Act) -> None:
    """Move a planned meeting to another day or time."""
    with session.begin():
        meeting = planned(session, meeting)
        old = {
            "day": [meeting.day.isoformat(), day.isoformat()],
            "clock": [meeting.clock, clock_of(clock or meeting.clock)],
        }
        if all(before == after for before, after in old.values()):
            raise Refused(
                [
                    Unmet(
                        "day",
                        _(
                            "The meeting is already on {day} at {clock}.",
                            day=day,
                            clock=meeting.clock,
                        ),
                    )
                ]
            )
        meeting.day, meeting.clock = day, clock_of(clock or meeting.clock)
        meeting.sequence += 1
        session.orm.flush()
        record(session, meeting, "moved", act, old)


def cancel(session: Session, meeting: Meeting, *, act: Act) -> None:
    """Cancel a planned meeting; its items and decisions have no effect."""
    with session.begin():
        meeting = planned(session, meeting)
        meeting.state = MeetingState.CANCELLED
        meeting.sequence += 1
        session.orm.flush()
        record(session, meeting, "cancelled", act, {})


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
        select(_meeting_event.c.id)
        .where(_meeting_event.c.meeting_id == meeting_id)
        .order_by(_meeting_event.c.seq)
    )
    return [session.orm.get_one(MeetingEvent, row[0]) for row in rows]


def held_fast(session: Session, meeting: Meeting) -> Meeting:
    """The meeting as it is now; nobody else changes it until the transaction ends."""
    return session.orm.get_one(
        Meeting, number_of(meeting), populate_existing=True, with_for_update=True
    )


def planned(session: Session, meeting: Meeting) -> Meeting:
    meeting = held_fast(session, meeting)
    if meeting.state == MeetingState.HELD:
        raise Refused(
            [
                Unmet(
                    "meeting",
                    _("Meeting {number} was held on {day}.", number=meeting.id, day=meeting.day),
                )
            ]
        )
    if meeting.state == MeetingState.CANCELLED:
        raise Refused([Unmet("meeting", _("Meeting {number} is cancelled.", number=meeting.id))])
    return meeting


def record(session: Session, meeting: Meeting, kind: str, act: Act, data: dict[str, Any]) -> None:
    seq = session.value(_LAST_SEQ, {"meeting_id": meeting.id}) + 1
    values = {
        "meeting_id": meeting.id,
        "seq": seq,
        "kind": kind,
        "by": act.by.person_id,
        "at": act.at,
        "data": compact(data),
    }
    session.run(_RECORD, values)


def number_of(meeting: Meeting) -> int:
    assert meeting.id is not None, "a meeting that was read has a number"
    return meeting.id
