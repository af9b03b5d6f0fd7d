"""Deliveries: one mail to one address, its bytes frozen before it is sent, held by a lease while
somebody sends it.

Whoever claims a mail gets a token, and every verb on a claimed mail asks for it: one who lost the
lease changes nothing. A verb answers whether it changed the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    Subquery,
    Text,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)
from sqlmodel import Field, SQLModel

from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of

HOST = "samsak.invalid"  # the right-hand side of a Message-ID, where nobody says which host


class DeliveryState(StrEnum):
    """Where a mail stands.

    `in_doubt`: frozen, and perhaps with the mail server already; `failed` awaits a person.
    """

    QUEUED = "queued"
    IN_DOUBT = "in_doubt"
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DeliveryKind(StrEnum):
    """What kind of letter a mail is."""

    NOTICES = "notices"  # one or several notices to one person, bundled
    DIGEST = "digest"
    MEETING = "meeting"
    REPORTER = "reporter"  # to someone who reported without an account
    LOGIN = "login"  # a link that somebody waits for


class Delivery(SQLModel, table=True):
    """One mail.

    `message_id` is decided when it is queued; `body` holds the exact bytes once it is rendered.
    `doubts` counts the attempts of which nobody knows whether they arrived, `tried_at` is the first
    attempt.
    """

    __table_args__ = (
        Index("ix_delivery_due", "state", "next_at"),
        Index("ix_delivery_person_id", "person_id"),
        # Those that are in somebody's hands: few, among all mails that ever went.
        Index(
            "ix_delivery_held",
            "lease_until",
            sqlite_where=text("lease_until IS NOT NULL"),
            postgresql_where=text("lease_until IS NOT NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    key: str = Field(unique=True, max_length=200)
    partnership_id: int = Field(foreign_key="partnership.id")
    person_id: int | None = Field(default=None, foreign_key="person.id")
    contact_id: int | None = Field(default=None, foreign_key="contact.case_id")
    state: str = Field(default=DeliveryState.QUEUED, max_length=20)
    message_id: str = Field(unique=True, max_length=200)
    subject: str = Field(default="", max_length=400)
    address: str = Field(default="", max_length=254)
    body: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    queued_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    next_at: datetime = Field(sa_column=Column(UTCDateTime, nullable=False))
    lease_until: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    lease_by: str | None = Field(default=None, max_length=80)
    attempts: int = 0
    doubts: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    tried_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))
    reply: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


delivery_table = table_of(Delivery)


def by_number(*conditions: ColumnElement[bool], skip_locked: bool = False) -> Subquery:
    """The mails of which that holds, each locked after those with smaller numbers: of two who
    want several of the same mails one waits for the other, and never both."""
    return (
        select(delivery_table.c.id)
        .where(*conditions)
        .order_by(delivery_table.c.id)
        .with_for_update(skip_locked=skip_locked)
        .subquery("by_number")
    )


_QUEUED = (
    "kind",
    "key",
    "partnership_id",
    "person_id",
    "contact_id",
    "message_id",
    "queued_at",
    "next_at",
)
_FRESH = {
    "state": DeliveryState.QUEUED.value,
    "subject": "",
    "address": "",
    "attempts": 0,
    "doubts": 0,
    "reply": "",
}
ANEW = {"attempts": 0, "doubts": 0, "tried_at": None, "body": None}
_QUEUE = Statement(
    lambda insert: (
        insert(delivery_table)
        .values({name: bindparam(name) for name in _QUEUED} | _FRESH)
        .on_conflict_do_nothing(index_elements=["key"])
    )
)
_NEWEST = Statement(select(func.coalesce(func.max(delivery_table.c.id), 0)))
_WAITING = Statement(
    select(
        or_(
            *(
                exists(1).where(delivery_table.c.state == state.value)
                for state in (DeliveryState.QUEUED, DeliveryState.IN_DOUBT)
            )
        )
    )
)
_SINCE = Statement(
    select(delivery_table.c.key, delivery_table.c.id)
    .where(delivery_table.c.id > bindparam("after"))
    .order_by(delivery_table.c.id)
)

_FORGET = Statement(
    update(delivery_table)
    .where(
        delivery_table.c.id.in_(
            select(by_number(delivery_table.c.contact_id == bindparam("contact")).c.id)
        )
    )
    .values(
        {
            **dict.fromkeys(("address", "subject", "reply"), ""),
            **dict.fromkeys(("body", "lease_by", "lease_until")),
            "state": case(
                (
                    delivery_table.c.state == DeliveryState.IN_DOUBT.value,
                    DeliveryState.QUEUED.value,
                ),
                else_=delivery_table.c.state,
            ),
        }
    )
)
_REQUEUE = Statement(
    update(delivery_table)
    .where(
        delivery_table.c.id == bindparam("this"),
        delivery_table.c.state == DeliveryState.FAILED.value,
    )
    .values(next_at=bindparam("next_at"), state=DeliveryState.QUEUED.value, **ANEW)
)
_failed_of = by_number(
    delivery_table.c.person_id == bindparam("this"),
    delivery_table.c.state == DeliveryState.FAILED.value,
)
_failed_to = by_number(
    delivery_table.c.contact_id == bindparam("this"),
    delivery_table.c.state == DeliveryState.FAILED.value,
)
_REQUEUE_TO = Statement(
    update(delivery_table)
    .where(delivery_table.c.id.in_(select(_failed_to.c.id)))
    .values(next_at=bindparam("next_at"), state=DeliveryState.QUEUED.value, **ANEW)
)
_REQUEUE_OF = Statement(
    update(delivery_table)
    .where(delivery_table.c.id.in_(select(_failed_of.c.id)))
    .values(next_at=bindparam("next_at"), state=DeliveryState.QUEUED.value, **ANEW)
)


class NewDelivery(NamedTuple):
    """A mail that is wanted: `key` makes it one, to a person or to the address left with a case."""

    kind: str
    key: str
    partnership_id: int
    person_id: int | None = None
    contact_id: int | None = None


def queue(
    session: Session,
    new: Sequence[NewDelivery],
    now: datetime,
    *,
    next_at: datetime | None = None,
    host: str = HOST,
) -> dict[str, int]:
    """Put mails in the outbox, to go at `next_at`; the number of each by its key, without those
    whose key is there already. A fixed number of queries, however many mails."""
    when = {"queued_at": now, "next_at": next_at or now}
    values = [{**each._asdict(), "message_id": message_id(each.key, host), **when} for each in new]
    if not values:
        return {}
    with session.begin():
        session.take_turns("outbox")  # what is newer than the newest is then our own
        before = session.value(_NEWEST)
        session.run_many(_QUEUE, values)
        return dict(session.rows(_SINCE, {"after": before}))


def any_waits(session: Session) -> bool:
    """Whether any mail is still to go, now or later."""
    return bool(session.value(_WAITING))


def message_id(key: str, host: str = HOST) -> str:
    """The Message-ID of the mail with that key: always the same, so that a mail can be looked
    for after a restore."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{host}>"


def forget(session: Session, contact_id: int) -> int:
    """Remove a reporter's address from every mail to it; returns from how many. The bytes go with
    it; that a mail went stays. One in doubt is written anew when it is due, and finds nobody to go
    to."""
    with session.begin():
        return session.run(_FORGET, {"contact": contact_id})


def requeue(session: Session, delivery_id: int, now: datetime) -> bool:
    """Try a failed mail anew, rendered anew: what stood in the way (an address) has been put
    right."""
    with session.begin():
        return session.run(_REQUEUE, {"this": delivery_id, "next_at": now}) == 1


def requeue_failed(session: Session, person_id: int, now: datetime) -> int:
    """Try every failed mail to a person anew, as after a change of address; returns how many."""
    with session.begin():
        return session.run(_REQUEUE_OF, {"this": person_id, "next_at": now})


def requeue_reporter(session: Session, contact_id: int, now: datetime) -> int:
    """The same for the address left with a report."""
    with session.begin():
        return session.run(_REQUEUE_TO, {"this": contact_id, "next_at": now})
