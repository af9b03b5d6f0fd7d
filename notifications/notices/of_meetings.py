"""Notices of meetings: milestones before them, that they were moved, that they were cancelled.

Each once, whatever happens.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import select

from engine.days.calendar import local_day
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.notices import meetings_ahead, notices
from notifications.notices.mail_days import Office
from notifications.notices.meetings_ahead import Coming
from notifications.notices.milestones import Milestone
from notifications.notices.notices import Notice, NoticeKind, NoticeState, Planned, Reason
from workflows.councils.meetings import Meeting, MeetingState

AHEAD = timedelta(
    days=120
)  # further than any milestone reaches back, a summer's closed weeks included
BACK = timedelta(
    days=14
)  # so long after its day it is still told that a meeting had been cancelled

_notice, _meeting = Notice.__table__, Meeting.__table__  # type: ignore[attr-defined]
_OVER = Statement(
    select(_notice.c.id, _meeting.c.state)
    .join(_meeting, _meeting.c.id == _notice.c.meeting_id)
    .where(_notice.c.state == NoticeState.PLANNED, _notice.c.kind != NoticeKind.MEETING_CANCELLED)
    .where(_meeting.c.state != MeetingState.PLANNED)
)
REVIVES = {Reason.LEFT, Reason.OVERTAKEN}  # why a milestone was cancelled that may come up again

Known = dict[tuple[str, int | None], tuple[Planned, str]]


def plan_meetings(session: Session, offices: dict[int, Office], now: datetime) -> int:
    """Bring the notices of all coming meetings in line with the meetings, the seats and the
    closed days of today."""
    today = local_day(now)
    with session.begin():
        _cancel_over(session, now)
        states = (MeetingState.PLANNED, MeetingState.CANCELLED)
        meetings = meetings_ahead.between(session, today - BACK, today + AHEAD, states, today)
        known: dict[int, Known] = defaultdict(dict)
        for notice, reason in (
            notices.of_meetings(session, [m.id for m in meetings]) if meetings else ()
        ):
            assert notice.meeting_id is not None
            known[notice.meeting_id][notice.occurrence, notice.person_id] = (notice, reason)
        wanted: list[Planned] = []
        for meeting in meetings:
            plan = _planned if meeting.planned else _cancelled
            wanted += plan(
                session, meeting, known[meeting.id], offices[meeting.partnership_id], now
            )
        return notices.add(session, wanted)


def _cancel_over(session: Session, now: datetime) -> None:
    over: dict[str, list[int]] = defaultdict(list)
    for number, state in session.rows(_OVER):
        over[state].append(number)
    notices.cancel(session, over[MeetingState.HELD], Reason.MEETING_HELD, now)
    notices.cancel(session, over[MeetingState.CANCELLED], Reason.MEETING_CANCELLED, now)


def _planned(
    session: Session, meeting: Coming, known: Known, office: Office, now: datetime
) -> list[Planned]:
    """The milestones still to be told of a meeting that is to be held, and that it was moved."""
    if meeting.begins <= now:
        _cancel(session, known, set(), Reason.MEETING_BEGUN, now)
        return []
    wanted, kept = [], set[str]()
    for person, days in _milestones(meeting, office).items():
        for kind, day in _still_to_tell(days, local_day(now)):
            notice = _milestone(meeting, kind, person, office.on_day(day, now), now)
            kept.add(notice.key)
            wanted.append(notice)
    moved = _moved(meeting, known, office, now)
    kept.update(notice.key for notice in moved)
    concerned = meeting.concerned
    _cancel(
        session, {k: v for k, v in known.items() if k[1] not in concerned}, kept, Reason.LEFT, now
    )
    _cancel(
        session, {k: v for k, v in known.items() if k[1] in concerned}, kept, Reason.OVERTAKEN, now
    )
    fresh = []
    for notice in wanted:
        found = known.get((notice.occurrence, notice.person_id))
        if found is None:
            fresh.append(notice)
        else:
            _follow(session, found, notice, now)
    return fresh + [
        notice for notice in moved if (notice.occurrence, notice.person_id) not in known
    ]


def _milestones(meeting: Coming, office: Office) -> dict[int, dict[NoticeKind, date]]:
    """Each person's milestones and their days; of two ways to the same milestone the earlier
    day, and only days on which the person had the seat."""
    found: dict[int, dict[NoticeKind, date]] = defaultdict(dict)
    days: dict[Milestone, date] = {}
    for milestone, seat in meeting.told():
        if milestone not in days:
            days[milestone] = office.calendar.add(
                office.calendar.next_working(meeting.day), -milestone.working_days
            )
        day = days[milestone]
        mine = found[seat.person_id]
        if seat.valid_from <= day:
            mine[milestone.kind] = min(day, mine.get(milestone.kind, day))
    return found


def _still_to_tell(days: dict[NoticeKind, date], today: date) -> list[tuple[NoticeKind, date]]:
    """Those to come, and of those whose day has passed only the newest."""
    passed = [each for each in days.items() if each[1] <= today]
    return [each for each in days.items() if each[1] > today] + sorted(
        passed, key=lambda each: each[1]
    )[-1:]


def _milestone(
    meeting: Coming, kind: NoticeKind, person: int, send_at: datetime, now: datetime
) -> Planned:
    return _about(meeting, kind, kind, person, send_at, now, {})


def _about(
    meeting: Coming,
    kind: NoticeKind,
    occurrence: str,
    person: int,
    send_at: datetime,
    now: datetime,
    data: dict[str, object],
) -> Planned:
    data = {"sequence": meeting.sequence, "day": meeting.day.isoformat(), **data}
    return Planned(
        0,
        f"meeting:{meeting.id}:{occurrence}:{person}",
        kind,
        occurrence,
        meeting.partnership_id,
        None,
        meeting.id,
        None,
        person,
        None,
        NoticeState.PLANNED,
        data,
        now,
        send_at,
    )


def _follow(session: Session, found: tuple[Planned, str], wanted: Planned, now: datetime) -> None:
    """A milestone that is planned already follows its meeting; one that was taken back comes up
    again when its day is to come."""
    known, reason = found
    if known.delivery_id is not None:
        return
    if known.state == NoticeState.PLANNED:
        waits = known.send_at <= now and wanted.send_at <= now
        if not waits and (known.send_at, known.data) != (wanted.send_at, wanted.data):
            notices.move(session, known, wanted.send_at, wanted.data)
    elif known.state == NoticeState.CANCELLED and reason in REVIVES and wanted.send_at > now:
        notices.move(session, known, wanted.send_at, wanted.data, revives=reason)


def _told(known: Known) -> dict[int, Planned]:
    """What each person was told last of the meeting.

    What is still on its way says at its sending how things stand then.
    """
    told: dict[int, Planned] = {}
    for notice, _reason in known.values():
        if notice.state == NoticeState.TOLD and notice.person_id is not None:
            before = told.get(notice.person_id)
            if before is None or notice.data["sequence"] >= before.data["sequence"]:
                told[notice.person_id] = notice
    return told


def _moved(meeting: Coming, known: Known, office: Office, now: datetime) -> list[Planned]:
    """Whoever was told another time hears of the move, once a move."""
    kind = NoticeKind.MEETING_MOVED
    return [
        _about(
            meeting,
            kind,
            f"{kind}-{meeting.sequence}",
            person,
            office.soon(now),
            now,
            {"from": told.data["day"]},
        )
        for person, told in sorted(_told(known).items())
        if told.data["sequence"] < meeting.sequence
        and person in meeting.concerned
        and person != meeting.mover
    ]


def _cancelled(
    _session: Session, meeting: Coming, known: Known, office: Office, now: datetime
) -> list[Planned]:
    """Whoever was told of the meeting hears, once, that it is cancelled."""
    kind = NoticeKind.MEETING_CANCELLED
    return [
        _about(meeting, kind, kind, person, office.soon(now), now, {})
        for person in sorted(_told(known))
        if (kind, person) not in known and person in meeting.concerned and person != meeting.mover
    ]


def _cancel(session: Session, known: Known, kept: set[str], why: Reason, now: datetime) -> None:
    stale = [
        n.id
        for n, _reason in known.values()
        if n.state == NoticeState.PLANNED and n.key not in kept
    ]
    notices.cancel(session, stale, why, now)
