"""Bundles: what is due for one reader becomes one mail, however many reasons there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import select

from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import store
from notifications.notices.kinds import letter_of
from notifications.notices.mail_days import MailDays, mail_days
from notifications.notices.notices import Notice, Planned
from notifications.notices.quiet import after_quiet
from notifications.notices.said_by import said_by
from notifications.notices.wishes import wanted_now
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryKind, NewDelivery

PORTION = 400  # notices that are put into mails while others wait to write
_notice = table_of(Notice)
_DUE = Statement(
    select(_notice.c.id, _notice.c.person_id)
    .where(store.DUE_NOW)
    .order_by(_notice.c.person_id, _notice.c.id)
)


class Letterbox(NamedTuple):
    """Which mail a notice belongs in: notices in the same one are told together."""

    kind: DeliveryKind
    partnership_id: int
    person_id: int | None = None
    contact_id: int | None = None
    meeting_id: int | None = None


def bundle(session: Session, now: datetime, *, host: str = deliveries.HOST) -> int:
    """Put every notice whose time has come into a mail; returns how many mails are new.

    The mails wait for the sender. Everything for a reader is put together, some readers at a time.
    """
    due = session.rows(_DUE, {"now": now})
    if not due:
        return 0
    open_now = {days.id: days for days in mail_days(session).values() if days.open_at(now)}
    made = 0
    for place, ids in enumerate(_portions(due, session.portion(PORTION))):
        if place:
            session.give_way()
        with store.planning(session):
            made += _bundled(session, ids, open_now, now, host)
    return made


def _portions(due: Sequence[tuple[int, int | None]], most: int) -> Iterator[list[int]]:
    """The numbers of notices, given with their readers', about so many at a time; no reader is
    split."""
    portion: list[int] = []
    for _person, notices in groupby(due, key=itemgetter(1)):
        portion += [number for number, _reader in notices]
        if len(portion) >= most:
            yield portion
            portion = []
    if portion:
        yield portion


def _bundled(
    session: Session, ids: list[int], open_now: Mapping[int, MailDays], now: datetime, host: str
) -> int:
    """Put those of these notices that are still due into mails; how many are new."""
    due = [n for n in store.due(session, now, ids) if n.partnership_id in open_now]
    due.sort(key=lambda notice: (notice.person_id is None, notice.person_id, notice.id))
    wanted = wanted_now(session, due, open_now, now)
    return put_together(session, _without_quiet(session, wanted, now), now, host=host)


def put_together(
    session: Session, notices: Sequence[Planned], now: datetime, *, host: str = deliveries.HOST
) -> int:
    """Put notices that are in no mail into one for each reader and subject, in the caller's
    transaction; how many mails are new."""
    boxes: dict[Letterbox, list[Planned]] = defaultdict(list)
    for notice in notices:
        boxes[_box(notice)].append(notice)
    return _queue(session, boxes, now, host)


def _without_quiet(session: Session, due: list[Planned], now: datetime) -> list[Planned]:
    """The notices without those that must wait until somebody's quiet hour is over."""
    found = after_quiet(session, due, now)
    store.postpone(session, {notice.id: notice.send_at for notice in found if notice.send_at > now})
    return [notice for notice in found if notice.send_at <= now]


def _box(notice: Planned) -> Letterbox:
    kind, partnership = letter_of(notice), notice.partnership_id
    if kind is DeliveryKind.REPORTER:
        return Letterbox(kind, partnership, contact_id=notice.contact_id)
    return Letterbox(kind, partnership, person_id=notice.person_id, meeting_id=notice.meeting_id)


def _queue(
    session: Session, boxes: Mapping[Letterbox, Sequence[Planned]], now: datetime, host: str
) -> int:
    """A mail for each box; whoever else tries the same at the same time gets none."""
    said = said_by(session, [notice for carried in boxes.values() for notice in carried])
    wanted = {_delivery(box, carried, said): carried for box, carried in boxes.items()}
    numbers = deliveries.queue(session, list(wanted), now, host=host)
    store.attach(
        session,
        {
            notice.id: numbers[new.key]
            for new, carried in wanted.items()
            if new.key in numbers
            for notice in carried
        },
    )
    return len(numbers)


def _whole(notice: Planned, said: str) -> str:
    """What a notice says; of a meeting with the day, the hour and the place, for the archive may
    have a mail that named others."""
    if notice.meeting_id is None:
        return said
    return " ".join((said, *(str(notice.data.get(each, "")) for each in ("day", "clock", "place"))))


def _delivery(box: Letterbox, carried: Sequence[Planned], said: Mapping[int, str]) -> NewDelivery:
    """The mail of a box, named after what it says and not after when: a database that was restored
    names it so again."""
    whole = "\n".join(sorted(_whole(notice, said[notice.id]) for notice in carried))
    return NewDelivery(
        kind=box.kind,
        key=f"{box.kind}:{sha256(whole.encode()).hexdigest()[:40]}",
        partnership_id=box.partnership_id,
        person_id=box.person_id,
        contact_id=box.contact_id,
    )
