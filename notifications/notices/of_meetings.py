"""Notices of meetings: milestones before them, that they were moved, that they were cancelled.

Four rules. Each is told once for a day of the meeting; one whose day comes again after a move is
told again for the new day. What people hear of a move or a cancellation depends on what they have
heard, wherever the meeting stands now. Whatever was cancelled for a reason comes back when the
reason goes. Who sits in the bodies on the day of the meeting is called to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import and_, bindparam, exists, select

from engine.days.calendar import local_day
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import meetings_ahead, store
from notifications.notices.applies import move_of
from notifications.notices.kinds import BEFORE_A_MEETING
from notifications.notices.last_heard import Heard, is_lost, last_heard, told_wrong
from notifications.notices.mail_days import MailDays
from notifications.notices.meetings_ahead import Coming, MeetingDays
from notifications.notices.milestones import Milestone
from notifications.notices.notices import CancelReason, Notice, NoticeKind, NoticeState, Planned
from workflows.councils.meetings import Meeting, MeetingState

AHEAD = timedelta(days=120)  # further than any milestone reaches back, closed weeks included
BACK = timedelta(days=14)  # so long after its day it is still told that a meeting was cancelled
STATES = (MeetingState.PLANNED, MeetingState.CANCELLED)
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

# What was ever planned of a meeting, by kind and person, oldest first.
Known = dict[tuple[str, int | None], list[Planned]]


def plan_meetings(session: Session, mail_days: dict[int, MailDays], now: datetime) -> int:
    """Bring the notices of all coming meetings in line with the meetings, the seats and the
    closed days of today."""
    today = local_day(now)
    with store.planning(session):
        _cancel_over(session, now)
        days = MeetingDays(today - BACK, today + AHEAD)
        meetings = meetings_ahead.between_or_told(session, days, STATES, now)
        known = _known(session, meetings) if meetings else {}
        wanted: list[Planned] = []
        for each in meetings:
            about = AboutMeeting(each, known[each.id], mail_days[each.partnership_id], now)
            wanted += _planned(session, about) if each.planned else _cancelled_now(session, about)
        return store.add(session, wanted)


def _known(session: Session, meetings: Iterable[Coming]) -> dict[int, Known]:
    found: dict[int, Known] = defaultdict(lambda: defaultdict(list))
    for notice in store.of_meetings(session, [meeting.id for meeting in meetings]):
        assert notice.meeting_id is not None
        found[notice.meeting_id][notice.kind, notice.person_id].append(notice)
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

    @cached_property
    def _heard(self) -> Heard:
        return last_heard(self.all_known())

    @cached_property
    def _told_wrong(self) -> list[tuple[int, Planned]]:
        return told_wrong(self.meeting, self._heard)

    def milestones(self) -> list[Planned]:
        """The milestones still to be told of a meeting that is to be held."""
        today = local_day(self.now)
        return [
            self._about(kind, person, self.days.on_day(day, self.now))
            for person, days in self._milestones().items()
            for kind, day in _still_to_tell(days, today)
            if not self._is_told(kind, person, again=day > today)
        ]

    def moved(self) -> list[Planned]:
        """Whoever may believe in another day or hour hears of the move, once a move."""
        kind = NoticeKind.MEETING_MOVED
        return [
            self._about(kind, person, self._soon(), told.data)
            for person, told in self._told_wrong
            if told.kind != NoticeKind.MEETING_CANCELLED
        ]

    def revived(self) -> list[Planned]:
        """Whoever may believe that the meeting is cancelled hears that it is held after all."""
        kind = NoticeKind.MEETING_REVIVED
        return [
            self._about(kind, person, self._soon())
            for person, told in self._told_wrong
            if told.kind == NoticeKind.MEETING_CANCELLED
        ]

    def cancelled_now(self) -> list[Planned]:
        """Whoever may believe that there is a meeting, on a day not long past, hears that it is
        cancelled; once it was told to some, so does everybody else who sits there: observers have
        it in their digests."""
        kind, now = NoticeKind.MEETING_CANCELLED, self.meeting.sequence
        since = (local_day(self.now) - BACK).isoformat()
        hear = {person for person, told in self._told_wrong if told.data["day"] >= since}
        if hear:
            heard = {n for n, told in self._heard.items() if told[0].data["day"] >= since}
            hear |= self.meeting.members - heard - {self.meeting.mover}
        return [
            self._about(kind, person, self._soon())
            for person in sorted(hear)
            if not any(n.settled and n.data["sequence"] == now for n in self.known[kind, person])
        ]

    def all_known(self) -> Iterator[Planned]:
        """Everything that was ever planned of the meeting."""
        return (notice for notices in self.known.values() for notice in notices)

    def _soon(self) -> datetime:
        return self.days.soon(self.now)

    def _is_told(self, kind: NoticeKind, person: int, *, again: bool) -> bool:
        """Whether somebody was told a milestone of the meeting's day; or of another day, unless
        the milestone's own day comes again or it is planned anew already."""
        known = [n for n in self.known[kind, person] if not is_lost(n, self._heard)]
        days = {notice.data["day"] for notice in known if notice.settled}
        heard = any(notice.heard for notice in known)
        open_again = again or bool(known and not known[-1].settled)
        return self.meeting.day.isoformat() in days or (heard and not open_again)

    def _milestones(self) -> dict[int, dict[NoticeKind, date]]:
        """Each person's milestones and their days; of two ways to the same milestone the earlier
        day.

        A milestone before somebody had the seat is left out, but the last one: it calls even those
        who were seated after its day.
        """
        found: dict[int, dict[NoticeKind, date]] = defaultdict(dict)
        late: dict[int, tuple[date, NoticeKind]] = {}
        called: set[int] = set()
        days: dict[Milestone, date] = {}
        for milestone, seat in self.meeting.told():
            day = days.get(milestone) or days.setdefault(milestone, self._day_of(milestone))
            person, kind = seat.person_id, milestone.kind
            if seat.valid_from <= day:
                found[person][kind] = min(day, found[person].get(kind, day))
                called |= set() if milestone.kinds else {person}
            elif not milestone.kinds:
                late[person] = max((day, kind), late.get(person, (day, kind)))
        for person in late.keys() - called:
            day, kind = late[person]
            found[person][kind] = day
        return found

    def _day_of(self, milestone: Milestone) -> date:
        return self.meeting.day_of(milestone, self.days.calendar)

    def _about(
        self,
        kind: NoticeKind,
        person: int,
        send_at: datetime,
        told: Mapping[str, Any] | None = None,
    ) -> Planned:
        meeting, occurrence = self.meeting, self._occurrence(kind, person)
        before = {"from": told["day"], "from_clock": told.get("clock", "")} if told else {}
        return Planned(
            key=f"meeting:{meeting.id}:{occurrence}:{person}",
            kind=kind,
            occurrence=occurrence,
            partnership_id=meeting.partnership_id,
            meeting_id=meeting.id,
            person_id=person,
            data=meeting.told_as() | before,
            planned_at=self.now,
            send_at=send_at,
        )

    def _occurrence(self, kind: NoticeKind, person: int) -> str:
        """That of the notice which is open; of a new one the move that made it necessary."""
        if kind == NoticeKind.MEETING_MOVED:
            return move_of(self.meeting.sequence)
        known = self.known[kind, person]
        if known and known[-1].settled:
            return f"{kind}-{self.meeting.sequence}"
        return known[-1].occurrence if known else kind


def _planned(session: Session, about: AboutMeeting) -> list[Planned]:
    """What is new of a meeting that is to be held; what is known follows it or is cancelled."""
    waiting = {n.key: n for n in about.all_known() if n.waits}
    if about.meeting.begins <= about.now:
        numbers = [notice.id for notice in waiting.values()]
        store.cancel(session, numbers, CancelReason.MEETING_BEGUN, about.now)
        return []
    wanted = about.milestones() + about.moved() + about.revived()
    stale = [waiting[key] for key in waiting.keys() - {notice.key for notice in wanted}]
    gone = {n.id for n in stale if not about.meeting.concerns(n.person_id, n.data.get("from"))}
    store.cancel(session, gone, CancelReason.LEFT, about.now)
    store.cancel(session, {n.id for n in stale} - gone, CancelReason.OVERTAKEN, about.now)
    return _new(session, about, wanted)


def _cancelled_now(session: Session, about: AboutMeeting) -> list[Planned]:
    """What is new of a meeting that was cancelled."""
    return _new(session, about, about.cancelled_now())


def _new(session: Session, about: AboutMeeting, wanted: Iterable[Planned]) -> list[Planned]:
    """Those that were never planned. What waits follows its meeting; what was cancelled comes back,
    for if it is wanted its reason has gone."""
    known, new = {notice.key: notice for notice in about.all_known()}, []
    for notice in wanted:
        found = known.get(notice.key)
        if found is None:
            new.append(notice)
        elif found.waits:
            _follow(session, found, found.remembered(notice), about.now)
        elif not found.settled:
            store.plan_again(session, found, notice)
    return new


def _follow(session: Session, found: Planned, wanted: Planned, now: datetime) -> None:
    """A notice that waits follows its meeting; out of a mail that waits too, when its new day is
    still to come. It is planned anew by the next tick."""
    if found.delivery_id is None:
        if (found.send_at, found.data) != (wanted.send_at, wanted.data):
            store.move(session, found, wanted)
    elif wanted.send_at > now and found.data["day"] != wanted.data["day"]:
        store.cancel(session, [found.id], CancelReason.OVERTAKEN, now)


def _still_to_tell(days: dict[NoticeKind, date], today: date) -> list[tuple[NoticeKind, date]]:
    """Those to come, and of those whose day has passed only the newest."""
    ahead = [each for each in days.items() if each[1] > today]
    passed = [each for each in days.items() if each[1] <= today]
    return ahead + sorted(passed, key=lambda each: each[1])[-1:]
