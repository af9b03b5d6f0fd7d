"""What proves that a mail went: a trace, chained and anchored like all others, which says to whom,
when and what it told. The address is no part of it, so that it can be forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import select

from engine.people.actors import CLOCK
from engine.people.acts import Act
from engine.people.trace import trace, traced
from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import Notice, NoticeState
from notifications.outbox.deliveries import Delivery, DeliveryState, delivery_table

_notice = table_of(Notice)


_TOLD = select(_notice.c.delivery_id, _notice.c.key).where(
    _notice.c.delivery_id.is_not(None), _notice.c.state == NoticeState.TOLD.value
)
_ALL = Statement(_TOLD.order_by(_notice.c.id))
_OF_THESE = Statement(
    _TOLD.where(any_of(_notice.c.delivery_id, "deliveries")).order_by(_notice.c.id)
)


def _what_they_told(session: Session, ids: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = {}
    told = session.rows(_OF_THESE, {"deliveries": list(ids)}) if ids else session.rows(_ALL)
    for number, key in told:
        found.setdefault(number, {"notices": []})["notices"].append(key)
    return found


SENT = traced(
    "delivery",
    Delivery,
    "key",
    "partnership_id",
    "person_id",
    "message_id",
    "sent_at",
    joined=_what_they_told,
    only=delivery_table.c.state == DeliveryState.SENT.value,
)


class _Sent(NamedTuple):
    """A mail that a mail server took, as its trace tells it."""

    id: int
    key: str
    partnership_id: int
    person_id: int | None
    message_id: str
    sent_at: datetime


class SentMail(Protocol):
    """What is asked of a mail that went."""

    @property
    def id(self) -> int: ...
    @property
    def key(self) -> str: ...
    @property
    def partnership_id(self) -> int: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def message_id(self) -> str: ...


def keep(session: Session, mail: SentMail, now: datetime, act: Act | None = None) -> None:
    """Keep that the mail went, in the commit that records it as sent; by whose act, where somebody
    found out."""
    went = _Sent(
        id=mail.id,
        key=mail.key,
        partnership_id=mail.partnership_id,
        person_id=mail.person_id,
        message_id=mail.message_id,
        sent_at=now,
    )
    trace(session, SENT, went, "marked" if act else "sent", act or Act(CLOCK, now))
