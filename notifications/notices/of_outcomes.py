"""Notices of what a council made of a case without moving it: recommended, postponed, noted.

Whoever would hear that the council had decided on the case hears of these as well: the roles that
those actions tell which carry out a decision. A step tells for itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select

from engine.cases import records
from engine.cases.records import Case
from engine.cases.role_holders import Asked, Circle
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Action, Definition
from engine.people.trace import registry_event
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import store
from notifications.notices.mail_days import MailDays
from notifications.notices.notices import NoticeKind, Planned
from notifications.notices.quiet import after_quiet
from workflows.councils.agenda import ITEM, AgendaItem
from workflows.councils.decisions import decides
from workflows.councils.meetings import Meeting, MeetingState

BACK = timedelta(days=60)  # what a meeting longer ago made of a case is old news

_item, _meeting = table_of(AgendaItem), table_of(Meeting)
_recorded = (
    select(registry_event.c.by)
    .where(registry_event.c.subject == ITEM.name, registry_event.c.subject_id == _item.c.id)
    .where(or_(registry_event.c.kind == "decided", registry_event.c.kind == "mended"))
)
_MADE = Statement(
    select(
        _item.c.id,
        _item.c.outcome,
        _item.c.case_id,
        _meeting.c.day,
        _recorded.order_by(registry_event.c.seq.desc()).limit(1).scalar_subquery(),
        _recorded.with_only_columns(func.count())
        .where(registry_event.c.kind == "mended")
        .scalar_subquery(),
    )
    .join(_meeting, _meeting.c.id == _item.c.meeting_id)
    .where(_meeting.c.state == MeetingState.HELD, _meeting.c.day >= bindparam("since"))
    .where(_item.c.case_id.is_not(None), _item.c.outcome.is_not(None), _item.c.report.is_(False))
    .order_by(_item.c.id)
)


class CouncilOutcome(NamedTuple):
    """What a held meeting made of a case: who recorded it, and how often that was mended."""

    item_id: int
    outcome: str
    case_id: int
    day: date
    by: int | None
    mends: int


def plan_outcomes(session: Session, mail_days: dict[int, MailDays], now: datetime) -> int:
    """Plan who hears what councils made of cases without moving them; each of it once."""
    made = [CouncilOutcome(*row) for row in session.rows(_MADE, {"since": local_day(now) - BACK})]
    cases = records.by_ids(session, {each.case_id for each in made}) if made else {}
    told = [(each, asked) for each in made if (asked := _asked(session, cases, each)).roles]
    if not told:
        return 0
    circle = Circle(session, [asked for _made, asked in told], min(each.day for each in made))
    wanted = [
        notice
        for each, asked in told
        for notice in _notices(each, asked, circle, mail_days[asked.partnership_id], now)
    ]
    with store.planning(session):
        return store.add(session, after_quiet(session, wanted, now))


def _asked(session: Session, cases: dict[int, Case], made: CouncilOutcome) -> Asked:
    """The case with the roles that hear of it: none where a step of its own tells of it."""
    case = cases[made.case_id]
    definition = versions.by_id(session, case.definition_id)
    deciding = [action for action in definition.actions if decides(action)]
    moved = any(decides(action) == made.outcome for action in deciding)
    roles = () if moved else tuple(_told(definition, deciding))
    return Asked(case.id, case.partnership_id, definition, roles)


def _told(definition: Definition, deciding: Iterable[Action]) -> Iterable[str]:
    named = {role for action in deciding for role in action.tells}
    return (role for role in definition.roles if role in named)


def _notices(
    made: CouncilOutcome, asked: Asked, circle: Circle, days: MailDays, now: datetime
) -> Iterable[Planned]:
    held: dict[int, list[str]] = {}
    for role in asked.roles:
        for person in sorted(circle.having(asked, role, made.day)):
            held.setdefault(person, []).append(role)
    for person, roles in held.items():
        if person != made.by:
            yield Planned(
                key=f"{NoticeKind.OUTCOME}:{made.item_id}:{made.mends}:{made.outcome}:{person}",
                kind=NoticeKind.OUTCOME,
                occurrence=f"{made.item_id}:{made.mends}",
                partnership_id=asked.partnership_id,
                case_id=made.case_id,
                person_id=person,
                data={
                    "roles": roles,
                    "item": made.item_id,
                    "made": made.outcome,
                    "mended": made.mends > 0,
                },
                planned_at=now,
                send_at=days.soon(now),
            )
