"""Notices of deadlines: a warning before, an escalation after.

Of what was missed while the clock stood, only the newest is told.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select, update

from engine.cases.deadlines import Due, Moment
from engine.cases.due_index import deadlines_of_all, first_moment
from engine.cases.events import EVENT_COLUMNS, Event, event_table
from engine.cases.records import CASE_COLUMNS, Case, case_table
from engine.cases.role_holders import Asked, Circle
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.notices import store
from notifications.notices.addressed import addressed
from notifications.notices.mail_days import MailDays
from notifications.notices.notices import NoticeKind, Planned, PlannedWhen
from workflows.deviations.late_answers import told_all

PORTION = 100  # cases that are planned for while others wait to write

_WOKEN = Statement(
    select(*CASE_COLUMNS)
    .where(case_table.c.wake_on <= bindparam("today"), case_table.c.id > bindparam("after"))
    .order_by(case_table.c.id)
    .limit(bindparam("most", type_=case_table.c.id.type))
)
_SLEEP = Statement(
    update(case_table)
    .where(case_table.c.id == bindparam("_id"), case_table.c.version == bindparam("_version"))
    .values(wake_on=bindparam("wake_on"))
)
_ANY_WOKEN = Statement(
    select(case_table.c.id).where(case_table.c.wake_on <= bindparam("today")).limit(1)
)


class DueMoments(NamedTuple):
    """The moments of one deadline of a case that are to be told today."""

    case: Case
    due: Due
    moments: list[Moment]
    asked: Asked


_BIRTHS = Statement(
    select(*EVENT_COLUMNS).where(any_of(event_table.c.case_id, "cases"), event_table.c.seq == 1)
)


def plan_due(session: Session, mail_days: dict[int, MailDays], now: datetime) -> int:
    """Plan what deadlines have to say up to today, and let each case sleep until its next
    moment."""
    today, after, planned = local_day(now), 0, 0
    most = session.portion(PORTION)
    while session.row(_ANY_WOKEN, {"today": today}) is not None:
        with store.planning(session):
            woken = [
                Case(*row)
                for row in session.rows(_WOKEN, {"today": today, "after": after, "most": most})
            ]
            wanted, sleeping = _of_cases(session, woken, mail_days, now)
            planned += store.add(session, wanted)
            session.run_many(_SLEEP, sleeping)
        if len(woken) < most:
            break
        after = woken[-1].id
        session.give_way()
    return planned


def _of_cases(
    session: Session, woken: list[Case], mail_days: dict[int, MailDays], now: datetime
) -> tuple[list[Planned], list[dict[str, Any]]]:
    """What they have to say, and until when each sleeps then."""
    today = local_day(now)
    calendars = {days.id: days.calendar for days in mail_days.values()}
    deadlines = deadlines_of_all(session, woken, calendars)
    began = _began_quietly(session, woken)
    told = [
        each
        for case in woken
        for due in deadlines[case.id]
        if (each := _moments_of(session, case, due, (began.get(case.id), today))).moments
    ]
    sleeping = [
        {"_id": c.id, "_version": c.version, "wake_on": first_moment(deadlines[c.id], after=today)}
        for c in woken
    ]
    return _of_moments(session, told, mail_days, now), sleeping


def _of_moments(
    session: Session, told: list[DueMoments], mail_days: dict[int, MailDays], now: datetime
) -> list[Planned]:
    circle = Circle(session, [each.asked for each in told], local_day(now))
    having_address = addressed(session, (e.case.id for e in told if _tells_reporter(e)))
    wanted: list[Planned] = []
    for each in told:
        days, to_address = mail_days[each.case.partnership_id], each.case.id in having_address
        wanted += _notices(each, circle, days, now, to_address=to_address)
    return wanted


def _tells_reporter(told: DueMoments) -> bool:
    return told.asked.definition.reporting_role in told.asked.roles


def _began_quietly(session: Session, cases: list[Case]) -> dict[int, date]:
    """The days on which those of the cases were opened that were old news then, as in an import."""
    opened = {case.id: local_day(case.opened_at) for case in cases}
    rows = session.rows(_BIRTHS, {"cases": sorted(opened)})
    return {row[1]: opened[row[1]] for row in rows if Event(*row).quiet}


def _moments_of(
    session: Session, case: Case, due: Due, within: tuple[date | None, date]
) -> DueMoments:
    """The newest of the moments that have passed; those of one day together. What was over before
    an old plan was imported is told by digests, and by no mail of its own."""
    since, today = within
    passed = [m for m in due.moments if m.day <= today and (since is None or m.day >= since)]
    newest = [moment for moment in passed if moment.day == passed[-1].day]
    roles = tuple(role for moment in newest for role in moment.roles)
    definition = versions.by_id(session, case.definition_id)
    return DueMoments(case, due, newest, Asked(case.id, case.partnership_id, definition, roles))


def _notices(
    told: DueMoments, circle: Circle, days: MailDays, now: datetime, *, to_address: bool
) -> list[Planned]:
    wanted = []
    reporter = told.asked.definition.reporting_role
    for moment in told.moments:
        roles: dict[int | None, list[str]] = {}
        for role in moment.roles:
            for person in sorted(circle.having(told.asked, role, local_day(now))):
                roles.setdefault(person, []).append(role)
        if to_address and reporter in moment.roles:
            roles[None] = []
        when = PlannedWhen(now, days.on_day(moment.day, now))
        wanted += [_notice(told, moment, each, held, when) for each, held in roles.items()]
    return wanted


def _notice(
    told: DueMoments, moment: Moment, person: int | None, roles: list[str], when: PlannedWhen
) -> Planned:
    case, name, day = told.case, told.due.deadline.name, told.due.on.isoformat()
    last = told_all(told.due, case, moment.day)  # the council hears of it next
    occurrence = f"{name}:{moment.name}:{day}"
    return Planned(
        key=f"{NoticeKind.DUE}:{case.id}:{occurrence}:{person or 'contact'}",
        kind=NoticeKind.DUE,
        occurrence=occurrence,
        partnership_id=case.partnership_id,
        case_id=case.id,
        person_id=person,
        contact_id=case.id if person is None else None,
        data={"roles": roles, "deadline": name, "due": day, "late": moment.escalation}
        | ({"last": True} if last else {}),
        planned_at=when.planned_at,
        send_at=when.send_at,
    )
