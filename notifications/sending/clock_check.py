"""Whether the clock can be believed.

A tick keeps when it was. A clock that went wrong would tell weeks of mail at once and leave marks
ahead, so that a jump is refused until somebody says that the clock is right.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select, update

from engine.cases import due_index
from engine.errors import Reason, Refused, Remedy, WayOut
from engine.language.sentences import Sentence, _
from engine.people.registry import partnerships
from engine.people.trace import registry_event
from engine.storage.installation import Installation, is_rehearsal
from engine.storage.server_clock import server_clock
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices import store
from notifications.notices.notices import Notice, NoticeState
from notifications.outbox.deliveries import by_number, delivery_table
from notifications.outbox.waits import LEASE, LONGEST_REST

log = logging.getLogger("samsak.clock")

STOOD = timedelta(days=7)  # so long a server may well be down, over Easter too
PREPARED = timedelta(days=31)  # so long an installation may be made ready before its first tick
APART = timedelta(seconds=60)  # by which a machine's clock may differ from the database's
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
        .where(
            delivery_table.c.id.in_(
                select(by_number(delivery_table.c.next_at > bindparam("latest")).c.id)
            )
        )
        .values(next_at=bindparam("now")),
        update(delivery_table)
        .where(
            delivery_table.c.id.in_(
                select(by_number(delivery_table.c.lease_until > bindparam("held")).c.id)
            )
        )
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
    may be a month later. Refuse it, too, on a machine whose clock is not that of the database. A
    rehearsal is told the time."""
    if is_rehearsal(session):
        return
    if off := [sentence for _code, sentence in faults(session)]:
        log.error("clock off", extra={"seconds": round(ahead(session).total_seconds())})
        raise Refused([Reason("clock", off[0])])
    last, stood = session.value(_LAST), STOOD
    said = _("The clock says {now}, but the last tick was at {last}. One of the two is wrong.")
    if last is None:
        last, stood = session.value(_RECORDED), PREPARED
        said = _("The clock says {now}, but the last entry was at {last}. One of the two is wrong.")
    if last is not None and not last - SKEW <= now <= last + stood:
        sentence = replace(said, values={"now": now, "last": last})
        raise Refused([Reason("clock", sentence, Remedy(WayOut.BELIEVE_CLOCK))])


def ahead(session: Session) -> timedelta:
    """By how much this machine's clock is ahead of that of the database; nothing on SQLite."""
    theirs = server_clock(session)
    return datetime.now(UTC) - theirs if theirs else timedelta(0)


def faults(session: Session) -> list[tuple[str, Sentence]]:
    """That this machine's clock is not that of the database, where it is not: what waits would go
    too early here, and what another node holds would be taken for free. Not in a rehearsal."""
    off = timedelta(0) if is_rehearsal(session) else ahead(session)
    if abs(off) <= APART:
        return []
    n = round(abs(off).total_seconds())
    said = (
        _("This machine’s clock is {n} seconds ahead of the database’s.", n=n)
        if off > timedelta(0)
        else _("This machine’s clock is {n} seconds behind the database’s.", n=n)
    )
    stands = _("{what} Nothing is planned or sent from here until it is right.", what=said)
    return [("clock_off", stands)]


def clock_from(session: Session, now: datetime) -> Callable[[], datetime]:
    """How time passes for a sender that begins at `now`: by the clock that all nodes share, where
    there is one; from `now` on in a rehearsal."""
    if not session.sqlite and not is_rehearsal(session):
        return lambda: server_clock(session) or now
    started = datetime.now(UTC)
    return lambda: now + (datetime.now(UTC) - started)


def keep_tick(session: Session, now: datetime) -> None:
    """Keep when the last tick was, to some minutes."""
    last = session.value(_LAST)
    if last is None or abs(now - last) > KEPT:
        with session.begin():
            session.run(_KEEP, {"now": now})


def believe_clock(session: Session, now: datetime) -> None:
    """The clock is right: ticks go on from now, and what waits for a moment that lies ahead of any
    pause or lease waits no longer. Every case is asked anew when it has something to say."""
    with store.planning(session):
        session.run(_KEEP, {"now": now})
        values = {"now": now, "latest": now + LONGEST_REST, "held": now + LEASE}
        for statement in _BACK_TO_NOW:
            session.run(statement, values)
        for partnership in partnerships(session):
            due_index.reckon_again(session, partnership.number)
    due_index.go_on_in_all(session)
