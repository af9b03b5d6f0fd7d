"""Every mail that will be sent, to whom, when and why: the planner played forward and undone
again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from engine.days.calendar import local_day
from engine.language.sentences import Sentence, _, n_
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.letters.letters import (
    DigestLetter,
    Letter,
    MeetingLetter,
    NoticesLetter,
    Pointless,
)
from notifications.notices.bundles import QUIET
from notifications.notices.mail_days import offices
from notifications.notices.milestones import label
from notifications.notices.notices import NoticeKind
from notifications.outbox import deliveries
from notifications.outbox.deliveries import Delivery, DeliveryState
from notifications.sending import compose
from notifications.sending.tick import planned_at

LONGEST = 400  # days

_delivery = Delivery.__table__  # type: ignore[attr-defined]
_NEWEST = Statement(select(func.coalesce(func.max(_delivery.c.id), 0)))
_NEW = Statement(
    select(*(_delivery.c[n] for n in ("id", "kind", "partnership_id", "person_id", "contact_id")))
    .where(_delivery.c.id > bindparam("after"))
    .order_by(_delivery.c.id)
)
_WAITING = Statement(
    select(*(_delivery.c[n] for n in ("id", "kind", "partnership_id", "person_id", "contact_id")))
    .where(_delivery.c.state == DeliveryState.QUEUED)
    .order_by(_delivery.c.id)
)
_SENT = Statement(
    update(_delivery)
    .where(_delivery.c.id == bindparam("_id"))
    .values(state=bindparam("state"), sent_at=bindparam("at"))
)


class Forecast(NamedTuple):
    """A mail that will be sent if nothing changes: when, to whom, about what, why."""

    at: datetime
    name: str
    address: str
    kind: str
    why: Sentence
    refs: tuple[str, ...] = ()
    meeting: int | None = None


class _Mail(NamedTuple):
    id: int
    kind: str
    partnership_id: int
    person_id: int | None
    contact_id: int | None


def forecast(session: Session, now: datetime, until: date) -> list[Forecast]:
    """Every mail that will be sent from now to the end of that day; nothing of the rehearsal
    stays in the database.

    It holds the database's write transaction as long as it plays; a whole year of one partnership
    takes some seconds.
    """
    until = min(until, local_day(now) + timedelta(days=LONGEST))
    found: list[Forecast] = []
    with session.savepoint(keep=False):
        waiting = [_Mail(*row) for row in session.rows(_WAITING)]
        found += _sent(session, waiting, now)
        for moment in _moments(session, now, until):
            before = session.value(_NEWEST)
            if planned_at(session, moment, host=deliveries.HOST):
                found += _sent(
                    session, [_Mail(*row) for row in session.rows(_NEW, {"after": before})], moment
                )
    return found


def _moments(session: Session, now: datetime, until: date) -> Iterator[datetime]:
    """When something may fall due: now, when a quiet hour ends, and at each partnership's hour
    on each day it is open."""
    known = offices(session).values()
    days = [local_day(now) + timedelta(days=n) for n in range((until - local_day(now)).days + 1)]
    hours = {
        office.opens(day) for office in known for day in days if office.calendar.is_working(day)
    }
    moments = {now, now + QUIET} | {moment for hour in hours for moment in (hour, hour + QUIET)}
    yield from sorted(moment for moment in moments if moment >= now and local_day(moment) <= until)


def _sent(session: Session, mails: list[_Mail], at: datetime) -> Iterator[Forecast]:
    """What these mails would be, as if they were sent at that moment."""
    letters = compose.letters_for(session, mails, at) if mails else {}
    for mail in mails:
        letter = letters[mail.id]
        state = DeliveryState.CANCELLED if isinstance(letter, Pointless) else DeliveryState.SENT
        session.run(_SENT, {"_id": mail.id, "state": state.value, "at": at})
        if not isinstance(letter, Pointless):
            compose.settle(session, mail.id, at)
            yield _told(letter, mail, at)


def _told(letter: Letter, mail: _Mail, at: datetime) -> Forecast:
    name, address = letter.recipient.name, letter.recipient.address
    match letter:
        case DigestLetter():
            refs = tuple(line.ref for line in (*letter.late, *letter.waits))
            return Forecast(at, name, address, mail.kind, _("The weekly digest."), refs)
        case NoticesLetter():
            refs = tuple(line.ref for line in letter.lines)
            reasons = [reason for line in letter.lines for reason in line.reasons]
            why = (
                reasons[0]
                if len(reasons) == 1
                else n_("One thing to know.", "{n} things to know.", len(reasons))
            )
            return Forecast(at, name, address, mail.kind, why, refs)
        case MeetingLetter():
            return Forecast(at, name, address, letter.what, _meeting(letter), (), letter.meeting.id)
        case _:
            return Forecast(
                at,
                name,
                address,
                letter.what,
                _("News for whoever reported {ref}.", ref=letter.ref),
                (letter.ref,),
            )


def _meeting(letter: MeetingLetter) -> Sentence:
    bodies, day = list(letter.meeting.bodies), letter.meeting.day
    match letter.what:
        case NoticeKind.MEETING_MOVED:
            return _("The meeting of {bodies} was moved to {day}.", bodies=bodies, day=day)
        case NoticeKind.MEETING_CANCELLED:
            return _("The meeting of {bodies} on {day} was cancelled.", bodies=bodies, day=day)
        case _:
            milestone = label(letter.what)
            return _(
                "{milestone}: the meeting of {bodies} on {day}.",
                milestone=milestone,
                bodies=bodies,
                day=day,
            )
