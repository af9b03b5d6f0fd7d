"""What people want to be told: nothing at all, none of one kind, nothing that can wait while they
are away. Meetings and answers to reports are a duty, and no stream of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import null, or_, select

from engine.people.tables import Person
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import store
from notifications.notices.kinds import letter_of
from notifications.notices.mail_days import MailDays
from notifications.notices.notices import CancelReason, Planned
from notifications.notices.quiet import persons_of
from notifications.outbox.deliveries import DeliveryKind

_person = table_of(Person)
_WISHES = Statement(
    select(_person.c.id, _person.c.mail, _person.c.stopped, _person.c.away_until).where(
        any_of(_person.c.id, "persons"),
        or_(
            _person.c.mail.is_(False),
            _person.c.stopped.is_not(null()),
            _person.c.away_until.is_not(None),
        ),
    )
)


class Wishes(NamedTuple):
    """What one person wants of the mails to her."""

    mail: bool
    stopped: list[str] | None
    away_until: date | None

    def against(self, notice: Planned) -> CancelReason | None:
        """Why the notice is not wanted, or None when it is."""
        if not self.mail:
            return CancelReason.MAIL_OFF
        return CancelReason.STREAM_OFF if letter_of(notice) in (self.stopped or ()) else None

    def begins(self, notice: Planned, days: MailDays, now: datetime) -> datetime:
        """From when on the notice is wanted: now, or the hour of mail after the days away."""
        if self.away_until is None or letter_of(notice) is not DeliveryKind.NOTICES:
            return now
        return max(now, days.on_day(self.away_until + timedelta(days=1), now))


def wanted_now(
    session: Session, due: Iterable[Planned], days: Mapping[int, MailDays], now: datetime
) -> list[Planned]:
    """The notices that their readers want now; what they do not want is cancelled, and what comes
    while they are away waits. `days` are those of each notice's partnership."""
    notices = list(due)
    rows = session.rows(_WISHES, {"persons": persons_of(notices)})
    wishes: Mapping[int | None, Wishes] = {row[0]: Wishes(*row[1:]) for row in rows}
    off: dict[CancelReason, list[int]] = defaultdict(list)
    later, wanted = dict[int, datetime](), list[Planned]()
    for notice in notices:
        wish = wishes.get(notice.person_id)
        if wish is None:
            wanted.append(notice)
        elif (why := wish.against(notice)) is not None:
            off[why].append(notice.id)
        elif (begins := wish.begins(notice, days[notice.partnership_id], now)) > now:
            later[notice.id] = begins
        else:
            wanted.append(notice)
    for reason, numbers in off.items():
        store.cancel(session, numbers, reason, now)
    if later:
        store.postpone(session, later)
    return wanted
