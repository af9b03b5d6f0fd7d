"""Meetings of one or several bodies: called, moved, cancelled, held.

What happens to a meeting is kept in the trace, which the database does not let anyone change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Index, bindparam
from sqlalchemy import select as select_columns
from sqlmodel import Field, SQLModel, col, select

from engine.errors import BadInput, Conflict, NotFound, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.actors import Actor
from engine.people.acts import Act
from engine.people.rights import MEETINGS, require
from engine.people.seats import refuse_ended, refuse_ended_before
from engine.people.tables import Body
from engine.people.trace import Traced, trace, trace_of, traced
from engine.storage.columns import any_of
from engine.storage.installation import is_rehearsal
from engine.storage.numbered import Numbered
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from workflows.councils import meeting_days
from workflows.councils.meeting_days import clock_of, require_day, require_time


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Meeting(Numbered, SQLModel, table=True):
    """A meeting on a day, at a local time.

    `sequence` rises when it is moved or cancelled, as RFC 5546 has it. Calendars know it by `uid`,
    which no other installation gives to one of its own (RFC 7986, 5.3), and which stays when the
    sender's domain changes.
    """

    __table_args__ = (Index("ix_meeting_day", "state", "day"),)
    id: int | None = Field(default=None, primary_key=True)
    partnership_id: int = Field(foreign_key="partnership.id")
    day: date
    clock: str = Field(default="10:00", max_length=5)
    state: str = Field(default=MeetingState.PLANNED, max_length=20)
    sequence: int = 0
    uid: str = Field(default_factory=lambda: str(uuid4()), unique=True, max_length=36)
    place: str | None = Field(default=None, max_length=meeting_days.MOST_OF_A_PLACE)


class MeetingBody(SQLModel, table=True):
    """A body that meets; a joint meeting has several."""

    __tablename__ = "meeting_body"
    meeting_id: int = Field(foreign_key="meeting.id", primary_key=True)
    body_id: int = Field(foreign_key="body.id", primary_key=True)


LARGEST_NUMBER = 2**31
CALLED = "meetings called"  # who calls or moves meetings takes turns under this key

_meeting_body, _body = table_of(MeetingBody), table_of(Body)
_BODIES_OF = Statement(
    select_columns(_body.c.id, _body.c.key, _body.c.name)
    .join(_meeting_body, _meeting_body.c.body_id == _body.c.id)
    .where(_meeting_body.c.meeting_id == bindparam("meeting_id"))
    .order_by(_body.c.id)
)

_meeting = table_of(Meeting)
_AT = Statement(
    select_columns(_meeting.c.id, _body.c.name)
    .join(_meeting_body, _meeting_body.c.meeting_id == _meeting.c.id)
    .join(_body, _body.c.id == _meeting_body.c.body_id)
    .where(any_of(_body.c.id, "bodies"), _meeting.c.state != MeetingState.CANCELLED)
    .where(_meeting.c.day == bindparam("day"), _meeting.c.clock == bindparam("clock"))
    .order_by(_meeting.c.id)
)


def _who_meets(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    """The bodies of meetings, as their traces tell them."""
    wanted = select_columns(_meeting_body.c.meeting_id, _body.c.key).join(
        _body, _body.c.id == _meeting_body.c.body_id
    )
    if ids:
        wanted = wanted.where(_meeting_body.c.meeting_id.in_(ids))
    found: dict[int, dict[str, list[str]]] = {}
    for number, key in session.execute(wanted.order_by(_body.c.id)):
        found.setdefault(number, {"bodies": []})["bodies"].append(key)
    return found


MEETING = traced(
    "meeting",
    Meeting,
    "partnership_id",
    "day",
    "clock",
    "state",
    "sequence",
    "place",
    joined=_who_meets,
)


def add(
    session: Session, bodies: Sequence[Body], day: date, clock: str, act: Act, place: str = ""
) -> Meeting:
    """Call a meeting of these bodies, all of one partnership. Refused where one of them meets at
    that very time already: two who call it make one."""
    bodies = list({body.number: body for body in bodies}.values())
    if len({body.partnership_id for body in bodies}) != 1:
        raise BadInput(_("The bodies of a joint meeting must belong to one partnership."))
    for body in bodies:
        refuse_ended(body)
    require_day(day, act, past=act.quiet or is_rehearsal(session))
    partnership_id, hour = bodies[0].partnership_id, clock_of(clock)
    require_time(day, hour)
    with session.begin():
        require(act, MEETINGS, partnership_id)
        refuse_same_time(session, [body.number for body in bodies], day, hour)
        where = meeting_days.place_of(place)
        meeting = Meeting(partnership_id=partnership_id, day=day, clock=hour, place=where)
        session.orm.add(meeting)
        session.orm.flush()
        session.orm.add_all(
            MeetingBody(meeting_id=meeting.number, body_id=b.number) for b in bodies
        )
        trace(session, MEETING, meeting, "added", act)
    return meeting


def refuse_same_time(session: Session, bodies: Sequence[int], day: date, hour: str) -> None:
    """Refuse a second meeting of a body at the same time, and one of a body that has ended then;
    whoever calls one or ends a body meanwhile waits."""
    session.take_turns(CALLED)
    refuse_ended_before(session, bodies, day)
    known = session.row(_AT, {"bodies": bodies, "day": day, "clock": hour})
    if known is not None:
        sentence = _(
            "{body} already has meeting {number} on {day} at {clock}.",
            body=known[1],
            number=known[0],
            day=day,
            clock=time.fromisoformat(hour),
        )
        raise Refused([Reason("already", sentence)])


def get(session: Session, meeting_id: int, reader: Actor, on: date) -> Meeting:
    """The meeting with that number, for someone who sits in its partnership that day."""
    inside = 0 < meeting_id < LARGEST_NUMBER
    found = session.orm.get(Meeting, meeting_id, populate_existing=True) if inside else None
    if found is None or not reader.sits_in(found.partnership_id, on):
        raise NotFound(
            _("There is no meeting {number}.", number=meeting_id),
            remedy=Remedy(WayOut.LIST_MEETINGS),
        )
    return found


def held_on(session: Session, body: Body, day: date) -> Meeting | None:
    """The meeting of a body on that day that was not cancelled, if there is one."""
    wanted = (
        select(Meeting)
        .join(MeetingBody, col(MeetingBody.meeting_id) == col(Meeting.id))
        .where(
            col(MeetingBody.body_id) == body.id,
            col(Meeting.day) == day,
            col(Meeting.state) != MeetingState.CANCELLED,
        )
    )
    return session.orm.exec(wanted).first()


def bodies_of(session: Session, meeting_id: int) -> list[tuple[int, str, str]]:
    """The bodies that meet: (number, id, name)."""
    rows = session.rows(_BODIES_OF, {"meeting_id": meeting_id})
    return [(number, key, name) for number, key, name in rows]


def move(
    session: Session,
    meeting: Meeting,
    day: date,
    clock: str | None,
    act: Act,
    *,
    expected: int | None = None,
) -> None:
    """Move a planned meeting to another day or time; `expected` is the sequence that was seen."""
    with session.begin():
        session.take_turns(CALLED)
        meeting = planned(session, meeting, act)
        refuse_changed(meeting, expected)
        require_day(day, act)
        hour = clock_of(clock or meeting.clock)
        require_time(day, hour)
        if (meeting.day, meeting.clock) == (day, hour):
            at = time.fromisoformat(hour)
            sentence = _("The meeting is already on {day} at {clock}.", day=day, clock=at)
            raise Refused([Reason("day", sentence)])
        refuse_same_time(session, body_ids(session, meeting), day, hour)
        meeting.day, meeting.clock = day, hour
        meeting.sequence += 1
        trace(session, MEETING, meeting, "moved", act)


def cancel(session: Session, meeting: Meeting, act: Act, *, expected: int | None = None) -> None:
    """Cancel a planned meeting; its items and decisions have no effect."""
    with session.begin():
        meeting = planned(session, meeting, act)
        refuse_changed(meeting, expected)
        meeting.state = MeetingState.CANCELLED
        meeting.sequence += 1
        trace(session, MEETING, meeting, "cancelled", act)


def body_ids(session: Session, meeting: Meeting) -> list[int]:
    """The numbers of the bodies that meet."""
    return [number for number, _key, _name in bodies_of(session, meeting.number)]


def refuse_changed(meeting: Meeting, expected: int | None) -> None:
    """Refuse an act on a meeting that is not as it was seen, where a sequence was given."""
    if expected is not None and meeting.sequence != expected:
        sentence = _(
            "Somebody was before you: meeting {number} is now on {day} at {clock}, with version"
            " {version}. Your change was not saved.",
            number=meeting.id,
            day=meeting.day,
            clock=time.fromisoformat(meeting.clock),
            version=meeting.sequence,
        )
        raise Conflict([Reason("version", sentence)])


def happened_to(session: Session, meeting: Meeting) -> list[Traced]:
    """What happened to a meeting, in order."""
    return trace_of(session, MEETING, meeting.number)


def held_fast(session: Session, meeting: Meeting, act: Act, right: str = MEETINGS) -> Meeting:
    """The meeting as it is now, for an act that its actor may do; nobody else changes it until the
    transaction ends."""
    require(act, right, meeting.partnership_id)
    return session.orm.get_one(
        Meeting, meeting.number, populate_existing=True, with_for_update=True
    )


def not_cancelled(meeting: Meeting) -> None:
    """Refuse what cannot be done with a cancelled meeting."""
    if meeting.state == MeetingState.CANCELLED:
        sentence = _("Meeting {number} has been cancelled already.", number=meeting.id)
        raise Refused([Reason("meeting", sentence)])


def planned(session: Session, meeting: Meeting, act: Act, right: str = MEETINGS) -> Meeting:
    """The meeting as it is now, held fast; refused when it was held or cancelled."""
    meeting = held_fast(session, meeting, act, right)
    if meeting.state == MeetingState.HELD:
        sentence = _("Meeting {number} was held on {day}.", number=meeting.id, day=meeting.day)
        raise Refused([Reason("meeting", sentence)])
    not_cancelled(meeting)
    return meeting


def record(session: Session, meeting: Meeting, kind: str, act: Act, **said: Any) -> None:
    """Keep in the trace what happened to a meeting, beside what changed in its row."""
    trace(session, MEETING, meeting, kind, act, **said)
