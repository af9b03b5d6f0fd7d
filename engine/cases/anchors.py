"""Anchors: once a day the heads of all chains that grew are bound into one hash, cases' and
registry's, so that a vanished case or a chain that was rewritten whole shows too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import bindparam, exists, or_, select
from sqlmodel import Field, SQLModel

from engine.cases.events import LAST_EVENT, event_table, last_event_number
from engine.days.calendar import at_local, local_day
from engine.people.trace import LAST_TRACED, registry_event
from engine.storage.installation import is_rehearsal, last_tick
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of


class Anchor(SQLModel, table=True):
    """What happened since the anchor before it, in one hash."""

    day: date = Field(primary_key=True)
    last_event_id: int
    last_registry_id: int
    cases: int
    hash: str = Field(max_length=64)


class Anchored(NamedTuple):
    """An anchor as it is read: up to which events it reaches, and how many cases there were."""

    day: date
    last_event_id: int
    last_registry_id: int
    cases: int
    hash: str


PORTION = 10_000  # events that are read at a time
NOTHING_YET = Anchored(day=date.min, last_event_id=0, last_registry_id=0, cases=0, hash="")
_anchor = table_of(Anchor)
_READ = select(*(_anchor.c[name] for name in Anchored._fields))
# In the order of what they reach, for a clock that was wrong may have left a day that lies ahead.
_ALL = Statement(_READ.order_by(_anchor.c.last_registry_id, _anchor.c.last_event_id))
_NEWEST = Statement(
    _READ.order_by(_anchor.c.last_registry_id.desc(), _anchor.c.last_event_id.desc()).limit(1)
)
_ADD = Statement(
    lambda insert: (
        insert(_anchor)
        .values({name: bindparam(name) for name in Anchored._fields})
        .on_conflict_do_nothing()
    )
)
_GROWN = Statement(
    select(event_table.c.id, event_table.c.case_id, event_table.c.seq, event_table.c.hash)
    .where(event_table.c.id > bindparam("after"), event_table.c.id <= bindparam("until"))
    .order_by(event_table.c.id)
    .limit(bindparam("most", type_=event_table.c.id.type))
)
_UNANCHORED = Statement(
    select(
        or_(
            *(
                exists()
                .where(table.c.id > bindparam(name))
                .where(table.c.recorded_at < bindparam("before", type_=table.c.recorded_at.type))
                for table, name in ((event_table, "event"), (registry_event, "traced"))
            )
        )
    )
)
_TRACED = Statement(
    select(registry_event.c.id, registry_event.c.hash)
    .where(registry_event.c.id > bindparam("after"), registry_event.c.id <= bindparam("until"))
    .order_by(registry_event.c.id)
    .limit(bindparam("most", type_=event_table.c.id.type))
)


def anchor_chains(session: Session, today: date) -> bool:
    """Anchor what happened up to now under this day; False when the day has its anchor already,
    nothing happened, or somebody else anchors it.

    The hash is made outside any transaction, for what has happened does not change and nobody
    should wait for it.
    """
    with session.begin():
        newest = _newest(session)
        if newest.day == today:
            return False
        reached = (last_event_number(session), int(session.value(LAST_TRACED)))
    if reached == (newest.last_event_id, newest.last_registry_id):
        return False
    made = anchor_of(session, newest, today, *reached)
    with session.begin():
        return _newest(session) == newest and session.run(_ADD, made._asdict()) == 1


def _newest(session: Session) -> Anchored:
    row = session.row(_NEWEST)
    return Anchored(*row) if row else NOTHING_YET


def anchor_of(
    session: Session, before: Anchored, day: date, last_event: int, last_traced: int
) -> Anchored:
    """The anchor of a day, over everything between the one before it and these numbers."""
    digest, born = sha256(f"{before.hash} {day}".encode()), 0
    grown = _between(session, _GROWN, before.last_event_id, last_event)
    for number, case_id, seq, sealed in grown:
        digest.update(f"\n{number} {case_id} {seq} {sealed}".encode())
        born += seq == 1
    for number, sealed in _between(session, _TRACED, before.last_registry_id, last_traced):
        digest.update(f"\nregistry {number} {sealed}".encode())
    return Anchored(
        day=day,
        last_event_id=last_event,
        last_registry_id=last_traced,
        cases=before.cases + born,
        hash=digest.hexdigest(),
    )


def _between(session: Session, part: Statement, after: int, until: int) -> Iterator[Any]:
    """The rows between two numbers, some at a time, for there may be a million."""
    asked = {"after": after, "until": until, "most": PORTION}
    while rows := session.rows(part, asked):
        yield from rows
        asked["after"] = rows[-1][0]


def anchors(session: Session) -> list[Anchored]:
    """Every anchor, the oldest first."""
    return [Anchored(*row) for row in session.rows(_ALL)]


def anchor_now(session: Session, today: date) -> Anchored:
    """The anchor that would be made of everything up to now; it is not kept."""
    newest = next(reversed(anchors(session)), NOTHING_YET)
    reached = (int(session.value(LAST_EVENT)), int(session.value(LAST_TRACED)))
    return anchor_of(session, newest, today, *reached)


def missed_anchors(session: Session) -> date | None:
    """The day of the last tick, where something that was recorded before it has no anchor: a tick
    leaves none of that behind, so that anchors were removed. None where nothing is missed, and in
    a rehearsal, where time goes as it is told."""
    ticked = last_tick(session)
    if ticked is None or is_rehearsal(session):
        return None
    newest = next(reversed(anchors(session)), NOTHING_YET)
    day = local_day(ticked)
    values = {
        "event": newest.last_event_id,
        "traced": newest.last_registry_id,
        "before": at_local(day, time.min),
    }
    return day if session.value(_UNANCHORED, values) else None


def broken_anchors(session: Session) -> Iterator[Anchored]:
    """Every anchor that does not hold."""
    last_event, last_traced = int(session.value(LAST_EVENT)), int(session.value(LAST_TRACED))
    before = NOTHING_YET
    for kept in anchors(session):
        made = anchor_of(session, before, kept.day, kept.last_event_id, kept.last_registry_id)
        if made != kept or kept.last_event_id > last_event or kept.last_registry_id > last_traced:
            yield kept
        before = kept
