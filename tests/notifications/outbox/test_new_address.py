from __future__ import annotations

from datetime import date

from engine.people.acts import Act
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.new_address import change_address
from tests.mailbox import Mailroom
from tests.world import MONDAY


def test_mail_that_waits_or_failed_goes_to_the_new_address(world: Mailroom):
    world.meeting(date(2026, 3, 9))
    world.tick(MONDAY, deliver=lambda _letter: False)
    waiting = [mail.id for mail in world.queued() if mail.person_id == world.id("member")]
    assert waiting != []
    world.record(waiting[0], DeliveryState.FAILED, "550 no such user")

    act = Act(world.secretary, MONDAY)
    person, again = change_address(world.session, "member@example.no", "arne@example.no", act)
    assert again == 1

    went = {mail.letter.recipient.address for mail in world.send(MONDAY)}
    assert "arne@example.no" in went
    assert "member@example.no" not in went
    assert deliveries.requeue_failed(world.session, person.number, MONDAY) == 0
