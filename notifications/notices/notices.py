"""Notices: one thing that one person must hear once.

The key makes it once; what became pointless is cancelled with a reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Index, and_, bindparam, exists, or_, select, update
from sqlmodel import Field, SQLModel

from engine.language.sentences import Sentence, _
from engine.storage.columns import UTCDateTime, any_of
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.outbox.deliveries import Delivery, DeliveryState


class NoticeState(StrEnum):
    """What became of a notice.

    `told` once the mail that carries it was accepted by the mail server.
    """

    PLANNED = "planned"
    TOLD = "told"
    CANCELLED = "cancelled"


class NoticeKind(StrEnum):
    """Why somebody must hear something."""

    STEP = "step"  # an event that the definition says this person hears of
    DUE = "due"  # a deadline's warning or escalation
    CORRECTED = "corrected"  # something they were told was taken back
    ANSWERED = "answered"  # a reporter without an account has an answer or a question waiting
    RECEIVED = "received"  # a reporter's receipt
    MEETING_ITEMS = "meeting_items"  # call for items
    MEETING_PAPERS = "meeting_papers"  # papers are due
    MEETING_REMINDER = "meeting_reminder"  # the meeting comes
    MEETING_MOVED = "meeting_moved"
    MEETING_CANCELLED = "meeting_cancelled"


class Reason(StrEnum):
    """Why a notice or a mail is not sent after all; kept with it, said by `REASONS`."""

    CORRECTED = "corrected"
    DEADLINE_OVER = "deadline_over"
    MEETING_HELD = "meeting_held"
    MEETING_BEGUN = "meeting_begun"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_MOVED = "meeting_moved"
    OVERTAKEN = "overtaken"
    LEFT = "left"
    MAIL_OFF = "mail_off"
    NOT_VISIBLE = "not_visible"
    NO_ADDRESS = "no_address"
    EMPTY = "empty"


REASONS: dict[Reason, Sentence] = {
    Reason.CORRECTED: _("The step was taken back before anybody was told."),
    Reason.DEADLINE_OVER: _("The deadline no longer runs, or runs to another day."),
    Reason.MEETING_HELD: _("The meeting has been held."),
    Reason.MEETING_BEGUN: _("The meeting has begun."),
    Reason.MEETING_CANCELLED: _("The meeting was cancelled."),
    Reason.MEETING_MOVED: _("The meeting was moved again."),
    Reason.OVERTAKEN: _("A later mail takes its place."),
    Reason.LEFT: _("The person no longer has the role that this was for."),
    Reason.MAIL_OFF: _("The person wants no mail."),
    Reason.NOT_VISIBLE: _("The person may no longer see the case."),
    Reason.NO_ADDRESS: _("There is no address any more."),
    Reason.EMPTY: _("There was nothing to tell."),
}


class Notice(SQLModel, table=True):
    """One thing for one recipient: a person, or the contact of a reported case (`contact_id` is
    that case).

    `occurrence` tells repetitions apart: the event's number, the deadline's moment, the meeting's
    milestone.
    """

    __table_args__ = (
        Index("ix_notice_due", "state", "send_at"),
        Index("ix_notice_delivery_id", "delivery_id"),
        Index("ix_notice_case_id", "case_id", "state"),
        Index("ix_notice_meeting_id", "meeting_id", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True, max_length=200)
    kind: str = Field(max_length=30)
    occurrence: str = Field(max_length=80)
    partnership_id: int = Field(foreign_key="partnership.id")
    case_id: int | None = Field(default=None, foreign_key="case.id")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    event_id: int | None = Field(default=None, foreign_key="event.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.case_id")
    state: str = Field(default=NoticeState.PLANNED, max_length=20)
    reason: str = Field(default="", max_length=200)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    planned_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    send_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id")


class Cursor(SQLModel, table=True):
    """How far a reader of events has come."""

    name: str = Field(primary_key=True, max_length=40)
    event_id: int


class Planned(NamedTuple):
    """A notice as it is read and written. `id` is 0 as long as it is only wanted."""

    id: int
    key: str
    kind: str
    occurrence: str
    partnership_id: int
    case_id: int | None
    meeting_id: int | None
    event_id: int | None
    person_id: int | None
    contact_id: int | None
    state: str
    data: dict[str, Any]
    planned_at: datetime
    send_at: datetime
    delivery_id: int | None = None


_notice, _delivery = Notice.__table__, Delivery.__table__  # type: ignore[attr-defined]
COLUMNS = tuple(_notice.c[name] for name in Planned._fields)
_FRESH = tuple(name for name in Planned._fields if name not in ("id", "delivery_id"))

_ADD = Statement(
    lambda insert: (
        insert(_notice)
        .values({name: bindparam(name) for name in _FRESH} | {"reason": ""})
        .on_conflict_do_nothing(index_elements=["key"])
    )
)
_LOCK_DELIVERIES = Statement(
    select(_delivery.c.id)
    .where(_delivery.c.id.in_(select(_notice.c.delivery_id).where(any_of(_notice.c.id, "ids"))))
    .order_by(_delivery.c.id)
    .with_for_update()
)
_untouched = exists().where(
    _delivery.c.id == _notice.c.delivery_id,
    _delivery.c.state == DeliveryState.QUEUED,
    _delivery.c.body.is_(None),
    or_(_delivery.c.lease_until.is_(None), _delivery.c.lease_until <= bindparam("now")),
)
_CANCEL = Statement(
    update(_notice)
    .where(any_of(_notice.c.id, "ids"), _notice.c.state == NoticeState.PLANNED)
    .where(or_(_notice.c.delivery_id.is_(None), _untouched))
    .values(state=NoticeState.CANCELLED.value, reason=bindparam("why"), delivery_id=None)
)
_DROP = Statement(
    update(_notice)
    .where(_notice.c.id == bindparam("_id"), _notice.c.state == NoticeState.PLANNED)
    .values(state=NoticeState.CANCELLED.value, reason=bindparam("why"), delivery_id=None)
)
_MOVE = Statement(
    update(_notice)
    .where(_notice.c.id == bindparam("_id"), _notice.c.delivery_id.is_(None))
    .where(or_(_notice.c.state == NoticeState.PLANNED, _notice.c.reason == bindparam("revives")))
    .values(
        state=NoticeState.PLANNED.value,
        reason="",
        send_at=bindparam("send_at"),
        data=bindparam("data"),
    )
)
_OF_STEPS = Statement(
    select(*COLUMNS)
    .where(any_of(_notice.c.case_id, "cases"), any_of(_notice.c.occurrence, "occurrences"))
    .order_by(_notice.c.id)
)
_OF_MEETINGS = Statement(
    select(*COLUMNS, _notice.c.reason)
    .where(any_of(_notice.c.meeting_id, "meetings"))
    .order_by(_notice.c.id)
)
DUE_NOW = and_(
    _notice.c.state == NoticeState.PLANNED,
    _notice.c.send_at <= bindparam("now"),
    _notice.c.delivery_id.is_(None),
)
_DUE = Statement(
    select(*COLUMNS)
    .where(DUE_NOW)
    .order_by(_notice.c.person_id, _notice.c.id)
    .limit(bindparam("most", type_=_notice.c.id.type))
    .with_for_update()
)
_CARRIED = Statement(
    select(*COLUMNS)
    .where(any_of(_notice.c.delivery_id, "deliveries"), _notice.c.state == NoticeState.PLANNED)
    .order_by(_notice.c.id)
)
_SLOTS = Statement(
    select(_notice.c.partnership_id, _notice.c.send_at)
    .where(_notice.c.state == NoticeState.PLANNED, _notice.c.delivery_id.is_(None))
    .distinct()
)
_SHIFT = Statement(
    update(_notice)
    .where(_notice.c.state == NoticeState.PLANNED, _notice.c.delivery_id.is_(None))
    .where(
        _notice.c.partnership_id == bindparam("_partnership"),
        _notice.c.send_at == bindparam("_old"),
    )
    .values(send_at=bindparam("send_at"))
)
_TELL = Statement(
    update(_notice)
    .where(_notice.c.delivery_id == bindparam("_delivery"), _notice.c.state == NoticeState.PLANNED)
    .values(state=NoticeState.TOLD.value)
)
_SET_DATA = Statement(
    update(_notice).where(_notice.c.id == bindparam("_id")).values(data=bindparam("data"))
)
_ATTACH = Statement(
    update(_notice).where(any_of(_notice.c.id, "ids")).values(delivery_id=bindparam("delivery"))
)


def add(session: Session, notices: Sequence[Planned]) -> int:
    """Plan these notices; those whose key is known stay as they are. Returns how many are new."""
    if not notices:
        return 0
    compiled = _ADD.compiled(session.dialect)
    cursor = session.driver.cursor()
    cursor.executemany(compiled.sql, [compiled.values(notice._asdict()) for notice in notices])
    return int(cursor.rowcount)


def cancel(session: Session, ids: Iterable[int], why: Reason, now: datetime) -> int:
    """Cancel what has not left the house: planned, and in no mail that is frozen or in the
    sender's hands. In the caller's transaction.

    The mails concerned are locked first, so that the sender either sees the cancellation or is seen
    to have been faster.
    """
    values = {"ids": sorted(ids)}
    if not values["ids"]:
        return 0
    session.rows(_LOCK_DELIVERIES, values)
    return session.run(_CANCEL, {**values, "why": why.value, "now": now})


def drop(session: Session, why: Mapping[int, Reason]) -> None:
    """Cancel notices that the sender, who holds their mail, found pointless."""
    session.run_many(
        _DROP, [{"_id": number, "why": reason.value} for number, reason in sorted(why.items())]
    )


def move(
    session: Session,
    notice: Planned,
    send_at: datetime,
    data: Mapping[str, Any],
    revives: str = "-",
) -> int:
    """Give a notice that is not in a mail yet another time; one cancelled for the reason
    `revives` is planned again."""
    return session.run(
        _MOVE, {"_id": notice.id, "send_at": send_at, "data": dict(data), "revives": revives}
    )


def of_steps(session: Session, cases: Iterable[int], occurrences: Iterable[str]) -> list[Planned]:
    """The notices of these cases with these occurrences, in whatever state."""
    rows = session.rows(
        _OF_STEPS, {"cases": sorted(set(cases)), "occurrences": sorted(set(occurrences))}
    )
    return [Planned(*row) for row in rows]


def of_meetings(session: Session, meetings: Iterable[int]) -> list[tuple[Planned, str]]:
    """The notices of these meetings, in whatever state, with the reason of those that were
    cancelled."""
    return [
        (Planned(*row[:-1]), row[-1])
        for row in session.rows(_OF_MEETINGS, {"meetings": sorted(meetings)})
    ]


def due(session: Session, now: datetime, most: int) -> list[Planned]:
    """Notices whose time has come and that are in no mail yet, held until the transaction ends."""
    return [Planned(*row) for row in session.rows(_DUE, {"now": now, "most": most})]


def carried(session: Session, deliveries: Iterable[int]) -> list[Planned]:
    """The notices that these deliveries still have to tell."""
    return [Planned(*row) for row in session.rows(_CARRIED, {"deliveries": sorted(deliveries)})]


def attach(session: Session, ids: Iterable[int], delivery_id: int) -> None:
    """Put the notices into a mail."""
    session.run(_ATTACH, {"ids": sorted(ids), "delivery": delivery_id})


def slots(session: Session) -> list[tuple[int, datetime]]:
    """At which moments something is planned, a partnership at a time."""
    return [(row[0], row[1]) for row in session.rows(_SLOTS)]


def shift(session: Session, partnership_id: int, old: datetime, new: datetime) -> int:
    """Move everything that a partnership has planned for one moment to another one."""
    return session.run(_SHIFT, {"_partnership": partnership_id, "_old": old, "send_at": new})


def remember(session: Session, changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Keep what a mail is about to say with its notices."""
    session.run_many(
        _SET_DATA, [{"_id": number, "data": dict(data)} for number, data in changed.items()]
    )


def tell(session: Session, delivery_id: int) -> int:
    """The mail was accepted: what it carried has been told."""
    return session.run(_TELL, {"_delivery": delivery_id})
