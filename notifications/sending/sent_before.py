"""What was mailed after the backup was made that the database was restored from, as the archive
knows: it counts as told, and is not mailed again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, update

from engine.cases.events import EventRecord
from engine.days.calendar import local_day
from engine.people.registry import partnerships
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest import runs
from notifications.digest.told import LookedAt
from notifications.letters.addressees import readers
from notifications.letters.marks import HEADER, mark_of_digest, marks_of
from notifications.notices import meetings_ahead, store
from notifications.notices.notices import Planned
from notifications.notices.told import tell_each
from notifications.outbox.archive import Archive
from notifications.outbox.deliveries import (
    DeliveryKind,
    DeliveryState,
    by_number,
    delivery_table,
)
from notifications.sending import compose, proof
from notifications.sending.hold import RestoredFrom

FOUND = "found in the archive"
A_DAY = timedelta(days=1)  # an archive may reckon days elsewhere


class WaitingMail(NamedTuple):
    """A mail that has not gone as far as the database knows."""

    id: int
    kind: str
    state: str
    key: str
    partnership_id: int
    person_id: int | None
    contact_id: int | None
    message_id: str


_event = table_of(EventRecord)
_LAST_BEFORE = Statement(
    select(func.coalesce(func.max(_event.c.id), 0)).where(
        _event.c.recorded_at <= bindparam("moment")
    )
)
_WAITING = (DeliveryState.QUEUED.value, DeliveryState.IN_DOUBT.value)
_UNSENT = Statement(
    select(*(delivery_table.c[name] for name in WaitingMail._fields))
    .where(any_of(delivery_table.c.state, "states"), delivery_table.c.lease_by.is_(None))
    .order_by(delivery_table.c.id)
)
_HOLD_UNSENT = Statement(
    select(
        by_number(
            any_of(delivery_table.c.state, "states"),
            delivery_table.c.lease_by.is_(None),
        ).c.id
    )
)
_SENT = Statement(
    update(delivery_table)
    .where(any_of(delivery_table.c.id, "ids"))
    .values(
        state=DeliveryState.SENT.value,
        sent_at=bindparam("sent_at", type_=delivery_table.c.sent_at.type),
        reply=FOUND,
    )
    .returning(delivery_table.c.id)
)


def settle_sent_before(
    session: Session, archive: Archive, restored: RestoredFrom, now: datetime
) -> int:
    """Count as told what the archive has of that which waits; how many mails need not go.

    Raises ArchiveAway where nobody could be asked.
    """
    with session.begin():
        unsent = _unsent(session)
    if not unsent:
        return 0
    known = known_marks(archive, restored)
    with session.begin():
        session.rows(_HOLD_UNSENT, {"states": list(_WAITING)})
        unsent = _unsent(session)
        told = _told(session, unsent, known, now)
        _make_anew(session, unsent, told, now)
        gone = told | _digests(session, unsent, known, restored.backup)
        return _settle(session, unsent, gone, now)


def known_marks(archive: Archive, restored: RestoredFrom) -> set[str]:
    """The marks of all that was mailed between the backup and the restoration."""
    first, last = local_day(restored.backup - A_DAY), local_day(restored.at + A_DAY)
    return archive.words_of(HEADER, first, last)


def _unsent(session: Session) -> list[WaitingMail]:
    """All but links to log in, which nobody waits for any more."""
    rows = session.rows(_UNSENT, {"states": list(_WAITING)})
    return [mail for mail in (WaitingMail(*row) for row in rows) if mail.kind != DeliveryKind.LOGIN]


def _told(
    session: Session, unsent: Sequence[WaitingMail], known: set[str], now: datetime
) -> set[int]:
    """Note as told what the archive knows of; the numbers of the mails that carried it."""
    mails = {mail.id: mail for mail in unsent if mail.kind != DeliveryKind.DIGEST}
    carried = store.carried(session, mails)
    addresses = _addresses(session, mails.values())
    meetings = _meetings(session, carried, now)
    marks = marks_of(session, carried, meetings, lambda n: addresses.get(n.delivery_id, ""))
    told = [notice for notice in carried if marks[notice.id] in known]
    if told:
        tell_each(session, (notice.id for notice in told))
        store.remember(session, _as_it_stands(told, meetings))
    return {notice.delivery_id for notice in told if notice.delivery_id is not None}


def _make_anew(
    session: Session, unsent: Sequence[WaitingMail], told: set[int], now: datetime
) -> None:
    """A mailbox that has a mail takes another of its name for the same. So what a mail of these was
    to tell and did not goes in one of its own, and so does a meeting that is not as it was when its
    mail was named after it."""
    changing = {mail.id for mail in unsent if mail.state == DeliveryState.QUEUED} - told
    carried = store.carried(session, told | changing)
    meetings = _meetings(session, carried, now)
    moved = [
        notice
        for notice in carried
        if notice.meeting_id and not meetings[notice.meeting_id].is_named_in(notice.data)
    ]
    store.remember(session, _as_it_stands(moved, meetings))
    left = (notice for notice in carried if notice.delivery_id in told)
    store.release(session, {notice.id for notice in (*left, *moved)})


def _meetings(
    session: Session, notices: Iterable[Planned], now: datetime
) -> dict[int, meetings_ahead.Coming]:
    numbers = (notice.meeting_id for notice in notices if notice.meeting_id is not None)
    return meetings_ahead.by_ids(session, numbers, local_day(now))


def _addresses(session: Session, mails: Iterable[WaitingMail]) -> dict[int | None, str]:
    known = list(mails)
    found = readers(
        session,
        (mail.person_id for mail in known if mail.person_id is not None),
        (mail.contact_id for mail in known if mail.contact_id is not None),
    )
    return {mail.id: who.address for mail in known if (who := found.of(mail)) is not None}


def _as_it_stands(
    notices: Iterable[Planned], meetings: Mapping[int, meetings_ahead.Coming]
) -> dict[int, dict[str, Any]]:
    """Which day of a meeting they tell: of what was told, so that only a later move is told as one;
    of what is to be, so that its mail is named after that day."""
    return {
        notice.id: notice.data | meetings[notice.meeting_id].told_as()
        for notice in notices
        if notice.meeting_id is not None
    }


def _digests(
    session: Session, unsent: Sequence[WaitingMail], known: set[str], backup: datetime
) -> set[int]:
    """The digests that the archive has, also those that would tell nothing as things stand. They
    told what had happened when the backup was made, and nothing of what is recorded since."""
    mails = {mail.id: mail for mail in unsent if mail.kind == DeliveryKind.DIGEST}
    addresses = _addresses(session, mails.values())
    keys = {each.number: each.key for each in partnerships(session)} if mails else {}
    gone = {
        digest.delivery_id
        for digest in runs.of_deliveries(session, [*mails])
        if mark_of_digest(
            keys[digest.partnership_id], digest.period, addresses.get(digest.delivery_id, "")
        )
        in known
    }
    if gone:
        until = session.value(_LAST_BEFORE, {"moment": backup})
        LookedAt(tuple(gone), until, empty=())(session)
    return gone


def _settle(session: Session, unsent: Sequence[WaitingMail], gone: set[int], now: datetime) -> int:
    values = {"ids": sorted(gone), "sent_at": now}
    settled = {row[0] for row in session.rows(_SENT, values)} if gone else set()
    found = [mail for mail in unsent if mail.id in settled]
    compose.settle(session, found, now)
    for mail in found:
        proof.keep(session, mail, now)
    return len(found)
