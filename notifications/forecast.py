"""Every mail that will be sent, to whom, when and why: the planner played forward and undone
again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select, update

from engine.days.calendar import local_day
from engine.errors import BadInput
from engine.language.sentences import Sentence, _, n_
from engine.people import rights
from engine.people.actors import Actor
from engine.storage.aside import aside
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest.tables import DigestEntry, DigestRun
from notifications.letters.letters import (
    DigestLetter,
    Letter,
    LoginLetter,
    MeetingLetter,
    NoticesLetter,
    Pointless,
    ReporterLetter,
)
from notifications.notices.kinds import KINDS
from notifications.notices.mail_days import mail_days
from notifications.notices.notices import Cursor, Notice
from notifications.notices.quiet import QUIET
from notifications.outbox import deliveries
from notifications.outbox.deliveries import Delivery, DeliveryKind, DeliveryState
from notifications.sending import compose
from notifications.sending.planned_again import plan_again
from notifications.sending.tick import planned_at
from workflows.deviations.heard import Heard

LONGEST = 400  # days
WRITTEN = (Notice, Cursor, Delivery, DigestRun, DigestEntry, Heard)

SOON = timedelta(days=4)  # after the longest weekend what is asked for now has gone
_delivery = table_of(Delivery)
_NEWEST = Statement(select(func.coalesce(func.max(_delivery.c.id), 0)))
_READ = ("id", "kind", "key", "partnership_id", "person_id", "contact_id")
# a link that somebody waits for is no news, and gone before anybody reads of it here
_MAILS = (
    select(*(_delivery.c[name] for name in _READ))
    .where(_delivery.c.kind != DeliveryKind.LOGIN)
    .order_by(_delivery.c.id)
)
_NEW = Statement(_MAILS.where(_delivery.c.id > bindparam("after")))
_WAITING = Statement(_MAILS.where(_delivery.c.state == DeliveryState.QUEUED))
_SENT = Statement(
    update(_delivery)
    .where(any_of(_delivery.c.id, "ids"))
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


class _Said(NamedTuple):
    """What a letter is about; `kind` where the letter itself is of several kinds."""

    why: Sentence
    refs: tuple[str, ...] = ()
    meeting: int | None = None
    kind: str = ""


class _Mail(NamedTuple):
    id: int
    kind: str
    key: str
    partnership_id: int
    person_id: int | None
    contact_id: int | None
    doubtful: bool = False  # it waits, and was not tried


def forecast(session: Session, now: datetime, until: date, reader: Actor) -> list[Forecast]:
    """Every mail that will be sent from now to the end of that day, to the people whom the reader
    keeps; nothing of the rehearsal stays in the database.

    It plays on copies, so that nobody waits for it; a whole year of one partnership takes some
    seconds. BadInput for a day that has passed.
    """
    if until < local_day(now):
        raise BadInput(_("{day} has passed; a forecast is of days to come.", day=until))
    until = min(until, local_day(now) + timedelta(days=LONGEST))
    kept = rights.kept_by(reader, rights.PEOPLE, mail_days(session), local_day(now))
    found: list[Forecast] = []
    with aside(session, WRITTEN):
        waiting = [_Mail(*row) for row in session.rows(_WAITING)]
        found += _sent(session, waiting, now, kept)
        plan_again(session, now)
        for moment in _moments(session, now, until):
            before = session.value(_NEWEST)
            if planned_at(session, moment, host=deliveries.HOST):
                new = [_Mail(*row) for row in session.rows(_NEW, {"after": before})]
                found += _sent(session, new, moment, kept)
    return found


def forecast_change(
    session: Session, change: Callable[[], object], now: datetime, reader: Actor
) -> list[Forecast]:
    """The mails that go within some days because of a change, to the people whom the reader keeps:
    those that would not go without it, or not in these words. Refuses as the change does; nothing
    of it is kept."""
    anyhow = _rehearsed(session, lambda: None, now, reader)
    return [each for each in _rehearsed(session, change, now, reader) if each not in anyhow]


def _rehearsed(
    session: Session, change: Callable[[], object], now: datetime, reader: Actor
) -> list[Forecast]:
    """The mails that go within some days once this is done, which is not kept."""
    kept = rights.kept_by(reader, rights.PEOPLE, mail_days(session), local_day(now))
    found: list[Forecast] = []
    with session.savepoint(keep=False):
        change()
        plan_again(session, now)
        for moment in _moments(session, now, local_day(now) + SOON):
            before = session.value(_NEWEST)
            if planned_at(session, moment, host=deliveries.HOST):
                new = [_Mail(*row) for row in session.rows(_NEW, {"after": before})]
                found += _sent(session, new, moment, kept)
    return found


def _moments(session: Session, now: datetime, until: date) -> Iterator[datetime]:
    """When something may fall due: now, when a quiet hour ends, and at each partnership's hour
    on each day it sends."""
    days = [local_day(now) + timedelta(days=n) for n in range((until - local_day(now)).days + 1)]
    hours = {
        known.hour_of(day)
        for known in mail_days(session).values()
        for day in days
        if known.calendar.is_working(day)
    }
    moments = {now, now + QUIET} | {moment for hour in hours for moment in (hour, hour + QUIET)}
    yield from sorted(moment for moment in moments if moment >= now and local_day(moment) <= until)


def _sent(session: Session, mails: list[_Mail], at: datetime, kept: set[int]) -> Iterator[Forecast]:
    """What these mails would be, as if they were sent at that moment; told are those of the
    partnerships that are kept."""
    letters = compose.letters_for(session, mails, at) if mails else {}
    by_state = {DeliveryState.SENT: list[_Mail](), DeliveryState.CANCELLED: list[_Mail]()}
    for mail in mails:
        letter = letters[mail.id]
        if isinstance(letter, Pointless):
            by_state[DeliveryState.CANCELLED].append(mail)
            continue
        by_state[DeliveryState.SENT].append(mail)
        if mail.partnership_id in kept:
            yield _told(letter, mail, at)
    for state, those in by_state.items():
        session.run(_SENT, {"ids": [mail.id for mail in those], "state": state.value, "at": at})
    compose.settle(session, by_state[DeliveryState.SENT], at)


def _told(letter: Letter, mail: _Mail, at: datetime) -> Forecast:
    said, recipient = _said(letter), letter.recipient
    reporter = mail.contact_id is not None  # where a reporter is answered is nobody's business
    return Forecast(
        at=at,
        name="" if reporter else recipient.name,
        address="" if reporter else recipient.address,
        kind=said.kind or mail.kind,
        why=said.why,
        refs=said.refs,
        meeting=said.meeting,
    )


def _said(letter: Letter) -> _Said:
    match letter:
        case DigestLetter():
            lines = (*letter.late, *letter.waits)
            return _Said(_("The weekly digest."), tuple(line.ref for line in lines))
        case NoticesLetter():
            reasons = [reason for line in letter.lines for reason in line.reasons]
            several = n_("One update.", "{n} updates.", len(reasons))
            refs = tuple(line.ref for line in letter.lines)
            return _Said(reasons[0] if len(reasons) == 1 else several, refs)
        case MeetingLetter():
            meeting, words = letter.meeting, KINDS[letter.what].meeting_words
            why = words(letter.what, list(meeting.bodies), meeting.day)
            return _Said(why, meeting=meeting.id, kind=letter.what)
        case ReporterLetter():
            why = _("News about report {ref}.", ref=letter.ref)
            return _Said(why, (letter.ref,), kind=letter.what)
        case LoginLetter():
            return _Said(_("A link to log in."))
