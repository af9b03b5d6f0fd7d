"""Meetings as the planner and the letters see them: their bodies, who sits there, who moved or
cancelled them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import and_, bindparam, exists, or_, select

from engine.days.calendar import Calendar, at_local, local_day
from engine.language.sentences import OnDay, Sentence, _
from engine.people.seated import Seat, SeatsWanted, seats
from engine.people.tables import Body
from engine.people.trace import registry_event
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.milestones import Milestone, all_kinds, of_kind
from notifications.notices.notices import Notice, NoticeKind, NoticeState
from workflows.councils.meetings import MEETING, Meeting, MeetingBody, MeetingState

TOLD_LATELY = timedelta(days=150)  # whoever was told before that knows of no day still to come

_meeting, _meeting_body, _body, _notice = (
    table_of(model) for model in (Meeting, MeetingBody, Body, Notice)
)
_COLUMNS = ("id", "partnership_id", "day", "clock", "state", "sequence", "uid", "place")
_MEETINGS = select(*(_meeting.c[name] for name in _COLUMNS))
_IN_STATE = _MEETINGS.where(any_of(_meeting.c.state, "states")).order_by(
    _meeting.c.day, _meeting.c.id
)
_BETWEEN = Statement(
    _IN_STATE.where(_meeting.c.day >= bindparam("first"), _meeting.c.day <= bindparam("last"))
)
_told_of = exists().where(
    _notice.c.meeting_id == _meeting.c.id, _notice.c.state != NoticeState.CANCELLED
)
_BETWEEN_OR_TOLD = Statement(
    _IN_STATE.where(
        or_(
            and_(_meeting.c.day >= bindparam("first"), _meeting.c.day <= bindparam("last")),
            and_(_meeting.c.day > bindparam("last"), _told_of),
            and_(
                _meeting.c.day < bindparam("first"),
                _told_of.where(_notice.c.send_at >= bindparam("since")),
            ),
        )
    )
)
_BY_IDS = Statement(_MEETINGS.where(any_of(_meeting.c.id, "ids")))
_BODIES = Statement(
    select(_meeting_body.c.meeting_id, _body.c.id, _body.c.name, _body.c.kind)
    .join(_body, _body.c.id == _meeting_body.c.body_id)
    .where(any_of(_meeting_body.c.meeting_id, "meetings"))
    .order_by(_body.c.id)
)
_MOVERS = Statement(
    select(registry_event.c.subject_id, registry_event.c.by)
    .where(registry_event.c.subject == MEETING.name)
    .where(any_of(registry_event.c.subject_id, "meetings"), any_of(registry_event.c.kind, "kinds"))
    .order_by(registry_event.c.subject_id, registry_event.c.seq)
)


class MeetingDays(NamedTuple):
    """The days of the meetings that are asked for, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Coming:
    """A meeting with its bodies and everyone who sits where it concerns them, as seen on a day.

    Who sits in its bodies on the day of the meeting is called to it, whoever leaves before it is
    not. Those who prepare it are told by the seat that they have today. `mover` last moved or
    cancelled it.
    """

    id: int
    partnership_id: int
    day: date
    clock: str
    state: str
    sequence: int
    uid: str
    place: str | None
    today: date
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
    def members(self) -> set[int]:
        """Everyone who sits in one of its bodies on its day, observers too."""
        return {
            seat.person_id
            for seat in self.seats
            if seat.body_id in self.body_ids and seat.current(self.day)
        }

    @cached_property
    def body_ids(self) -> set[int]:
        """The bodies that meet."""
        return {body_id for body_id, _name, _kind in self.bodies}

    @property
    def body_names(self) -> tuple[str, ...]:
        """What the bodies that meet are called."""
        return tuple(name for _body_id, name, _kind in self.bodies)

    def told_as(self) -> dict[str, Any]:
        """What a notice remembers of the meeting, so that only a later move is told as one."""
        return {"sequence": self.sequence, **self._when_and_where()}

    def is_named_in(self, told: Mapping[str, Any]) -> bool:
        """Whether whoever was told that knows the day, the hour and the place of the meeting."""
        return self._when_and_where().items() <= {"place": "", **told}.items()

    def _when_and_where(self) -> dict[str, str]:
        return {"day": self.day.isoformat(), "clock": self.clock, "place": self.place or ""}

    def day_of(self, milestone: Milestone, calendar: Calendar) -> date:
        """The day on which that milestone is told."""
        return calendar.add(calendar.next_working(self.day), -milestone.working_days)

    def told(self, day: date | None = None) -> Iterator[tuple[Milestone, Seat]]:
        """Which milestone is told to whom, by which seat, were the meeting on that day; a joint
        meeting follows the rules of each of its bodies."""
        on = day or self.day
        for body_id, _name, kind in self.bodies:
            for milestone in of_kind(kind):
                counts = self.today if milestone.kinds else on
                for seat in self.seats:
                    if seat.current(counts) and milestone.told_to(seat, body_id):
                        yield milestone, seat

    def concerns(self, person: int | None, told: str | None) -> bool:
        """Whether a person hears of what becomes of the meeting: on its day, or on the day that
        the person was told before."""
        days = {self.day, date.fromisoformat(told)} if told else {self.day}
        return any(seat.person_id == person for day in days for _m, seat in self.told(day))


def asks(kind: str, meeting: Coming, calendar: Calendar) -> Sentence | None:
    """What a milestone of a meeting asks of whoever hears of it; None where nothing is asked."""
    if kind == NoticeKind.MEETING_PAPERS:
        return _("The notice of the meeting and the papers are to be sent now.")
    if kind != NoticeKind.MEETING_ITEMS:
        return None
    listed = (each for _id, _name, of in meeting.bodies for each in of_kind(of))
    papers = [each for each in listed if each.kind == NoticeKind.MEETING_PAPERS]
    if not papers:
        return _("Send items for the agenda to the secretariat.")
    day = min(meeting.day_of(each, calendar) for each in papers)
    return _("Send items for the agenda to the secretariat before {day}.", day=OnDay(day))


def between(
    session: Session, days: MeetingDays, states: Iterable[MeetingState], today: date
) -> list[Coming]:
    """The meetings of these days in these states, in order."""
    values = {**days._asdict(), "states": [state.value for state in states]}
    return _whole(session, _read(session, _BETWEEN, values, today))


def between_or_told(
    session: Session, days: MeetingDays, states: Iterable[MeetingState], now: datetime
) -> list[Coming]:
    """The meetings of these days, and those of other days that somebody was told of or is about
    to be: a meeting that moves out of the window still has people who know its old day."""
    values = {**days._asdict(), "states": [state.value for state in states]}
    values |= {"since": now - TOLD_LATELY}
    return _whole(session, _read(session, _BETWEEN_OR_TOLD, values, local_day(now)))


def by_ids(session: Session, ids: Iterable[int], today: date) -> dict[int, Coming]:
    """Meetings by their numbers."""
    wanted = sorted(set(ids))
    found = _read(session, _BY_IDS, {"ids": wanted}, today) if wanted else []
    return {meeting.id: meeting for meeting in _whole(session, found)}


def _read(
    session: Session, statement: Statement, values: dict[str, object], today: date
) -> list[Coming]:
    return [
        Coming(**dict(zip(_COLUMNS, row, strict=True)), today=today)
        for row in session.rows(statement, values)
    ]


def _whole(session: Session, meetings: list[Coming]) -> list[Coming]:
    """The meetings with their bodies, seats and movers, in three queries."""
    if not meetings:
        return []
    numbers = {"meetings": sorted(meeting.id for meeting in meetings)}
    bodies: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
    for meeting_id, body_id, name, kind in session.rows(_BODIES, numbers):
        bodies[meeting_id].append((body_id, name, kind))
    moved = {**numbers, "kinds": ["moved", "cancelled", "revived"]}
    movers: dict[int, int | None] = dict(session.rows(_MOVERS, moved))
    wanted = SeatsWanted(
        bodies={body_id for listed in bodies.values() for body_id, _name, _kind in listed},
        partnerships={meeting.partnership_id for meeting in meetings},
        kinds=all_kinds(),
    )
    sitting = seats(session, wanted, since=min(day for m in meetings for day in (m.day, m.today)))
    return [
        _with_seats(replace(m, bodies=tuple(bodies[m.id]), mover=movers.get(m.id)), sitting)
        for m in meetings
    ]


def _with_seats(meeting: Coming, sitting: list[Seat]) -> Coming:
    kinds = all_kinds()
    here = (
        seat
        for seat in sitting
        if seat.body_id in meeting.body_ids
        or (seat.partnership_id == meeting.partnership_id and seat.kind in kinds)
    )
    return replace(meeting, seats=tuple(here))
