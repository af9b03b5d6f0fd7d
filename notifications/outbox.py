"""Deliveries: one mail to one address, its bytes frozen before it is sent, held by a lease while somebody sends it.

Whoever claims a mail gets a token, and every verb on a claimed mail asks for it: one who lost the lease changes
nothing. A verb answers whether it changed the row.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Text, bindparam, or_, select, type_coerce, update
from sqlmodel import Field, SQLModel

from engine.database import Session
from engine.statements import Statement, UTCDateTime, any_of

LEASE = timedelta(minutes=5)  # more than twice what one mail can take with every verb at its time limit
HOLD = timedelta(minutes=15)  # how long a mail in doubt rests before the same bytes go again
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=2), timedelta(hours=6)
HOST = "samsak.invalid"  # the right-hand side of a Message-ID, where nobody says which host


class DeliveryState(StrEnum):
    """Where a mail stands. `in_doubt`: frozen, and perhaps with the mail server already; `failed` awaits a person."""

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


class Delivery(SQLModel, table=True):
    """One mail. `message_id` is decided when it is queued; `body` holds the exact bytes once it is rendered."""

    __table_args__ = (Index("ix_delivery_due", "state", "next_at"), Index("ix_delivery_person_id", "person_id"))
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
    reply: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    sent_at: datetime | None = Field(default=None, sa_column=Column(UTCDateTime, nullable=True))


@dataclass(frozen=True)
class Claimed:
    """A mail in somebody's hands. `state` is what it was when it was claimed: `in_doubt` may have arrived already."""

    id: int
    kind: str
    key: str
    partnership_id: int
    person_id: int | None
    contact_id: int | None
    state: str
    message_id: str
    subject: str
    address: str
    body: bytes | None
    attempts: int
    token: str

    @property
    def doubtful(self) -> bool:
        """Whether an earlier attempt may have reached the reader."""
        return self.state == DeliveryState.IN_DOUBT


_delivery = Delivery.__table__  # type: ignore[attr-defined]
_QUEUED = ("kind", "key", "partnership_id", "person_id", "contact_id", "message_id", "queued_at", "next_at")
_FRESH = {"state": DeliveryState.QUEUED.value, "subject": "", "address": "", "attempts": 0, "reply": ""}
_QUEUE = Statement(
    lambda insert: (
        insert(_delivery)
        .values({name: bindparam(name) for name in _QUEUED} | _FRESH)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(_delivery.c.id)
    )
)
_DUE = (
    select(_delivery.c.id)
    .where(or_(*(_delivery.c.state == state.value for state in (DeliveryState.QUEUED, DeliveryState.IN_DOUBT))))
    .where(_delivery.c.next_at <= bindparam("now", type_=UTCDateTime()))
    .where(or_(_delivery.c.lease_until.is_(None), _delivery.c.lease_until <= bindparam("now", type_=UTCDateTime())))
    .where(or_(bindparam("anywhere", type_=Integer()) == 1, any_of(_delivery.c.partnership_id, "within")))
    .order_by(_delivery.c.next_at, _delivery.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIMED = (
    "id", "kind", "key", "partnership_id", "person_id", "contact_id", "state", "message_id", "subject", "address",
    "body", "attempts",
)  # fmt: skip
_CLAIM = Statement(
    update(_delivery)
    .where(_delivery.c.id.in_(select(_DUE.c.id)))
    .values(lease_by=bindparam("lease_by"), lease_until=bindparam("lease_until"))
    .returning(*(_delivery.c[name] for name in _CLAIMED))
)
_HELD = Statement(
    select(_delivery.c.id).where(
        _delivery.c.id == bindparam("this"),
        _delivery.c.lease_by == bindparam("token"),
        _delivery.c.lease_until > bindparam("now"),
    )
)


def _held(*columns: str, **changes: Any) -> Statement:
    """Changes a mail for the one who holds it: `columns` are given with the call, `changes` are always the same."""
    given: dict[str, Any] = {name: bindparam(name) for name in columns}
    return Statement(
        update(_delivery)
        .where(_delivery.c.id == bindparam("this"), _delivery.c.lease_by == bindparam("token"))
        .values({**given, **changes})
    )


_NOBODYS: dict[str, Any] = {"lease_by": None, "lease_until": None}
_RENEW = Statement(
    update(_delivery)
    .where(any_of(_delivery.c.id, "these"), _delivery.c.lease_by == bindparam("token"))
    .values(lease_until=bindparam("lease_until"))
    .returning(_delivery.c.id)
)
_FREEZE = _held("subject", "address", "body", "next_at", "lease_until", state=DeliveryState.IN_DOUBT.value)
_SENT = _held("sent_at", "reply", "attempts", state=DeliveryState.SENT.value, **_NOBODYS)
_AGAIN = _held("next_at", "reply", "attempts", "state", **_NOBODYS)
_FAILED = _held("reply", "attempts", state=DeliveryState.FAILED.value, **_NOBODYS)
_DOUBT = _held("next_at", "reply", "attempts", **_NOBODYS)
_RELEASE = _held("state", "subject", "address", "body", "next_at", **_NOBODYS)
_POSTPONE = _held("state", "subject", "address", "body", "next_at", "reply", "attempts", **_NOBODYS)
_CANCEL = _held("reply", state=DeliveryState.CANCELLED.value, **_NOBODYS)
_LISTED = (
    "id", "kind", "key", "partnership_id", "person_id", "contact_id", "state", "message_id", "subject", "address",
    "queued_at", "next_at", "attempts", "reply", "sent_at",
)  # fmt: skip
_BY_STATE = Statement(
    select(*(_delivery.c[name] for name in _LISTED))
    .where(any_of(type_coerce(_delivery.c.state, String()), "states"))
    .order_by(_delivery.c.next_at, _delivery.c.id)
    .limit(bindparam("most"))
)
_REQUEUE = Statement(
    update(_delivery)
    .where(_delivery.c.id == bindparam("this"), _delivery.c.state == DeliveryState.FAILED.value)
    .values(next_at=bindparam("next_at"), state=DeliveryState.QUEUED.value, attempts=0, body=None)
)


def queue(
    session: Session, kind: str, key: str, *, partnership_id: int, now: datetime, next_at: datetime | None = None,
    person_id: int | None = None, contact_id: int | None = None, host: str = HOST,
) -> int | None:  # fmt: skip
    """Put a mail in the outbox, to go at `next_at`; its number, or None when one with that key is there already."""
    values = {
        "kind": kind,
        "key": key,
        "partnership_id": partnership_id,
        "person_id": person_id,
        "contact_id": contact_id,
        "message_id": message_id(key, host),
        "queued_at": now,
        "next_at": next_at or now,
    }
    with session.begin():
        found: int | None = session.value(_QUEUE, values)
    return found


def message_id(key: str, host: str = HOST) -> str:
    """The Message-ID of the mail with that key: always the same, so that a mail can be looked for after a restore."""
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{host}>"


def claim(
    session: Session, worker: str, now: datetime, *, lease: timedelta = LEASE, most: int = 50, within: Sequence[int] | None = None
) -> list[Claimed]:
    """Take what is due and in nobody's hands, the longest waiting first; of these partnerships alone where that is asked."""
    token = f"{worker[:40]}:{secrets.token_hex(8)}"
    with session.begin():
        values = {"now": now, "most": most, "lease_by": token, "lease_until": now + lease}
        values |= {"anywhere": int(within is None), "within": list(within or ())}
        rows = session.rows(_CLAIM, values)
    claimed = [Claimed(**dict(zip(_CLAIMED, row, strict=True)), token=token) for row in rows]
    return sorted(claimed, key=lambda mail: mail.id)


def renew(session: Session, mails: Sequence[Claimed], now: datetime, *, lease: timedelta = LEASE) -> list[Claimed]:
    """Hold the mails of one claim for longer; answers those that are still in these hands."""
    values = {"these": [mail.id for mail in mails], "token": mails[0].token if mails else None}
    with session.begin():
        held = {row[0] for row in session.rows(_RENEW, {**values, "lease_until": now + lease})}
    return [mail for mail in mails if mail.id in held]


def held(session: Session, mail: Claimed, now: datetime) -> bool:
    """Whether the mail is still in these hands: asked just before what cannot be taken back."""
    return session.row(_HELD, {"this": mail.id, "token": mail.token, "now": now}) is not None


def freeze(
    session: Session, mail: Claimed, now: datetime, *, address: str, subject: str, body: bytes,
    hold: timedelta = HOLD, lease: timedelta = LEASE,
) -> Claimed | None:  # fmt: skip
    """Keep the exact bytes and count the mail as in doubt from now on; None when it is in other hands."""
    kept = replace(mail, address=address, subject=subject[:400], body=body)
    values = {"address": address, "subject": kept.subject, "body": body}
    return kept if _changed(session, _FREEZE, mail, **values, next_at=now + hold, lease_until=now + lease) else None


def sent(session: Session, mail: Claimed, now: datetime, reply: str) -> bool:
    """The mail server took it."""
    return _changed(session, _SENT, mail, sent_at=now, reply=reply, attempts=mail.attempts + 1)


def again(session: Session, mail: Claimed, now: datetime, reply: str) -> bool:
    """Not now: the same bytes go later. A mail that was in doubt before this attempt stays so."""
    later = {"next_at": now + pause(mail.attempts), "state": mail.state}
    return _changed(session, _AGAIN, mail, **later, reply=reply, attempts=mail.attempts + 1)


def failed(session: Session, mail: Claimed, reply: str) -> bool:
    """The mail server will never take it: a person must look."""
    return _changed(session, _FAILED, mail, reply=reply, attempts=mail.attempts + 1)


def doubt(session: Session, mail: Claimed, now: datetime, reply: str, *, hold: timedelta = HOLD) -> bool:
    """Nobody knows whether it arrived: it rests in doubt before the same bytes go again."""
    return _changed(session, _DOUBT, mail, next_at=now + hold, reply=reply, attempts=mail.attempts + 1)


def cancel(session: Session, mail: Claimed, reason: str) -> bool:
    """It need not be sent any more."""
    return _changed(session, _CANCEL, mail, reply=reason)


def requeue(session: Session, delivery_id: int, now: datetime) -> bool:
    """Try a failed mail anew, rendered anew: what stood in the way (an address) has been put right."""
    with session.begin():
        return session.run(_REQUEUE, {"this": delivery_id, "next_at": now}) == 1


def by_state(session: Session, *states: DeliveryState, most: int = 50) -> list[Delivery]:
    """Mails in these states, the next to go first, without their bytes; not to be changed."""
    rows = session.rows(_BY_STATE, {"states": [state.value for state in states], "most": most})
    return [Delivery(**dict(zip(_LISTED, row, strict=True))) for row in rows]


def pause(attempts: int) -> timedelta:
    """How long to wait after that many attempts before this one: twice as long each time, six hours at most."""
    return min(FIRST_PAUSE * (1 << min(attempts, 10)), LONGEST_PAUSE)


def give_back(session: Session, mails: Sequence[Claimed], now: datetime, reply: str | None) -> None:
    """Put mails that nobody tried back as they were when claimed; for later when `reply` says what stood in the way."""
    with session.begin():
        for mail in mails:
            back = {"state": mail.state, "subject": mail.subject, "address": mail.address, "body": mail.body}
            if reply is None:
                _changed(session, _RELEASE, mail, **back, next_at=now)
            else:
                _changed(session, _POSTPONE, mail, **back, next_at=now + pause(mail.attempts), reply=reply,
                         attempts=mail.attempts + 1)  # fmt: skip


def _changed(session: Session, statement: Statement, mail: Claimed, **values: Any) -> bool:
    with session.begin():
        return session.run(statement, {"this": mail.id, "token": mail.token, **values}) == 1
