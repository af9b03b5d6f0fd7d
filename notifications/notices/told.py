"""Notices that were told, as the mail that carries them went or came back."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import update

from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.notices import Notice, NoticeState

_notice = table_of(Notice)
_TELL = Statement(
    update(_notice)
    .where(any_of(_notice.c.delivery_id, "deliveries"), _notice.c.state == NoticeState.PLANNED)
    .values(state=NoticeState.TOLD.value)
)
_TELL_NOT = Statement(
    update(_notice)
    .where(any_of(_notice.c.delivery_id, "deliveries"), _notice.c.state == NoticeState.TOLD)
    .values(state=NoticeState.PLANNED.value)
)
_TELL_THESE = Statement(
    update(_notice)
    .where(any_of(_notice.c.id, "ids"), _notice.c.state == NoticeState.PLANNED)
    .values(state=NoticeState.TOLD.value)
)


def tell_each(session: Session, ids: Iterable[int]) -> int:
    """These were told before, as somebody found out; those that wait, of them."""
    return session.run(_TELL_THESE, {"ids": sorted(ids)})


def tell(session: Session, deliveries: Iterable[int]) -> None:
    """The mails were accepted: what they carried has been told."""
    session.send(_TELL, {"deliveries": sorted(deliveries)})


def tell_not(session: Session, deliveries: Iterable[int]) -> int:
    """The mails came back: what they carried has not been told, and goes with them if they do."""
    return session.run(_TELL_NOT, {"deliveries": sorted(deliveries)})
