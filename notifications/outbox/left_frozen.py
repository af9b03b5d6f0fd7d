"""Mails that a worker froze and never came to.

A worker freezes a batch and hands it over in the order of its numbers, recording each answer before
the next mail. So of a batch whose worker died, or stood still until its lease ended, only the first
mail without an answer may have been handed over; the others were certainly not, and are as they
were before they were frozen.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, select, update
from sqlalchemy.sql.selectable import NamedFromClause

from engine.storage.columns import UTCDateTime
from engine.storage.session import Session
from engine.storage.statements import Statement
from notifications.outbox.deliveries import DeliveryState, delivery_table

_earlier = delivery_table.alias("earlier")


def _left_frozen(mail: NamedFromClause) -> ColumnElement[bool]:
    """Whether somebody froze the mail and let the lease run out: a mail that is frozen rests for
    longer than its lease, one that is only claimed was due before."""
    return and_(
        mail.c.state == DeliveryState.IN_DOUBT.value,
        mail.c.lease_until <= bindparam("now", type_=UTCDateTime()),
        mail.c.next_at > mail.c.lease_until,
    )


_NOT_HANDED = (
    select(delivery_table.c.id)
    .where(_left_frozen(delivery_table))
    .where(
        exists().where(
            _earlier.c.lease_by == delivery_table.c.lease_by,
            _earlier.c.id < delivery_table.c.id,
            _left_frozen(_earlier),
        )
    )
    .order_by(delivery_table.c.id)
    .with_for_update(skip_locked=True, of=delivery_table)
    .cte("left")
)
_doubtful = delivery_table.c.doubts > 1  # before it was frozen, too
_tried = _doubtful | (delivery_table.c.attempts > 0)
_AS_BEFORE = Statement(
    update(delivery_table)
    .where(delivery_table.c.id.in_(select(_NOT_HANDED.c.id)))
    .values(
        state=case((_doubtful, DeliveryState.IN_DOUBT.value), else_=DeliveryState.QUEUED.value),
        body=case((_doubtful, delivery_table.c.body), else_=None),
        tried_at=case((_tried, delivery_table.c.tried_at), else_=None),
        doubts=delivery_table.c.doubts - 1,
        next_at=bindparam("now", type_=UTCDateTime()),
        lease_by=None,
        lease_until=None,
    )
)


def put_back(session: Session, now: datetime) -> None:
    """Let what was certainly not handed over go at once."""
    with session.begin():
        session.run(_AS_BEFORE, {"now": now})
