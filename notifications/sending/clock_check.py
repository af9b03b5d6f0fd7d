"""Whether the clock can be believed.

A tick keeps when it was. A clock that went wrong would tell weeks of mail at once and leave marks
ahead, so that a jump is refused until somebody says that the clock is right.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update

from engine.cases import due_index
from engine.errors import Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.people.registry import partnerships
from engine.people.trace import registry_event
from engine.storage.installation import Installation, is_rehearsal
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import Notice, NoticeState
from notifications.outbox.deliveries import delivery_table
from notifications.outbox.waits import LEASE, LONGEST_REST

STOOD = timedelta(days=7)  # so long a server may well be down, over Easter too
PREPARED = timedelta(days=31)  # so long an installation may be made ready before its first tick
SKEW = timedelta(hours=1)  # by which the clocks of two nodes may differ
KEPT = timedelta(minutes=10)  # a tick within that of the last one need not be kept

_installation, _notice = table_of(Installation), table_of(Notice)
_LAST = Statement(select(_installation.c.ticked_at))
_RECORDED = Statement(
    select(registry_event.c.recorded_at).order_by(registry_event.c.id.desc()).limit(1)
)
_KEEP = Statement(update(_installation).values(ticked_at=bindparam("now")))
_BACK_TO_NOW = tuple(
    Statement(statement)
    for statement in (
        update(delivery_table)
        .where(delivery_table.c.next_at > bindparam("latest"))
        .values(next_at=bindparam("now")),
        update(delivery_table)
        .where(delivery_table.c.lease_until > bindparam("held"))
        .values(lease_until=None, lease_by=None),
        update(_notice)
        .where(_notice.c.state == NoticeState.PLANNED, _notice.c.delivery_id.is_(None))
        .where(_notice.c.planned_at > bindparam("now"))
        .values(send_at=bindparam("now"), planned_at=bindparam("now")),
    )
)


def require_clock(session: Session, now: datetime) -> None:
    """Refuse a tick at a moment that cannot be believed after the last one: more than a week
    later, or more than an hour earlier. The first tick is measured by what was recorded last, and
    may be a month later. A rehearsal is told the time."""
    if is_rehearsal(session):
        return
    last, stood = session.value(_LAST), STOOD
    said = _("The clock says {now}, but the last tick was at {last}. One of the two is wrong.")
    if last is None:
        last, stood = session.value(_RECORDED), PREPARED
        said = _("The clock says {now}, but the last entry was at {last}. One of the two is wrong.")
    if last is not None and not last - SKEW <= now <= last + stood:
        sentence = replace(said, values={"now": now, "last": last})
        raise Refused([Reason("clock", sentence, Remedy(WayOut.BELIEVE_CLOCK))])


def keep_tick(session: Session, now: datetime) -> None:
    """Keep when the last tick was, to some minutes."""
    last = session.value(_LAST)
    if last is None or abs(now - last) > KEPT:
        with session.begin():
            session.run(_KEEP, {"now": now})


def believe_clock(session: Session, now: datetime) -> None:
    """The clock is right: ticks go on from now, and what waits for a moment that lies ahead of any
    pause or lease waits no longer. Every case is asked anew when it has something to say."""
    with session.begin():
        session.run(_KEEP, {"now": now})
        values = {"now": now, "latest": now + LONGEST_REST, "held": now + LEASE}
        for statement in _BACK_TO_NOW:
            session.run(statement, values)
        for partnership in partnerships(session):
            due_index.reckon_again(session, partnership.number)
    due_index.go_on_in_all(session)
