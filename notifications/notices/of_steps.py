"""Notices of what happened: an event's action says which roles hear of it, whoever took the step
is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from engine.cases.events import CORRECTED, OPENED, Event
from engine.cases.records import case_table
from engine.cases.role_holders import Asked, Circle
from engine.days.calendar import local_day
from engine.definitions import versions
from engine.definitions.model import Definition, RoleKind
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.notices import notices
from notifications.notices.mail_days import Office
from notifications.notices.notices import NoticeKind, NoticeState, Planned, Reason
from workflows.deviations.contacts import Contact

_contact = Contact.__table__  # type: ignore[attr-defined]
_CASES = Statement(
    select(case_table.c.id, case_table.c.definition_id, case_table.c.partnership_id).where(
        any_of(case_table.c.id, "cases")
    )
)
_ADDRESSED = Statement(
    select(_contact.c.case_id).where(
        any_of(_contact.c.case_id, "cases"),
        _contact.c.email.is_not(None),
        _contact.c.removed_at.is_(None),
    )
)


class Told(NamedTuple):
    """An event, and whom the definition tells of it."""

    event: Event
    asked: Asked
    roles: tuple[str, ...]


def plan_steps(
    session: Session, events: Sequence[Event], offices: dict[int, Office], now: datetime
) -> int:
    """Plan who hears of these events; take back what was planned for steps that these events
    correct."""
    planned = notices.add(
        session,
        _of_steps(
            session, [e for e in events if e.kind != CORRECTED and not e.quiet], offices, now
        ),
    )
    corrections = [e for e in events if e.kind == CORRECTED]
    return planned + (_plan_corrections(session, corrections, offices, now) if corrections else 0)


def _of_steps(
    session: Session, events: list[Event], offices: dict[int, Office], now: datetime
) -> list[Planned]:
    told = _told(session, events)
    if not told:
        return []
    circle = Circle(
        session, [each.asked for each in told], min(local_day(each.event.at) for each in told)
    )
    reported = [each.asked.case_id for each in told if _reporting(each.asked.definition)]
    addressed = (
        {row[0] for row in session.rows(_ADDRESSED, {"cases": sorted(set(reported))})}
        if reported
        else set()
    )
    wanted: list[Planned] = []
    for each in told:
        send_at = offices[each.asked.partnership_id].soon(now)
        wanted += _to_persons(each, circle, send_at, now)
        if each.asked.case_id in addressed and _to_contact(each, circle):
            wanted.append(_contact_notice(each, send_at, now))
    return wanted


def _told(session: Session, events: Iterable[Event]) -> list[Told]:
    """The events that somebody is to hear of, with the roles that hear."""
    events = list(events)
    cases = (
        {
            row[0]: row
            for row in session.rows(_CASES, {"cases": sorted({e.case_id for e in events})})
        }
        if events
        else {}
    )
    told = []
    for event in events:
        case_id, definition_id, partnership_id = cases[event.case_id]
        definition = versions.by_id(session, definition_id)
        roles, reporting = _roles(definition, event), _reporting(definition)
        if roles or (reporting and event.kind == OPENED):
            everyone = (*roles, reporting) if reporting else roles
            told.append(Told(event, Asked(case_id, partnership_id, definition, everyone), roles))
    return told


def _roles(definition: Definition, event: Event) -> tuple[str, ...]:
    if event.kind == OPENED:
        return definition.opening.tells
    action = definition.action(event.from_state or "", event.action)
    return action.tells if action else ()


def _to_persons(told: Told, circle: Circle, send_at: datetime, now: datetime) -> list[Planned]:
    event, asked, names = told
    roles: dict[int, list[str]] = {}
    for role in names:
        for person in circle.having(asked, role, local_day(event.at)):
            if person != event.by:
                roles.setdefault(person, []).append(role)
    return [
        _notice(NoticeKind.STEP, told, send_at, now, {"roles": held}, person=person)
        for person, held in sorted(roles.items())
    ]


def _reporting(definition: Definition) -> str | None:
    """The role of whoever opened the case, where anyone may open one; an address may stand for
    that person."""
    link = definition.opening.person
    return next(
        (
            r.name
            for r in definition.roles.values()
            if r.found_by is RoleKind.PERSON and r.value == link
        ),
        None,
    )


def _to_contact(told: Told, circle: Circle) -> bool:
    """Whether the address left with a report hears of it: when the reporter does, and is no
    person we know."""
    role = _reporting(told.asked.definition)
    if role is None or circle.having(told.asked, role, local_day(told.event.at)):
        return False
    return told.event.kind == OPENED or role in told.roles


def _contact_notice(told: Told, send_at: datetime, now: datetime) -> Planned:
    event, definition = told.event, told.asked.definition
    if event.kind == OPENED:
        return _notice(NoticeKind.RECEIVED, told, send_at, now, {})
    role = _reporting(definition)
    changed = event.parts.get("changes", {})
    to_read = any(
        role in definition.fields[name].visible_to for name in changed if name in definition.fields
    )
    return _notice(NoticeKind.ANSWERED if to_read else NoticeKind.STEP, told, send_at, now, {})


def _notice(
    kind: NoticeKind,
    told: Told,
    send_at: datetime,
    now: datetime,
    data: dict[str, Any],
    person: int | None = None,
) -> Planned:
    event, asked = told.event, told.asked
    whom = "contact" if person is None else str(person)
    data = {**data, "action": event.action, "from": event.from_state, "to": event.to_state}
    return Planned(
        0,
        f"{kind}:{event.id}:{whom}",
        kind,
        str(event.seq),
        asked.partnership_id,
        event.case_id,
        None,
        event.id,
        person,
        None if person else event.case_id,
        NoticeState.PLANNED,
        data,
        now,
        send_at,
    )


def _plan_corrections(
    session: Session, corrections: list[Event], offices: dict[int, Office], now: datetime
) -> int:
    """What was planned for a step that was taken back is cancelled; who was told already hears
    that it was taken back."""
    mistaken = {(e.case_id, str(e.parts["corrects"])): e for e in corrections}
    cases, occurrences = [case for case, _seq in mistaken], [seq for _case, seq in mistaken]
    known = [n for n in notices.of_steps(session, cases, occurrences) if _of(n, mistaken)]
    notices.cancel(
        session, [n.id for n in known if n.state == NoticeState.PLANNED], Reason.CORRECTED, now
    )
    left = [n for n in notices.of_steps(session, cases, occurrences) if _of(n, mistaken)]
    told = [n for n in left if n.state != NoticeState.CANCELLED and n.kind != NoticeKind.CORRECTED]
    return notices.add(
        session,
        [
            _correction(mistaken[_of(n, mistaken)], n, offices, now)
            for n in told
            if n.person_id is None or n.person_id != mistaken[_of(n, mistaken)].by
        ],
    )


def _of(notice: Planned, mistaken: dict[tuple[int, str], Event]) -> Any:
    key = (notice.case_id, notice.occurrence)
    return key if key in mistaken and notice.event_id is not None else None


def _correction(event: Event, told: Planned, offices: dict[int, Office], now: datetime) -> Planned:
    whom = "contact" if told.person_id is None else str(told.person_id)
    return told._replace(
        id=0,
        key=f"{NoticeKind.CORRECTED}:{event.id}:{whom}",
        kind=NoticeKind.CORRECTED,
        occurrence=str(event.seq),
        event_id=event.id,
        state=NoticeState.PLANNED,
        planned_at=now,
        send_at=offices[told.partnership_id].soon(now),
        delivery_id=None,
    )
