"""Bundles: what is due for one reader becomes one mail, however many reasons there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.notices import notices
from notifications.notices.mail_days import offices
from notifications.notices.notices import Planned, Reason
from notifications.outbox import deliveries
from notifications.outbox.deliveries import Delivery, DeliveryKind

PORTION = 20_000  # notices a round; one reader is split at most, and hears the rest an hour later
QUIET = timedelta(
    hours=1
)  # between two mails of notices to one person; what happens in it waits and is joined

_person, _delivery = Person.__table__, Delivery.__table__  # type: ignore[attr-defined]
_WITHOUT_MAIL = Statement(
    select(_person.c.id).where(any_of(_person.c.id, "persons"), _person.c.mail.is_(False))
)
_LATELY = Statement(
    select(_delivery.c.person_id, _delivery.c.partnership_id)
    .where(any_of(_delivery.c.person_id, "persons"), _delivery.c.kind == DeliveryKind.NOTICES)
    .where(_delivery.c.queued_at > bindparam("since"))
)
_SOME = Statement(
    select(notices.Notice.__table__.c.id)  # type: ignore[attr-defined]
    .where(notices.DUE_NOW)
    .limit(1)
)

Letterbox = tuple[
    DeliveryKind, int, int | None, int | None, int | None
]  # kind, partnership, person, contact, meeting


def bundle(session: Session, now: datetime, *, host: str = deliveries.HOST) -> int:
    """Put every notice whose time has come into a mail; returns how many mails are new.

    The mails wait for the sender.
    """
    if session.row(_SOME, {"now": now}) is None:
        return 0
    with session.begin():
        open_today = {office.id for office in offices(session).values() if office.open_on(now)}
        due = [
            notice
            for notice in notices.due(session, now, PORTION)
            if notice.partnership_id in open_today
        ]
        return sum(
            _queue(session, box, carried, now, host)
            for box, carried in _boxes(session, due, now).items()
        )


def _boxes(session: Session, due: list[Planned], now: datetime) -> dict[Letterbox, list[Planned]]:
    """The notices by the mail that is to carry them; those of people who want no mail are
    cancelled."""
    persons = sorted({notice.person_id for notice in due if notice.person_id is not None})
    silent = {row[0] for row in session.rows(_WITHOUT_MAIL, {"persons": persons})}
    lately = set(session.rows(_LATELY, {"persons": persons, "since": now - QUIET}))
    notices.cancel(session, [n.id for n in due if n.person_id in silent], Reason.MAIL_OFF, now)
    boxes: dict[Letterbox, list[Planned]] = defaultdict(list)
    for notice in due:
        box = _box(notice)
        waits = (
            box[0] is DeliveryKind.NOTICES and (notice.person_id, notice.partnership_id) in lately
        )
        if notice.person_id not in silent and not waits:
            boxes[box].append(notice)
    return boxes


def _box(notice: Planned) -> Letterbox:
    if notice.contact_id is not None:
        return DeliveryKind.REPORTER, notice.partnership_id, None, notice.contact_id, None
    if notice.meeting_id is not None:
        return (
            DeliveryKind.MEETING,
            notice.partnership_id,
            notice.person_id,
            None,
            notice.meeting_id,
        )
    return DeliveryKind.NOTICES, notice.partnership_id, notice.person_id, None, None


def _queue(
    session: Session, box: Letterbox, carried: Iterable[Planned], now: datetime, host: str
) -> bool:
    """One mail, named after the first notice it carries: whoever else tries the same at the same
    time gets none."""
    kind, partnership_id, person_id, contact_id, _meeting = box
    ids = [notice.id for notice in carried]
    first = min(carried, key=lambda notice: notice.id)
    key = f"{kind}:{first.id}:{first.planned_at.isoformat(timespec='microseconds')}"
    number = deliveries.queue(
        session,
        kind,
        key,
        partnership_id=partnership_id,
        person_id=person_id,
        contact_id=contact_id,
        now=now,
        host=host,
    )
    if number is not None:
        notices.attach(session, ids, number)
    return number is not None
