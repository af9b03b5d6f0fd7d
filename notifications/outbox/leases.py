"""A delivery claimed by a sender: who holds it until when, and how an attempt ended."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, exists, func, select, update

from engine.storage.columns import UTCDateTime, any_of
from engine.storage.installation import Installation
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.outbox import left_frozen
from notifications.outbox.deliveries import (
    DeliveryKind,
    DeliveryState,
    by_number,
    delivery_table,
)
from notifications.outbox.due_mails import DUE
from notifications.outbox.waits import (
    ARCHIVE_PAUSE,
    AT_THE_DOT,
    LEASE,
    LEAST_TRIES,
    LONGEST_TRY,
    hold,
    pause,
)


@dataclass(frozen=True)
class Claimed:
    """A mail in somebody's hands.

    `state` is what it was when it was claimed: `in_doubt` may have arrived already.
    """

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
    doubts: int
    tried_at: datetime | None
    token: str

    @property
    def doubtful(self) -> bool:
        """Whether an earlier attempt may have reached the reader."""
        return self.state == DeliveryState.IN_DOUBT


_CLAIMED = (
    "id",
    "kind",
    "key",
    "partnership_id",
    "person_id",
    "contact_id",
    "state",
    "message_id",
    "subject",
    "address",
    "body",
    "attempts",
    "doubts",
    "tried_at",
)
_CLAIM = Statement(
    update(delivery_table)
    .where(delivery_table.c.id.in_(select(DUE.c.id)))
    .values(lease_by=bindparam("lease_by"), lease_until=bindparam("lease_until"))
    .returning(*(delivery_table.c[name] for name in _CLAIMED))
)
_installation = table_of(Installation)
_HELD = Statement(
    select(delivery_table.c.lease_until).where(
        delivery_table.c.id == bindparam("this"),
        delivery_table.c.lease_by == bindparam("token"),
        delivery_table.c.lease_until > bindparam("now"),
        ~exists(1).where(_installation.c.held_at.is_not(None)),
    )
)
# A mail that went is kept as it was frozen, with a `next_at` ahead of the attempt.
_ANY_TAKEN = Statement(
    select(
        exists(1).where(
            delivery_table.c.state == DeliveryState.SENT.value,
            delivery_table.c.next_at > bindparam("moment", type_=UTCDateTime()),
        )
    )
)


_MINE = update(delivery_table).where(
    delivery_table.c.id == bindparam("this"), delivery_table.c.lease_by == bindparam("token")
)
_NOBODYS: dict[str, Any] = {"lease_by": None, "lease_until": None}
_mine = by_number(
    any_of(delivery_table.c.id, "these"), delivery_table.c.lease_by == bindparam("token")
)
_RENEW = Statement(
    update(delivery_table)
    .where(delivery_table.c.id.in_(select(_mine.c.id)))
    .values(lease_until=bindparam("lease_until"))
    .returning(delivery_table.c.id)
)
# Of a mail that went, its bytes: not those that hold a link to log in, for whoever reads the
# database would get in.
_KEPT = case((delivery_table.c.kind == DeliveryKind.LOGIN.value, None), else_=delivery_table.c.body)
_TEXT = ("subject", "address", "body")
# A mail as it was before an attempt of which is known that it handed nothing over.
_BEFORE = ("state", "doubts")
_tried = func.coalesce(delivery_table.c.tried_at, bindparam("now", type_=UTCDateTime()))
# What each verb changes for the one who holds the mail: the columns that come with the call, and
# those that are always the same.
_CHANGES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "freeze": (
        (*_TEXT, "next_at", "lease_until", "doubts"),
        {"state": DeliveryState.IN_DOUBT.value, "tried_at": _tried},
    ),
    "held": (("lease_until",), {}),
    "sent": (
        ("sent_at", "reply", "attempts"),
        {"state": DeliveryState.SENT.value, "body": _KEPT, **_NOBODYS},
    ),
    "again": ((*_BEFORE, "body", "next_at", "reply", "attempts"), _NOBODYS),
    "failed": (("reply", "attempts"), {"state": DeliveryState.FAILED.value, **_NOBODYS}),
    "doubt": (("next_at", "reply", "attempts"), _NOBODYS),
    "release": ((*_TEXT, *_BEFORE, "tried_at", "next_at"), _NOBODYS),
    "postpone": ((*_TEXT, *_BEFORE, "tried_at", "next_at", "reply", "attempts"), _NOBODYS),
    "leave": (("next_at",), _NOBODYS),
    "cancel": (("reply",), {"state": DeliveryState.CANCELLED.value, **_NOBODYS}),
}
_CHANGE = {
    verb: Statement(_MINE.values({name: bindparam(name) for name in given} | fixed))
    for verb, (given, fixed) in _CHANGES.items()
}


def claim(
    session: Session,
    worker: str,
    now: datetime,
    *,
    most: int = 50,
    within: Sequence[int] | None = None,
) -> list[Claimed]:
    """Take what is due and in nobody's hands, the longest waiting first; of these partnerships
    alone where that is asked. Whoever has a mail in somebody's hands waits for it. What a worker
    that died never came to is due again."""
    token = f"{worker[:40]}:{secrets.token_hex(8)}"
    with session.begin():
        left_frozen.put_back(session, now)
        values = {"now": now, "most": most, "lease_by": token, "lease_until": now + LEASE}
        values |= {"anywhere": int(within is None), "within": list(within or ())}
        rows = session.rows(_CLAIM, values)
    claimed = [Claimed(**dict(zip(_CLAIMED, row, strict=True)), token=token) for row in rows]
    return sorted(claimed, key=lambda mail: mail.id)


def renew(session: Session, mails: Sequence[Claimed], now: datetime) -> list[Claimed]:
    """Hold the mails of one claim for longer; answers those that are still in these hands."""
    values = {"these": [mail.id for mail in mails], "token": mails[0].token if mails else None}
    with session.begin():
        held = {row[0] for row in session.rows(_RENEW, {**values, "lease_until": now + LEASE})}
    return [mail for mail in mails if mail.id in held]


def held(session: Session, mail: Claimed, now: datetime) -> bool:
    """Whether the mail is still in these hands, and from now on for longer than an answer may take,
    and nobody holds all mail: asked just before what cannot be taken back."""
    until = session.value(_HELD, {"this": mail.id, "token": mail.token, "now": now})
    if until is None or until >= now + AT_THE_DOT:
        return until is not None
    return _changed(session, "held", mail, lease_until=now + AT_THE_DOT)


class FrozenMail(NamedTuple):
    """The exact bytes that go, and where."""

    address: str
    subject: str
    body: bytes


def freeze(
    session: Session, mails: Sequence[tuple[Claimed, FrozenMail]], now: datetime
) -> list[Claimed]:
    """Keep the exact bytes of mails that are in these hands, as `renew` answered in the same
    transaction, and count them as in doubt from now on."""
    kept = [(mail, each._replace(subject=each.subject[:400])._asdict()) for mail, each in mails]
    until = {"lease_until": now + LEASE, "now": now}
    values = [
        {"this": mail.id, "token": mail.token, "doubts": mail.doubts + 1}
        | {"next_at": now + hold(mail.doubts + 1), **until, **text}
        for mail, text in kept
    ]
    if values:
        with session.begin():
            session.run_many(_CHANGE["freeze"], values)
    return [replace(mail, **text) for mail, text in kept]


def sent(session: Session, mail: Claimed, now: datetime, reply: str) -> bool:
    """The mail server took it."""
    return _changed(session, "sent", mail, sent_at=now, reply=reply, attempts=mail.attempts + 1)


def again(session: Session, mail: Claimed, now: datetime, reply: str) -> bool:
    """Not now: it goes later, written anew; of a mail that was in doubt before this attempt the
    same bytes."""
    before = {"state": mail.state, "doubts": mail.doubts}
    body = mail.body if mail.doubtful else None
    later = {"next_at": now + pause(mail.attempts), "reply": reply, "attempts": mail.attempts + 1}
    return _changed(session, "again", mail, **before, **later, body=body)


def waited_too_long(mail: Claimed, now: datetime) -> bool:
    """Whether the server has said “later” for days, again and again."""
    often = mail.attempts + 1 >= LEAST_TRIES
    return often and mail.tried_at is not None and now - mail.tried_at > LONGEST_TRY


def any_taken_since(session: Session, moment: datetime) -> bool:
    """Whether any mail that was tried after that moment went."""
    return bool(session.value(_ANY_TAKEN, {"moment": moment}))


def failed(session: Session, mail: Claimed, reply: str) -> bool:
    """The mail server will never take it: a person must look."""
    return _changed(session, "failed", mail, reply=reply, attempts=mail.attempts + 1)


def doubt(session: Session, mail: Claimed, now: datetime, reply: str) -> bool:
    """Nobody knows whether it arrived: it rests in doubt before the same bytes go again."""
    values = {"next_at": now + hold(mail.doubts + 1), "reply": reply}
    return _changed(session, "doubt", mail, **values, attempts=mail.attempts + 1)


def cancel(session: Session, mail: Claimed, reason: str) -> bool:
    """It need not be sent any more."""
    return _changed(session, "cancel", mail, reply=reason)


def leave(
    session: Session, mails: Sequence[Claimed], now: datetime, rest: timedelta = ARCHIVE_PAUSE
) -> int:
    """Leave mails in doubt, untried, until they are looked for again; how many."""
    with session.begin():
        return sum(
            _changed(session, "leave", mail, next_at=now + rest) for mail in _by_number(mails)
        )


def give_back(session: Session, mails: Sequence[Claimed], now: datetime, reply: str | None) -> None:
    """Put mails that nobody tried back as they were when claimed; for later when `reply` says
    what stood in the way."""
    with session.begin():
        for mail in _by_number(mails):
            back = {name: getattr(mail, name) for name in (*_TEXT, *_BEFORE, "tried_at")}
            if reply is None:
                _changed(session, "release", mail, **back, next_at=now)
            else:
                # The five days of “later” begin anew, for it has not said that.
                back["tried_at"] = mail.tried_at if mail.doubtful else None
                tried = {"reply": reply, "attempts": mail.attempts + 1}
                later = now + pause(mail.attempts)
                _changed(session, "postpone", mail, **back, **tried, next_at=later)


def _by_number(mails: Sequence[Claimed]) -> list[Claimed]:
    return sorted(mails, key=lambda mail: mail.id)


def _changed(session: Session, verb: str, mail: Claimed, **values: Any) -> bool:
    with session.begin():
        return session.run(_CHANGE[verb], {"this": mail.id, "token": mail.token, **values}) == 1
