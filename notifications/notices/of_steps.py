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
from engine.cases.role_matcher import matcher
from engine.days.calendar import local_day
from engine.definitions import machine, versions
from engine.definitions.model import Definition
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import store
from notifications.notices.mail_days import MailDays
from notifications.notices.notices import (
    CancelReason,
    NoticeKind,
    NoticeState,
    Planned,
    PlannedWhen,
)
from notifications.notices.quiet import after_quiet
from workflows.deviations.contacts import Contact

_contact = table_of(Contact)
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


# The steps that were taken back, by case and number, with the event that did.
Mistaken = dict[tuple[int | None, str], Event]


class ToTell(NamedTuple):
    """An event, and whom the definition tells of it; `reporting` is the role of whoever opened
    the case, where that may have been somebody without an account."""

    event: Event
    asked: Asked
    roles: tuple[str, ...]
    reporting: str | None


def plan_steps(
    session: Session, events: Sequence[Event], mail_days: dict[int, MailDays], now: datetime
) -> int:
    """Plan who hears of these events; take back what was planned for steps that these events
    correct."""
    steps = [event for event in events if event.kind != CORRECTED and not event.quiet]
    planned = store.add(session, _of_steps(session, steps, mail_days, now))
    corrections = [event for event in events if event.kind == CORRECTED]
    if corrections:
        planned += _plan_corrections(session, corrections, mail_days, now)
    return planned


def _of_steps(
    session: Session, events: list[Event], mail_days: dict[int, MailDays], now: datetime
) -> list[Planned]:
    told = _to_tell(session, events) if events else []
    if not told:
        return []
    first = min(local_day(each.event.at) for each in told)
    circle = Circle(session, [each.asked for each in told], first)
    addressed = _addressed(session, told)
    when = {key: PlannedWhen(now, days.soon(now)) for key, days in mail_days.items()}
    wanted: list[Planned] = []
    for each in told:
        wanted += _to_persons(each, circle, when[each.asked.partnership_id])
        if each.asked.case_id in addressed and _hears_as_reporter(each, circle):
            wanted.append(_to_reporter(each, when[each.asked.partnership_id]))
    return after_quiet(session, wanted, now)


def _addressed(session: Session, told: list[ToTell]) -> set[int]:
    """The cases whose reporter left an address."""
    reported = sorted({each.asked.case_id for each in told if each.reporting})
    return {row[0] for row in session.rows(_ADDRESSED, {"cases": reported})} if reported else set()


def _to_tell(session: Session, events: Sequence[Event]) -> list[ToTell]:
    """The events that somebody is to hear of."""
    numbers = sorted({event.case_id for event in events})
    cases = {row[0]: row for row in session.rows(_CASES, {"cases": numbers})}
    told = []
    for event in events:
        case_id, definition_id, partnership_id = cases[event.case_id]
        definition = versions.by_id(session, definition_id)
        roles, reporting = _roles(definition, event), _reporting(definition)
        if roles or (reporting and event.kind == OPENED):
            everyone = (*roles, reporting) if reporting else roles
            asked = Asked(case_id, partnership_id, definition, everyone)
            told.append(ToTell(event, asked, roles, reporting))
    return told


def _roles(definition: Definition, event: Event) -> tuple[str, ...]:
    if event.kind == OPENED:
        return definition.opening.tells
    action = machine.action(definition, event.from_state or "", event.action)
    return action.tells if action else ()


def _reporting(definition: Definition) -> str | None:
    """The role of whoever opened the case, where anyone may open one; an address may stand for
    that person."""
    link = definition.opening.person
    if link is None:
        return None
    roles = definition.roles.values()
    return next((r.name for r in roles if matcher(r).person_link and r.value == link), None)


def _to_persons(told: ToTell, circle: Circle, when: PlannedWhen) -> Iterable[Planned]:
    event = told.event
    roles: dict[int, tuple[str, ...]] = {}
    for role in told.roles:
        for person in circle.having(told.asked, role, local_day(event.at)):
            if person != event.by:
                roles[person] = (*roles.get(person, ()), role)
    said = {held: {"roles": list(held), **_step(event)} for held in set(roles.values())}
    for person, held in sorted(roles.items()):
        yield _notice(NoticeKind.STEP, told, when, said[held], person)


def _hears_as_reporter(told: ToTell, circle: Circle) -> bool:
    """Whether the address left with a report hears of it: when the reporter does, and is no
    person we know."""
    role = told.reporting
    if role is None or circle.having(told.asked, role, local_day(told.event.at)):
        return False
    return told.event.kind == OPENED or role in told.roles


def _to_reporter(told: ToTell, when: PlannedWhen) -> Planned:
    data = _step(told.event) | {"asks": _asks_reporter(told)}
    return _notice(_for_reporter(told), told, when, data, None)


def _asks_reporter(told: ToTell) -> bool:
    """Whether the case now waits for something that only whoever reported can write."""
    possible = machine.possible(told.asked.definition, told.event.to_state)
    return any(action.needs and told.reporting in action.who for action in possible)


def _for_reporter(told: ToTell) -> NoticeKind:
    """What the event is to whoever reported: a receipt, something to read, or a step."""
    if told.event.kind == OPENED:
        return NoticeKind.RECEIVED
    fields = told.asked.definition.fields
    changed = [fields[name] for name in told.event.parts.get("changes", {}) if name in fields]
    to_read = any(told.reporting in field.visible_to for field in changed)
    return NoticeKind.ANSWERED if to_read else NoticeKind.STEP


def _step(event: Event) -> dict[str, Any]:
    on = local_day(event.at).isoformat()
    return {"action": event.action, "from": event.from_state, "to": event.to_state, "on": on}


def _notice(
    kind: NoticeKind, told: ToTell, when: PlannedWhen, data: dict[str, Any], person: int | None
) -> Planned:
    event = told.event
    return Planned(
        key=f"{kind}:{event.id}:{'contact' if person is None else person}",
        kind=kind,
        occurrence=str(event.seq),
        partnership_id=told.asked.partnership_id,
        case_id=event.case_id,
        event_id=event.id,
        person_id=person,
        contact_id=event.case_id if person is None else None,
        data=data,
        planned_at=when.planned_at,
        send_at=when.send_at,
    )


def _plan_corrections(
    session: Session, corrections: list[Event], mail_days: dict[int, MailDays], now: datetime
) -> int:
    """What was planned for a step that was taken back is cancelled; who was told already hears
    that it was taken back."""
    mistaken: Mistaken = {(e.case_id, str(e.parts["corrects"])): e for e in corrections}
    waiting = [n.id for n in _of_mistaken(session, mistaken) if n.waits]
    store.cancel(session, waiting, CancelReason.CORRECTED, now)
    wanted = []
    for notice in _of_mistaken(session, mistaken):
        event = mistaken[_step_of(notice)]
        heard = notice.state != NoticeState.CANCELLED and notice.kind != NoticeKind.CORRECTED
        if heard and (notice.person_id is None or notice.person_id != event.by):
            when = PlannedWhen(now, mail_days[notice.partnership_id].soon(now))
            wanted.append(_correction(event, notice, when))
    return store.add(session, wanted)


def _of_mistaken(session: Session, mistaken: Mistaken) -> list[Planned]:
    """The notices of these steps, in whatever state."""
    cases, occurrences = {e.case_id for e in mistaken.values()}, {seq for _case, seq in mistaken}
    known = store.of_steps(session, cases, occurrences)
    return [n for n in known if n.event_id is not None and _step_of(n) in mistaken]


def _step_of(notice: Planned) -> tuple[int | None, str]:
    return notice.case_id, notice.occurrence


def _correction(event: Event, told: Planned, when: PlannedWhen) -> Planned:
    whom = "contact" if told.person_id is None else told.person_id
    return told._replace(
        id=0,
        key=f"{NoticeKind.CORRECTED}:{event.id}:{whom}",
        kind=NoticeKind.CORRECTED,
        occurrence=str(event.seq),
        event_id=event.id,
        state=NoticeState.PLANNED,
        planned_at=when.planned_at,
        send_at=when.send_at,
        delivery_id=None,
    )
