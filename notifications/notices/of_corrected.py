"""Notices of corrections: what was planned for a step that was taken back is cancelled; who was
told of it, here or before the case came over, and who had taken it, hear that it was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from engine.cases.events import Event, events_of_cases
from engine.cases.role_holders import Asked, Circle
from engine.days.calendar import local_day
from engine.storage.session import Session
from notifications.notices import store
from notifications.notices.addressed import addressed
from notifications.notices.mail_days import MailDays
from notifications.notices.notices import (
    CancelReason,
    NoticeKind,
    NoticeState,
    Planned,
    PlannedWhen,
)
from notifications.notices.told_of import read_happened, step_of
from workflows.deviations import heard
from workflows.deviations.reports import REPORTER

# The steps that were taken back, by case and number, with the event that did.
Mistaken = dict[tuple[int | None, str], Event]


def plan_corrected(
    session: Session, corrections: Sequence[Event], mail_days: dict[int, MailDays], now: datetime
) -> int:
    """Plan who hears that a step was taken back, once for each person and correction."""
    mistaken: Mistaken = {(e.case_id, str(e.parts["corrects"])): e for e in corrections}
    waiting = [n.id for n in _of_mistaken(session, mistaken) if n.waits]
    store.cancel(session, waiting, CancelReason.CORRECTED, now)
    when = {key: PlannedWhen(now, days.soon(now)) for key, days in mail_days.items()}
    steps = _steps(session, mistaken)
    wanted = [
        *_to_those_told(session, mistaken, when),
        *_to_whose_step(session, steps, mistaken, when),
    ]
    wanted += _told_before(session, _heard_before(session, steps, mistaken), mistaken, when)
    return store.add(session, wanted)


def _to_those_told(
    session: Session, mistaken: Mistaken, when: dict[int, PlannedWhen]
) -> Iterator[Planned]:
    found = [n for n in _of_mistaken(session, mistaken) if n.kind != NoticeKind.CORRECTED]
    read = _read_by_reporters(session, found)
    for notice in found:
        event = mistaken[_step_of(notice)]
        told = notice.waits or notice.heard or notice.id in read
        if told and (notice.person_id is None or notice.person_id != event.by):
            yield _correction(event, notice, when[notice.partnership_id])


def _read_by_reporters(session: Session, notices: Sequence[Planned]) -> set[int]:
    """Those that no mail told whoever reported of, as she had read on her page what they are of."""
    steps = {n.id: n.event_id for n in notices if _is_to_reporter(n) and n.event_id is not None}
    read = heard.reached(session, set(steps.values())) if steps else {}
    return {number for number, step in steps.items() if read.get(step)}


def _is_to_reporter(notice: Planned) -> bool:
    return notice.contact_id is not None or REPORTER in notice.data.get("roles", ())


def _to_whose_step(
    session: Session, steps: Iterable[Event], mistaken: Mistaken, when: dict[int, PlannedWhen]
) -> Iterator[Planned]:
    """Whoever took the step, unless it was old news or is taken back by the same person."""
    news = [step for step in steps if not step.quiet]
    for step, asked, _action in read_happened(session, news):
        event = mistaken[step.case_id, str(step.seq)]
        if step.by is not None and step.by != event.by:
            now = when[asked.partnership_id]
            yield _correction(event, _told(step, asked, now, person=step.by), now)


def _told_before(
    session: Session, steps: Sequence[Event], mistaken: Mistaken, when: dict[int, PlannedWhen]
) -> Iterator[Planned]:
    """Whoever reported, of steps that no notice here tells of: at the address that came over with
    the case, or at her account, which hears from elsewhere what was taken back there."""
    having = addressed(session, (step.case_id for step in steps))
    for step, asked, _action in read_happened(session, steps):
        event, now = mistaken[step.case_id, str(step.seq)], when[asked.partnership_id]
        if step.case_id in having:
            yield _correction(event, _told(step, asked, now), now)
        if not event.parts.get("carried"):
            for person in _accounts(session, asked, event) - {event.by}:
                told = _told(step, asked, now, person=person)
                hers = told.data | {"roles": [asked.definition.reporting_role]}
                yield _correction(event, told._replace(data=hers), now)


def _heard_before(session: Session, steps: Iterable[Event], mistaken: Mistaken) -> list[Event]:
    """Those of these steps that whoever reported had heard of before the case came over from
    elsewhere, and that no mail from there told her were taken back."""
    came = {s.id: s for s in steps if s.parts.get("carried")}
    back = {mistaken[s.case_id, str(s.seq)].id: s.id for s in came.values()}
    if not came:
        return []
    known = {back[number] for number in heard.told(session, back)}
    return [came[number] for number in heard.reached(session, came) if number not in known]


def _accounts(session: Session, asked: Asked, event: Event) -> frozenset[int]:
    """Whoever reported the case, where she has an account."""
    role, on = asked.definition.reporting_role, local_day(event.at)
    if role is None:
        return frozenset()
    asked = asked._replace(roles=(role,))
    return Circle(session, [asked], on).having(asked, role, on)


def _told(step: Event, asked: Asked, when: PlannedWhen, *, person: int | None = None) -> Planned:
    """The step as that person is told of it, or the address left with the case."""
    return Planned(
        key="",
        kind=NoticeKind.STEP,
        occurrence="",
        partnership_id=asked.partnership_id,
        data={"roles": [], **step_of(step)},
        planned_at=when.planned_at,
        send_at=when.send_at,
        case_id=step.case_id,
        person_id=person,
        contact_id=step.case_id if person is None else None,
    )


def _steps(session: Session, mistaken: Mistaken) -> list[Event]:
    """The steps themselves."""
    known = events_of_cases(session, {event.case_id for event in mistaken.values()})
    return [
        step
        for told in known.values()
        for step in told
        if (step.case_id, str(step.seq)) in mistaken
    ]


def _of_mistaken(session: Session, mistaken: Mistaken) -> list[Planned]:
    """The notices of these steps, in whatever state."""
    cases, occurrences = {e.case_id for e in mistaken.values()}, {seq for _case, seq in mistaken}
    known = store.of_steps(session, cases, occurrences)
    return [n for n in known if n.event_id is not None and _step_of(n) in mistaken]


def _step_of(notice: Planned) -> tuple[int | None, str]:
    return notice.case_id, notice.occurrence


def _correction(event: Event, told: Planned, when: PlannedWhen) -> Planned:
    whom = f"contact-{told.contact_id}" if told.person_id is None else told.person_id
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
        reason="",
    )
