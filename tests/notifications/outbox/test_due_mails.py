"""Which mails may be claimed."""

from __future__ import annotations

from datetime import timedelta

from notifications.outbox import deliveries, leases
from notifications.outbox.deliveries import DeliveryKind, NewDelivery
from notifications.outbox.waits import LEASE
from tests.mailbox import MONDAY

LATER = timedelta(minutes=1)


def queue(world, who, key, kind=DeliveryKind.NOTICES, **of):
    of = of or {"person_id": world.id(who)}
    new = NewDelivery(kind, key, world.partnership.number, **of)
    return deliveries.queue(world.session, [new], MONDAY)[key]


def claimed(world, at=MONDAY):
    return [mail.id for mail in leases.claim(world.session, "another", at)]


def test_newer_words_wait_for_the_mail_that_somebody_is_handing_over(world):
    queue(world, "owner", "older")
    (older,) = leases.claim(world.session, "one", MONDAY)
    newer = queue(world, "owner", "newer")
    of_another = queue(world, "gp", "of another")

    assert claimed(world) == [of_another]
    assert leases.sent(world.session, older, MONDAY + LATER, "250")
    assert claimed(world, MONDAY + LATER) == [newer]


def test_newer_words_do_not_wait_for_ever_for_a_worker_that_died(world):
    older = queue(world, "owner", "older")
    leases.claim(world.session, "one", MONDAY)
    newer = queue(world, "owner", "newer")

    assert claimed(world, MONDAY + LEASE) == [older, newer]


def test_who_reported_without_an_account_waits_as_well(world):
    case = world.deviation(email="fastlege@example.no")
    queue(world, None, "older", DeliveryKind.REPORTER, contact_id=case.id)
    leases.claim(world.session, "one", MONDAY)
    queue(world, None, "newer", DeliveryKind.REPORTER, contact_id=case.id)

    assert claimed(world) == []


def test_who_wants_to_log_in_does_not_wait_for_another_mail(world):
    queue(world, "owner", "older")
    leases.claim(world.session, "one", MONDAY)
    link = queue(world, "owner", "link", DeliveryKind.LOGIN)

    assert claimed(world) == [link]
