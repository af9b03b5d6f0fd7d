"""The quiet hour: between two mails of notices to one person, what happens waits and is joined."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select

from engine.storage.columns import any_of
from engine.storage.session import Session
from engine.storage.statements import Statement, table_of
from notifications.notices.kinds import letter_of
from notifications.notices.notices import Planned
from notifications.outbox.deliveries import Delivery, DeliveryKind

QUIET = timedelta(hours=1)

_delivery = table_of(Delivery)
_LATELY = Statement(
    select(_delivery.c.person_id, _delivery.c.partnership_id, func.max(_delivery.c.queued_at))
    .where(any_of(_delivery.c.person_id, "persons"), _delivery.c.kind == DeliveryKind.NOTICES)
    .where(_delivery.c.queued_at > bindparam("since"), _delivery.c.queued_at <= bindparam("now"))
    .group_by(_delivery.c.person_id, _delivery.c.partnership_id)
)


def after_quiet(session: Session, wanted: Sequence[Planned], now: datetime) -> list[Planned]:
    """The notices, those of people who had a mail of notices within the hour put off until that
    hour is over."""
    until = {
        (person, partnership): queued_at + QUIET
        for person, partnership, queued_at in session.rows(
            _LATELY, {"persons": persons_of(wanted), "since": now - QUIET, "now": now}
        )
    }
    return [_put_off(notice, until) for notice in wanted] if until else list(wanted)


def _put_off(notice: Planned, until: dict[tuple[int, int], datetime]) -> Planned:
    if notice.person_id is None or letter_of(notice) is not DeliveryKind.NOTICES:
        return notice
    over = until.get((notice.person_id, notice.partnership_id), notice.send_at)
    return notice._replace(send_at=over) if over > notice.send_at else notice


def persons_of(notices: Iterable[Planned]) -> list[int]:
    """The persons that these notices are for."""
    return sorted({notice.person_id for notice in notices if notice.person_id is not None})
