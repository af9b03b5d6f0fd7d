"""Notices of corrections: what was planned for a step that was taken back is cancelled; who was
told of it, and who had taken it, hear that it was taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from engine.cases.events import Event, events_of_cases
from engine.storage.session import Session
from notifications.notices import store
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
    wanted = [*_to_those_told(session, mistaken, when), *_to_whose_step(session, mistaken, when)]
    return store.add(session, wanted)


def _to_those_told(
    session: Session, mistaken: Mistaken, when: dict[int, PlannedWhen]
) -> Iterator[Planned]:
    found = [n for n in _of_mistaken(session, mistaken) if n.kind != NoticeKind.CORRECTED]
    read = _read_by_reporters(session, found)
    for notice in found:
        event = mistaken[_step_of(notice)]
        told = notice.state != NoticeState.CANCELLED or notice.id in read
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
    session: Session, mistaken: Mistaken, when: dict[int, PlannedWhen]
) -> Iterator[Planned]:
    """Whoever took the step, unless it was old news or is taken back by the same person."""
    for step, asked, _action in read_happened(session, _steps(session, mistaken)):
        event = mistaken[step.case_id, str(step.seq)]
        if step.by is not None and step.by != event.by:
            planned_at, send_at = when[asked.partnership_id]
            told = Planned(
                key="",
                kind=NoticeKind.STEP,
                occurrence="",
                partnership_id=asked.partnership_id,
                data={"roles": [], **step_of(step)},
                planned_at=planned_at,
                send_at=send_at,
                case_id=step.case_id,
                person_id=step.by,
            )
            yield _correction(event, told, when[asked.partnership_id])


def _steps(session: Session, mistaken: Mistaken) -> list[Event]:
    """The steps themselves, without old news."""
    known = events_of_cases(session, {event.case_id for event in mistaken.values()})
    return [
        step
        for told in known.values()
        for step in told
        if (step.case_id, str(step.seq)) in mistaken and not step.quiet
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
