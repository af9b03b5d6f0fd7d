"""Notices of meetings: milestones before them, that they were moved, that they were cancelled.

Each once, whatever happens.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from engine.days.calendar import local_day
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import meetings_ahead, store
from notifications.notices.kinds import BEFORE_A_MEETING, move_of
from notifications.notices.mail_days import MailDays
from notifications.notices.meetings_ahead import Coming, MeetingDays
from notifications.notices.milestones import Milestone
from notifications.notices.notices import CancelReason, Notice, NoticeKind, NoticeState, Planned
from workflows.councils.meetings import Meeting, MeetingState

AHEAD = timedelta(days=120)  # further than any milestone reaches back, closed weeks included
BACK = timedelta(days=14)  # so long after its day it is still told that a meeting was cancelled
STATES = (MeetingState.PLANNED, MeetingState.CANCELLED)
REVIVES = {
    CancelReason.LEFT,
    CancelReason.OVERTAKEN,
}  # why a milestone was cancelled that may come up again

_notice, _meeting = table_of(Notice), table_of(Meeting)
_waits = and_(
    _notice.c.meeting_id == _meeting.c.id,
    _notice.c.state == NoticeState.PLANNED,
    any_of(_notice.c.kind, "kinds"),
)
# From the meetings to their notices, for of notices there may be many.
_OVER = Statement(
    select(_meeting.c.id, _meeting.c.state).where(
        _meeting.c.state != MeetingState.PLANNED, exists().where(_waits)
    )
)
_WAITING = Statement(
    select(_notice.c.id).where(_meeting.c.id == bindparam("meeting"), _waits).order_by(_notice.c.id)
)

# What was ever planned of a meeting, by occurrence and person, with why it was cancelled.
Known = dict[tuple[str, int | None], tuple[Planned, str]]


def plan_meetings(session: Session, mail_days: dict[int, MailDays], now: datetime) -> int:
    """Bring the notices of all coming meetings in line with the meetings, the seats and the
    closed days of today."""
    today = local_day(now)
    with session.begin():
        _cancel_over(session, now)
        days = MeetingDays(today - BACK, today + AHEAD)
        meetings = meetings_ahead.between(session, days, STATES, today)
        known = _known(session, meetings) if meetings else {}
        wanted: list[Planned] = []
        for each in meetings:
            about = AboutMeeting(each, known[each.id], mail_days[each.partnership_id], now)
            wanted += _planned(session, about) if each.planned else about.cancelled()
        return store.add(session, wanted)


def _known(session: Session, meetings: Iterable[Coming]) -> dict[int, Known]:
    found: dict[int, Known] = defaultdict(dict)
    for notice, reason in store.of_meetings(session, [meeting.id for meeting in meetings]):
        assert notice.meeting_id is not None
        found[notice.meeting_id][notice.occurrence, notice.person_id] = (notice, reason)
    return found


def _cancel_over(session: Session, now: datetime) -> None:
    reasons = {
        MeetingState.HELD: CancelReason.MEETING_HELD,
        MeetingState.CANCELLED: CancelReason.MEETING_CANCELLED,
    }
    kinds = {"kinds": BEFORE_A_MEETING}
    for meeting, state in session.rows(_OVER, kinds):
        waiting = [row[0] for row in session.rows(_WAITING, {**kinds, "meeting": meeting})]
        store.cancel(session, waiting, reasons[MeetingState(state)], now)


@dataclass(frozen=True)
class AboutMeeting:
    """A meeting, and what is known of its notices at the moment of planning."""

    meeting: Coming
    known: Known
    days: MailDays
    now: datetime

    def milestones(self) -> list[Planned]:
        """The milestones still to be told of a meeting that is to be held."""
        return [
            self._about(kind, kind, person, self.days.on_day(day, self.now))
            for person, days in self._milestones().items()
            for kind, day in _still_to_tell(days, local_day(self.now))
        ]

    def moved(self) -> list[Planned]:
        """Whoever was told another time hears of the move, once a move."""
        kind, sequence = NoticeKind.MEETING_MOVED, self.meeting.sequence
        return [
            self._about(kind, move_of(sequence), person, self._soon(), told.data)
            for person, told in sorted(self._told().items())
            if told.data["sequence"] < sequence and self._hears(person)
        ]

    def cancelled(self) -> list[Planned]:
        """Whoever was told of the meeting hears, once, that it is cancelled."""
        kind = NoticeKind.MEETING_CANCELLED
        return [
            self._about(kind, kind, person, self._soon())
            for person in sorted(self._told())
            if (kind, person) not in self.known and self._hears(person)
        ]

    def waiting(self, wanted: Callable[[Planned], bool]) -> list[int]:
        """Those of its notices that are still to be told."""
        return [n.id for n, _reason in self.known.values() if n.waits and wanted(n)]

    def _hears(self, person: int) -> bool:
        return person in self.meeting.concerned and person != self.meeting.mover

    def _soon(self) -> datetime:
        return self.days.soon(self.now)

    def _milestones(self) -> dict[int, dict[NoticeKind, date]]:
        """Each person's milestones and their days; of two ways to the same milestone the earlier
        day, and only days on which the person had the seat."""
        found: dict[int, dict[NoticeKind, date]] = defaultdict(dict)
        days: dict[Milestone, date] = {}
        for milestone, seat in self.meeting.told():
            day = days.get(milestone) or days.setdefault(milestone, self._day_of(milestone))
            mine = found[seat.person_id]
            if seat.valid_from <= day:
                mine[milestone.kind] = min(day, mine.get(milestone.kind, day))
        return found

    def _day_of(self, milestone: Milestone) -> date:
        return self.meeting.day_of(milestone, self.days.calendar)

    def _told(self) -> dict[int, Planned]:
        """What each person was told last of the meeting.

        What is still on its way says at its sending how things stand then.
        """
        told: dict[int, Planned] = {}
        for notice, _reason in self.known.values():
            if notice.state == NoticeState.TOLD and notice.person_id is not None:
                before = told.get(notice.person_id)
                if before is None or notice.data["sequence"] >= before.data["sequence"]:
                    told[notice.person_id] = notice
        return told

    def _about(
        self,
        kind: NoticeKind,
        occurrence: str,
        person: int,
        send_at: datetime,
        told: Mapping[str, Any] | None = None,
    ) -> Planned:
        meeting, data = self.meeting, self.meeting.told_as()
        before = {"from": told["day"], "from_clock": told.get("clock", "")} if told else {}
        return Planned(
            key=f"meeting:{meeting.id}:{occurrence}:{person}",
            kind=kind,
            occurrence=occurrence,
            partnership_id=meeting.partnership_id,
            meeting_id=meeting.id,
            person_id=person,
            data=data | before,
            planned_at=self.now,
            send_at=send_at,
        )


def _planned(session: Session, about: AboutMeeting) -> list[Planned]:
    """What is new of a meeting that is to be held; what is known follows it or is cancelled."""
    now = about.now
    if about.meeting.begins <= now:
        store.cancel(session, about.waiting(lambda _notice: True), CancelReason.MEETING_BEGUN, now)
        return []
    milestones, moved = about.milestones(), about.moved()
    kept, concerned = {notice.key for notice in milestones + moved}, about.meeting.concerned
    stale = set(about.waiting(lambda notice: notice.key not in kept))
    gone = set(about.waiting(lambda notice: notice.person_id not in concerned))
    store.cancel(session, stale & gone, CancelReason.LEFT, now)
    store.cancel(session, stale - gone, CancelReason.OVERTAKEN, now)
    for notice in milestones:
        found = about.known.get((notice.occurrence, notice.person_id))
        if found is not None:
            _follow(session, found, notice, now)
    return [n for n in milestones + moved if (n.occurrence, n.person_id) not in about.known]


def _still_to_tell(days: dict[NoticeKind, date], today: date) -> list[tuple[NoticeKind, date]]:
    """Those to come, and of those whose day has passed only the newest."""
    ahead = [each for each in days.items() if each[1] > today]
    passed = [each for each in days.items() if each[1] <= today]
    return ahead + sorted(passed, key=lambda each: each[1])[-1:]


def _follow(session: Session, found: tuple[Planned, str], wanted: Planned, now: datetime) -> None:
    """A milestone that is planned already follows its meeting; one that was taken back comes up
    again when its day is to come."""
    known, reason = found
    if known.delivery_id is not None:
        return
    if known.waits:
        if (known.send_at, known.data) != (wanted.send_at, wanted.data):
            store.move(session, known, wanted.send_at, wanted.data)
    elif known.state == NoticeState.CANCELLED and reason in REVIVES and wanted.send_at > now:
        store.move(session, known, wanted.send_at, wanted.data, revives=reason)
