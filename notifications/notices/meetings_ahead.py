"""Meetings as the planner and the letters see them: their bodies, who sits there, who moved or
cancelled them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property

from sqlalchemy import and_, bindparam, or_, select

from engine.cases.role_holders import Seat
from engine.days.calendar import at_local
from engine.people.tables import Body, Membership
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.notices.milestones import Milestone, all_kinds, of_kind
from workflows.councils.meetings import Meeting, MeetingBody, MeetingEvent, MeetingState

_meeting, _meeting_body, _meeting_event, _body, _membership = (
    t.__table__  # type: ignore[union-attr]
    for t in (Meeting, MeetingBody, MeetingEvent, Body, Membership)
)
_COLUMNS = tuple(
    _meeting.c[name] for name in ("id", "partnership_id", "day", "clock", "state", "sequence")
)
_BETWEEN = Statement(
    select(*_COLUMNS)
    .where(
        any_of(_meeting.c.state, "states"),
        _meeting.c.day >= bindparam("first"),
        _meeting.c.day <= bindparam("last"),
    )
    .order_by(_meeting.c.day, _meeting.c.id)
)
_BY_IDS = Statement(select(*_COLUMNS).where(any_of(_meeting.c.id, "ids")))
_BODIES = Statement(
    select(_meeting_body.c.meeting_id, _body.c.id, _body.c.name, _body.c.kind)
    .join(_body, _body.c.id == _meeting_body.c.body_id)
    .where(any_of(_meeting_body.c.meeting_id, "meetings"))
    .order_by(_body.c.id)
)
_SEATS = Statement(
    select(
        _membership.c.person_id,
        _body.c.id,
        _body.c.kind,
        _body.c.partnership_id,
        _membership.c.acts,
        _membership.c.valid_from,
        _membership.c.valid_to,
    )
    .join(_body, _body.c.id == _membership.c.body_id)
    .where(
        or_(
            any_of(_body.c.id, "bodies"),
            and_(any_of(_body.c.partnership_id, "partnerships"), any_of(_body.c.kind, "kinds")),
        )
    )
    .where(_membership.c.valid_from <= bindparam("on"), _membership.c.valid_to >= bindparam("on"))
    .order_by(_membership.c.id)
)
_MOVERS = Statement(
    select(_meeting_event.c.meeting_id, _meeting_event.c.by)
    .where(any_of(_meeting_event.c.meeting_id, "meetings"), any_of(_meeting_event.c.kind, "kinds"))
    .order_by(_meeting_event.c.meeting_id, _meeting_event.c.seq)
)


@dataclass(frozen=True)
class Coming:
    """A meeting with its bodies and everyone who sits today where it concerns them.

    `mover` last moved or cancelled it.
    """

    id: int
    partnership_id: int
    day: date
    clock: str
    state: str
    sequence: int
    bodies: tuple[tuple[int, str, str], ...] = ()
    seats: tuple[Seat, ...] = field(default=(), repr=False)
    mover: int | None = None

    @property
    def begins(self) -> datetime:
        """The moment at which it begins."""
        return at_local(self.day, time.fromisoformat(self.clock))

    @property
    def planned(self) -> bool:
        """Whether it is to be held."""
        return self.state == MeetingState.PLANNED

    @cached_property
    def concerned(self) -> set[int]:
        """Everyone who hears of the meeting in some way."""
        return {seat.person_id for _milestone, seat in self.told()}

    @cached_property
    def members(self) -> set[int]:
        """Everyone who sits in one of its bodies, observers too."""
        own = {body_id for body_id, _name, _kind in self.bodies}
        return {seat.person_id for seat in self.seats if seat.body_id in own}

    def told(self) -> list[tuple[Milestone, Seat]]:
        """Which milestone is told to whom, by which seat; a joint meeting follows the rules of
        each of its bodies."""
        found = []
        for body_id, _name, kind in self.bodies:
            for milestone in of_kind(kind):
                for seat in self.seats:
                    here = (
                        seat.kind in milestone.kinds if milestone.kinds else seat.body_id == body_id
                    )
                    if here and (seat.acts or not milestone.acting):
                        found.append((milestone, seat))
        return found


def between(
    session: Session, first: date, last: date, states: Iterable[MeetingState], today: date
) -> list[Coming]:
    """The meetings of these days in these states, in order."""
    values = {"first": first, "last": last, "states": [state.value for state in states]}
    return _whole(session, [Coming(*row) for row in session.rows(_BETWEEN, values)], today)


def by_ids(session: Session, ids: Iterable[int], today: date) -> dict[int, Coming]:
    """Meetings by their numbers."""
    wanted = sorted(set(ids))
    found = [Coming(*row) for row in session.rows(_BY_IDS, {"ids": wanted})] if wanted else []
    return {meeting.id: meeting for meeting in _whole(session, found, today)}


def _whole(session: Session, meetings: list[Coming], today: date) -> list[Coming]:
    """The meetings with their bodies, seats and movers, in three queries."""
    if not meetings:
        return []
    numbers = sorted(meeting.id for meeting in meetings)
    bodies: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for meeting_id, *body in session.rows(_BODIES, {"meetings": numbers}):
        bodies[meeting_id].append((body[0], body[1], body[2]))
    values = {
        "bodies": sorted(
            {body_id for listed in bodies.values() for body_id, _name, _kind in listed}
        ),
        "partnerships": sorted({meeting.partnership_id for meeting in meetings}),
        "kinds": all_kinds(),
        "on": today,
    }
    seats = [Seat(*row) for row in session.rows(_SEATS, values)]
    kinds = ["moved", "cancelled"]
    movers: dict[int, int | None] = dict(
        session.rows(_MOVERS, {"meetings": numbers, "kinds": kinds})
    )
    return [
        Coming(
            m.id,
            m.partnership_id,
            m.day,
            m.clock,
            m.state,
            m.sequence,
            tuple(bodies[m.id]),
            _here(m, bodies[m.id], seats),
            movers.get(m.id),
        )
        for m in meetings
    ]


def _here(
    meeting: Coming, bodies: list[tuple[int, str, str]], seats: list[Seat]
) -> tuple[Seat, ...]:
    own, kinds = {body_id for body_id, _name, _kind in bodies}, all_kinds()
    return tuple(
        seat
        for seat in seats
        if seat.body_id in own
        or (seat.partnership_id == meeting.partnership_id and seat.kind in kinds)
    )
