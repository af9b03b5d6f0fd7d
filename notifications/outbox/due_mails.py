"""Which mails may be claimed: those that are due, in nobody's hands, and behind no other mail."""

from __future__ import annotations

from sqlalchemy import Integer, bindparam, exists, or_, select

from engine.storage.columns import UTCDateTime, any_of
from notifications.outbox.deliveries import DeliveryKind, DeliveryState, delivery_table

# What is in somebody's hands was true when it was written, and goes first: newer words that went
# through other hands meanwhile would be read before the older ones. Read once, for it is little.
_in_hand = (
    select(delivery_table.c.person_id, delivery_table.c.contact_id)
    .where(delivery_table.c.lease_until > bindparam("now", type_=UTCDateTime()))
    .cte("in_hand")
    .prefix_with("MATERIALIZED")
)
_BEFORE_IT = exists().where(
    or_(
        _in_hand.c.person_id == delivery_table.c.person_id,
        _in_hand.c.contact_id == delivery_table.c.contact_id,
    )
)
DUE = (
    select(delivery_table.c.id)
    .where(
        or_(
            *(
                delivery_table.c.state == state.value
                for state in (DeliveryState.QUEUED, DeliveryState.IN_DOUBT)
            )
        )
    )
    .where(delivery_table.c.next_at <= bindparam("now", type_=UTCDateTime()))
    .where(
        or_(
            delivery_table.c.lease_until.is_(None),
            delivery_table.c.lease_until <= bindparam("now", type_=UTCDateTime()),
        )
    )
    .where(
        or_(
            bindparam("anywhere", type_=Integer()) == 1,
            any_of(delivery_table.c.partnership_id, "within"),
            delivery_table.c.kind == DeliveryKind.LOGIN.value,  # somebody waits for it now
        )
    )
    .where(or_(delivery_table.c.kind == DeliveryKind.LOGIN.value, ~_BEFORE_IT))
    .order_by(delivery_table.c.next_at, delivery_table.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=delivery_table)
    .cte("due")
)
