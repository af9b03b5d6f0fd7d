"""Mails that came back after a mail server had taken them: what they carried was not told after
all, and somebody is told so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, select, update

from engine.days.calendar import local_day
from engine.people.actors import CLOCK
from engine.people.acts import Act
from engine.people.trace import REMOVED, trace
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.digest.told import unsettle
from notifications.notices import reporters_told
from notifications.notices.told import tell_not
from notifications.outbox.archive import Archive
from notifications.outbox.bounces import Bounce
from notifications.outbox.deliveries import DeliveryState, delivery_table
from notifications.outbox.waits import LONGEST_TRY
from notifications.sending import proof
from notifications.sending.tick_parts import TickedPart
from workflows.deviations.heard import HeardState

BOUNCES = "bounces"  # the part of a tick
EVERY = timedelta(minutes=5)  # so often it is looked for what came back
A_DAY = timedelta(days=1)  # an archive may reckon days elsewhere
CLOCKS_APART = timedelta(minutes=2)  # a report made before the mail went is of an earlier try


class _Returned(NamedTuple):
    """A mail that counts as sent, or perhaps sent, and came back."""

    id: int
    state: str
    message_id: str
    sent_at: datetime | None


_part = table_of(TickedPart)
_LOOKED = Statement(select(_part.c.done_at).where(_part.c.name == BOUNCES))
_UNDER_WAY = (DeliveryState.SENT.value, DeliveryState.IN_DOUBT.value)
_THEIRS = Statement(
    select(*(delivery_table.c[name] for name in _Returned._fields))
    .where(any_of(delivery_table.c.message_id, "message_ids"))
    .where(any_of(delivery_table.c.state, "states"), delivery_table.c.lease_by.is_(None))
    .order_by(delivery_table.c.id)
)
_FAIL = Statement(
    update(delivery_table)
    .where(delivery_table.c.id == bindparam("_id"), delivery_table.c.lease_by.is_(None))
    .where(delivery_table.c.state == bindparam("_state"))
    .values(state=DeliveryState.FAILED.value, sent_at=None, body=None, reply=bindparam("reply"))
)


def look_for_bounces(session: Session, archive: Archive, now: datetime) -> int | None:
    """Fail the mails of which a report in the archive says that they did not arrive; how many.

    None where it was looked a few minutes ago. Raises ArchiveAway where nobody could be asked.
    """
    looked = session.value(_LOOKED)
    if looked is not None and looked <= now < looked + EVERY:
        return None
    since = now - LONGEST_TRY if looked is None else min(looked, now)
    return fail_bounced(session, list(archive.bounces(local_day(since - A_DAY))), now)


def fail_bounced(session: Session, bounces: Sequence[Bounce], now: datetime) -> int:
    """These mails did not arrive: each counts as refused, what it carried as not told, and its
    trace says since when."""
    reports = {bounce.message_id: bounce for bounce in sorted(bounces, key=lambda each: each.at)}
    if not reports:
        return 0
    with session.begin():
        rows = session.rows(_THEIRS, {"message_ids": list(reports), "states": list(_UNDER_WAY)})
        returned = [each for each in map(_Returned._make, rows) if _is_of(each, reports)]
        return sum(_fail(session, each, reports[each.message_id], now) for each in returned)


def _is_of(mail: _Returned, reports: dict[str, Bounce]) -> bool:
    """Whether the report is of this try; a mail that is sent again keeps its Message-ID."""
    return mail.sent_at is None or mail.sent_at <= reports[mail.message_id].at + CLOCKS_APART


def _fail(session: Session, mail: _Returned, bounce: Bounce, now: datetime) -> int:
    values = {"_id": mail.id, "_state": mail.state, "reply": bounce.said}
    if session.run(_FAIL, values) != 1:
        return 0
    if mail.state == DeliveryState.SENT:
        trace(session, proof.SENT, mail, REMOVED, Act(CLOCK, now), bounced=bounce.status)
    tell_not(session, [mail.id])
    reporters_told.note(session, [mail.id], HeardState.CAME_BACK, now)
    unsettle(session, [mail.id])
    return 1
