"""The outbox as people look at it."""

from __future__ import annotations

from engine.storage.database import Database
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryState
from tests.notifications.post import open_office, put


def test_fifty_mails_in_a_state_are_shown_unless_more_are_asked_for(sqlite_url):
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        open_office(session)
        put(session, *(f"mail {number}" for number in range(60)))

        shown = deliveries.by_state(session, DeliveryState.QUEUED, DeliveryState.FAILED)
        assert [mail.key for mail in shown] == [f"mail {number}" for number in range(50)]
        assert len(deliveries.by_state(session, DeliveryState.QUEUED, most=60)) == 60
        assert deliveries.by_state(session, DeliveryState.SENT) == []
    database.close()
