"""What is done to notices: planned once, moved, cancelled with a reason, put into a mail, told.

The key makes it once; what became pointless is cancelled with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, update

from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import FINAL, CancelReason, Notice, NoticeState, Planned
from notifications.outbox.deliveries import Delivery, DeliveryState, by_number

_notice, _delivery = table_of(Notice), table_of(Delivery)
LET_BE = [NoticeState.CANCELLED.value, NoticeState.PERHAPS.value]
COLUMNS = tuple(_notice.c[name] for name in Planned._fields)
_FRESH = tuple(name for name in Planned._fields if name not in ("id", "delivery_id"))

_ADD = Statement(
    lambda insert: (
        insert(_notice)
        .values({name: bindparam(name) for name in _FRESH})
        .on_conflict_do_nothing(index_elements=["key"])
    )
)
# What somebody else holds at this moment is not waited for: see `cancel`.
_HOLD_MAILS = Statement(
    select(
        by_number(
            _delivery.c.id.in_(select(_notice.c.delivery_id).where(any_of(_notice.c.id, "ids"))),
            skip_locked=True,
        ).c.id
    )
)
_untouched = exists().where(
    _delivery.c.id == _notice.c.delivery_id,
    or_(
        and_(_delivery.c.state == DeliveryState.QUEUED, _delivery.c.body.is_(None)),
        _delivery.c.state == DeliveryState.FAILED,  # it reached nobody, and is nobody's to send
    ),
    or_(_delivery.c.lease_until.is_(None), _delivery.c.lease_until <= bindparam("now")),
)
# A mail in doubt may have told what it carries.
_in_doubt = exists().where(
    _delivery.c.id == _notice.c.delivery_id, _delivery.c.state == DeliveryState.IN_DOUBT
)
_heard = case(
    (and_(_notice.c.state == NoticeState.PLANNED, _in_doubt), NoticeState.PERHAPS.value),
    else_=_notice.c.state,
).label("state")
_AS_HEARD = tuple(_heard if column.name == "state" else column for column in COLUMNS)
_CANCEL = Statement(
    update(_notice)
    .where(any_of(_notice.c.id, "ids"), _notice.c.state == NoticeState.PLANNED)
    .where(
        or_(
            _notice.c.delivery_id.is_(None),
            and_(any_of(_notice.c.delivery_id, "mails"), _untouched),
        )
    )
    .values(state=NoticeState.CANCELLED.value, reason=bindparam("why"), delivery_id=None)
)
_DROP = Statement(
    update(_notice)
    .where(_notice.c.id == bindparam("_id"), _notice.c.state == NoticeState.PLANNED)
    .values(state=NoticeState.CANCELLED.value, reason=bindparam("why"), delivery_id=None)
)
_LET_BE = Statement(
    update(_notice)
    .where(_notice.c.id == bindparam("_id"), _notice.c.state == NoticeState.PLANNED)
    .values(state=NoticeState.PERHAPS.value, reason=bindparam("why"))
)
_RELEASE = Statement(
    update(_notice)
    .where(any_of(_notice.c.id, "ids"), _notice.c.state == NoticeState.PLANNED)
    .values(delivery_id=None, times=_notice.c.times + 1)
)
_MOVE = Statement(
    update(_notice)
    .where(_notice.c.id == bindparam("_id"), _notice.c.state == NoticeState.PLANNED)
    .where(_notice.c.delivery_id.is_(None))
    .values(send_at=bindparam("send_at"), data=bindparam("data"))
)
_PLAN_AGAIN = Statement(
    update(_notice)
    .where(_notice.c.id == bindparam("_id"), any_of(_notice.c.state, "states"))
    .values(
        state=NoticeState.PLANNED.value,
        reason="",
        delivery_id=None,
        planned_at=bindparam("planned_at"),
        send_at=bindparam("send_at"),
        data=bindparam("data"),
        times=_notice.c.times + 1,
    )
)
_OF_STEPS = Statement(
    select(*_AS_HEARD)
    .where(any_of(_notice.c.case_id, "cases"), any_of(_notice.c.occurrence, "occurrences"))
    .order_by(_notice.c.id)
)
_OF_MEETINGS = Statement(
    select(*_AS_HEARD).where(any_of(_notice.c.meeting_id, "meetings")).order_by(_notice.c.id)
)
_CANCELLED_OF_CASES = Statement(
    select(*COLUMNS)
    .where(any_of(_notice.c.state, "states"), _notice.c.send_at >= bindparam("since"))
    .where(_notice.c.case_id.is_not(None), any_of(_notice.c.reason, "reasons"))
    .order_by(_notice.c.id)
)
DUE_NOW = and_(
    _notice.c.state == NoticeState.PLANNED,
    _notice.c.send_at <= bindparam("now"),
    _notice.c.delivery_id.is_(None),
)
_DUE = Statement(
    select(*COLUMNS)
    .where(any_of(_notice.c.id, "ids"), DUE_NOW)
    .order_by(_notice.c.id)
    .with_for_update()
)
_CARRIED = Statement(
    select(*COLUMNS)
    .where(any_of(_notice.c.delivery_id, "deliveries"), _notice.c.state == NoticeState.PLANNED)
    .order_by(_notice.c.id)
)
_waiting = select(func.min(_notice.c.send_at)).where(_notice.c.state == NoticeState.PLANNED)
_slot = _waiting.with_only_columns(func.min(_notice.c.send_at).label("at")).cte(
    "slot", recursive=True
)
_slot = _slot.union_all(
    select(_waiting.where(_notice.c.send_at > _slot.c.at).scalar_subquery()).where(
        _slot.c.at.is_not(None)
    )
)
# Each step of it asks the index for the next moment, however many notices wait for one.
_SLOTS = Statement(select(_slot.c.at).where(_slot.c.at.is_not(None)))
_SHIFT = Statement(
    update(_notice)
    .where(_notice.c.state == NoticeState.PLANNED, _notice.c.delivery_id.is_(None))
    .where(
        _notice.c.partnership_id == bindparam("_partnership"),
        _notice.c.send_at == bindparam("_old"),
    )
    .values(send_at=bindparam("send_at"))
)
_SET_DATA = Statement(
    update(_notice).where(_notice.c.id == bindparam("_id")).values(data=bindparam("data"))
)
_POSTPONE = Statement(
    update(_notice).where(_notice.c.id == bindparam("_id")).values(send_at=bindparam("send_at"))
)
_ATTACH = Statement(
    update(_notice)
    .where(_notice.c.id == bindparam("_id"))
    .values(delivery_id=bindparam("delivery"))
)


def add(session: Session, notices: Sequence[Planned]) -> int:
    """Plan these notices; those whose key is known stay as they are. Returns how many are new."""
    if not notices:
        return 0
    if any(notice.case_id is not None for notice in notices):
        session.settle_event_order()  # else a step that holds two of the cases could want both
    compiled = _ADD.compiled(session.dialect)
    cursor = session.driver.cursor()
    cursor.executemany(compiled.sql, compiled.many([notice._asdict() for notice in notices]))
    return int(cursor.rowcount)


def cancel(session: Session, ids: Iterable[int], why: CancelReason, now: datetime) -> int:
    """Cancel what has not left the house: planned, and in no mail that is frozen or in the
    sender's hands; a mail that was refused has not. In the caller's transaction.

    The mails concerned are locked first, so that the sender either sees the cancellation or is seen
    to have been faster. Nobody is waited for with mails in the hands: what somebody else has at
    this moment is asked again at its sending.
    """
    values = {"ids": sorted(ids)}
    if not values["ids"]:
        return 0
    held = [row[0] for row in session.rows(_HOLD_MAILS, values)]
    return session.run(_CANCEL, {**values, "mails": held, "why": why.value, "now": now})


def drop(session: Session, why: Mapping[int, CancelReason]) -> None:
    """Cancel notices that the sender, who holds their mail, found pointless."""
    session.run_many(
        _DROP, [{"_id": number, "why": reason.value} for number, reason in sorted(why.items())]
    )


def drop_perhaps(session: Session, why: Mapping[int, CancelReason]) -> None:
    """Tell no more what a mail in doubt may have told already, and which is pointless by now."""
    session.run_many(
        _LET_BE, [{"_id": number, "why": reason.value} for number, reason in sorted(why.items())]
    )


def release(session: Session, ids: Iterable[int]) -> None:
    """Let notices be put into another mail than the one that carries them."""
    session.run(_RELEASE, {"ids": sorted(ids)})


@contextmanager
def planning(session: Session) -> Iterator[None]:
    """A transaction of whoever plans: of two nodes one waits for the other, in portions."""
    with session.begin():
        session.take_turns("planning")
        yield


def move(session: Session, notice: Planned, wanted: Planned) -> int:
    """Give a notice that waits, and is in no mail yet, the time and the words it should have."""
    return session.run(
        _MOVE, {"_id": notice.id, "send_at": wanted.send_at, "data": dict(wanted.data)}
    )


def plan_again(session: Session, notice: Planned, wanted: Planned) -> int:
    """Plan a notice that was let be anew, as it should be now that its reason has gone. It counts
    as planned once more, so that its mail is another one than that which was cancelled."""
    data = notice.remembered(wanted).data
    values = {"planned_at": wanted.planned_at, "send_at": wanted.send_at, "data": data}
    return session.run(_PLAN_AGAIN, {"_id": notice.id, "states": LET_BE, **values})


def of_steps(session: Session, cases: Iterable[int], occurrences: Iterable[str]) -> list[Planned]:
    """The notices of these cases with these occurrences, in whatever state; `perhaps` where a mail
    in doubt carries them."""
    rows = session.rows(
        _OF_STEPS, {"cases": sorted(set(cases)), "occurrences": sorted(set(occurrences))}
    )
    return [Planned(*row) for row in rows]


def of_meetings(session: Session, meetings: Iterable[int]) -> list[Planned]:
    """The notices of these meetings, in whatever state; `perhaps` where a mail in doubt carries
    them."""
    rows = session.rows(_OF_MEETINGS, {"meetings": sorted(meetings)})
    return [Planned(*row) for row in rows]


def cancelled_of_cases(session: Session, since: datetime) -> list[Planned]:
    """The notices of cases, due since then, that were cancelled for a reason that may go; those
    too that were perhaps told, for their mail may never have come."""
    values = {"since": since, "reasons": sorted(set(CancelReason) - FINAL), "states": LET_BE}
    return [Planned(*row) for row in session.rows(_CANCELLED_OF_CASES, values)]


def due(session: Session, now: datetime, ids: list[int]) -> list[Planned]:
    """Those of these notices whose time has come and that are in no mail yet, held until the
    transaction ends."""
    return [Planned(*row) for row in session.rows(_DUE, {"now": now, "ids": ids})]


def carried(session: Session, deliveries: Iterable[int]) -> list[Planned]:
    """The notices that these deliveries still have to tell."""
    return [Planned(*row) for row in session.rows(_CARRIED, {"deliveries": sorted(deliveries)})]


def attach(session: Session, mails: Mapping[int, int]) -> None:
    """Put each notice into its mail."""
    session.run_many(
        _ATTACH, [{"_id": number, "delivery": mail} for number, mail in sorted(mails.items())]
    )


def postpone(session: Session, until: Mapping[int, datetime]) -> None:
    """Let each notice wait until its moment."""
    session.run_many(
        _POSTPONE, [{"_id": number, "send_at": at} for number, at in sorted(until.items())]
    )


def slots(session: Session) -> list[datetime]:
    """At which moments something is planned."""
    return [row[0] for row in session.rows(_SLOTS)]


def shift(session: Session, partnership_id: int, old: datetime, new: datetime) -> int:
    """Move everything that a partnership has planned for one moment to another one."""
    return session.run(_SHIFT, {"_partnership": partnership_id, "_old": old, "send_at": new})


def remember(session: Session, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep what a mail is about to say with its notices."""
    session.run_many(
        _SET_DATA,
        [{"_id": number, "data": dict(data)} for number, data in sorted(changed.items())],
    )
