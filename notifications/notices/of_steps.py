"""Notices of what happened: an event's action says which roles hear of it, whoever took the step
is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from engine.cases.events import CORRECTED, OPENED, Event
from engine.cases.role_holders import Circle
from engine.days.calendar import local_day
from engine.definitions import machine
from engine.storage.session import Session
from notifications.notices import store
from notifications.notices.addressed import addressed
from notifications.notices.mail_days import MailDays
from notifications.notices.moved_on import plan_moved_on
from notifications.notices.named_bodies import Named, named_bodies
from notifications.notices.notices import NoticeKind, Planned, PlannedWhen
from notifications.notices.of_corrected import plan_corrected
from notifications.notices.quiet import after_quiet
from notifications.notices.told_linked import shared_by, tell_linked
from notifications.notices.told_of import ToTell, read_happened, step_of, to_tell
from workflows.deviations.answers import ANSWER


def plan_steps(
    session: Session, events: Sequence[Event], mail_days: dict[int, MailDays], now: datetime
) -> int:
    """Plan who hears of these events; take back what was planned for steps that these events
    correct."""
    steps = [event for event in events if event.kind != CORRECTED and not event.quiet]
    planned = store.add(session, _of_steps(session, steps, mail_days, now))
    corrections = [event for event in events if event.kind == CORRECTED]
    if corrections:
        planned += plan_corrected(session, corrections, mail_days, now)
    return planned


def _of_steps(
    session: Session, events: list[Event], mail_days: dict[int, MailDays], now: datetime
) -> list[Planned]:
    happened = read_happened(session, events) if events else []
    told = [*to_tell(session, happened), *tell_linked(session, happened)]
    when = {key: PlannedWhen(now, days.soon(now)) for key, days in mail_days.items()}
    wanted = plan_moved_on(session, happened, when)
    if not told:
        return after_quiet(session, wanted, now)
    first = min(local_day(each.event.at) for each in told)
    circle = Circle(session, [each.asked for each in told], first)
    named = named_bodies(session, told)
    having_address = addressed(session, (e.asked.case_id for e in told if e.reporting))
    for each in told:
        wanted += _to_persons(each, circle, named, when[each.asked.partnership_id])
        if each.asked.case_id in having_address and _hears_as_reporter(each):
            wanted.append(_to_reporter(each, when[each.asked.partnership_id]))
    return after_quiet(session, wanted, now)


def _to_persons(told: ToTell, circle: Circle, named: Named, when: PlannedWhen) -> Iterable[Planned]:
    event = told.event
    roles: dict[int, tuple[str, ...]] = {}
    for role in told.roles:
        for person in _having(told, role, circle, named):
            if person != event.by:
                roles[person] = (*roles.get(person, ()), role)
    said = {held: {"roles": list(held), **_step(told)} for held in set(roles.values())}
    for person, held in sorted(roles.items()):
        yield _notice(NoticeKind.STEP, told, when, said[held], person)


def _having(told: ToTell, role: str, circle: Circle, named: Named) -> frozenset[int]:
    """Those who have the role; of a step that named bodies for it, who sits in one of those."""
    on = _heard_on(told.event)
    found = circle.having(told.asked, role, on)
    bodies = named.get((told.event.id, role))
    if bodies is None:
        return found
    return found & circle.sitting_in(told.asked.partnership_id, bodies, on)


def _heard_on(event: Event) -> date:
    """The day on which those are asked for who hear of it: of what came over from elsewhere that on
    which it did."""
    return local_day(event.recorded_at if event.parts.get("carried_from") else event.at)


def _hears_as_reporter(told: ToTell) -> bool:
    """Whether the address left with a report hears of it: when the reporter does, and of a report
    that came over from elsewhere where she did not hear there."""
    opened = told.event.kind == OPENED and not told.event.parts.get("told")
    return opened or told.reporting in told.roles


def _to_reporter(told: ToTell, when: PlannedWhen) -> Planned:
    to_read, opened = _to_read(told), told.event.kind == OPENED
    asks = (opened or bool(to_read)) and _asks_reporter(told)
    data = _step(told) | {"asks": asks, "answers": told.answered or ANSWER in to_read}
    if opened:
        return _notice(NoticeKind.RECEIVED, told, when, data, None)
    kind = NoticeKind.ANSWERED if told.answered or to_read else NoticeKind.STEP
    return _notice(kind, told, when, data, None)


def _asks_reporter(told: ToTell) -> bool:
    """Whether from this step on the case waits for whoever reported."""
    event = told.event
    if told.through or event.from_state == event.to_state:
        return False
    return machine.waited_for(told.asked.definition, event.to_state) == told.reporting


def _to_read(told: ToTell) -> set[str]:
    """The fields that the step filled and whoever reported may read."""
    definition = told.asked.definition
    fields = {n: f for n, f in definition.fields.items() if not f.type.links_cases}
    changes = told.event.parts.get("changes", {})
    changed = fields.keys() & {name for name, (_old, new) in changes.items() if new}
    if told.through:
        changed &= shared_by(definition, told.through.link)
    return {name for name in changed if told.reporting in fields[name].visible_to}


def _step(told: ToTell) -> dict[str, Any]:
    step = step_of(told.event)
    if told.through is None:
        return step
    return step | {"through": told.asked.case_id, "done": list(told.through.done)}


def _notice(
    kind: NoticeKind, told: ToTell, when: PlannedWhen, data: dict[str, Any], person: int | None
) -> Planned:
    event, whom = told.event, "contact" if person is None else str(person)
    if person is None and told.through:
        whom = f"contact-{told.asked.case_id}"
    return Planned(
        key=f"{kind}:{event.id}:{whom}",
        kind=kind,
        occurrence=str(event.seq),
        partnership_id=told.asked.partnership_id,
        case_id=event.case_id,
        event_id=event.id,
        person_id=person,
        contact_id=told.asked.case_id if person is None else None,
        data=data,
        planned_at=when.planned_at,
        send_at=when.send_at,
    )
