from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine.cases.chain import verify_chains
from engine.errors import Refused
from engine.people.actors import ANYONE
from engine.people.acts import Act
from engine.storage.session import Session
from notifications.outbox import deliveries
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.outbox.new_address import (
    change_address,
    correct_address,
    correct_by_receipt,
)
from notifications.sending.tick import tick
from tests.mailbox import Mailroom
from tests.world import MONDAY, at_once
from workflows.deviations.reports import Receipt


class Server:
    """A mail server with one answer."""

    def __init__(self, kind: ReplyKind) -> None:
        self.kind = kind
        self.addresses: list[str] = []

    def send(
        self, address: str, _message_id: str, _body: bytes, _still_mine: Any, _slow: Any
    ) -> Reply:
        self.addresses.append(address)
        return Reply(self.kind, "")

    def close(self) -> None:
        """There is nothing to close."""


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


WRONG, RIGHT = "ola@exmaple.no", "ola@example.no"


def by_receipt(session: Session, receipt: Receipt) -> int:
    return correct_by_receipt(session, receipt.code, RIGHT, Act(ANYONE, MONDAY))


@pytest.mark.parametrize("kind", [ReplyKind.LATER, ReplyKind.REFUSED, ReplyKind.UNKNOWN])
def test_what_did_not_reach_a_reporter_goes_to_the_new_address_once(database, world, kind):
    session, receipt = world.session, world.world.report(email=WRONG)
    tried, went = Server(kind), Server(ReplyKind.ACCEPTED)
    tick(database, MONDAY, mailer=tried)
    assert WRONG in tried.addresses

    assert by_receipt(session, receipt) == (kind is ReplyKind.REFUSED)
    assert by_receipt(session, receipt) == 0
    for hours in range(0, 30, 4):
        tick(database, MONDAY + timedelta(hours=hours), mailer=went)

    assert [each for each in went.addresses if each in (WRONG, RIGHT)] == [RIGHT]
    assert verify_chains(session) == []


def test_an_address_that_retention_would_remove_is_refused(world):
    receipt = world.world.report(email=WRONG)
    world.world.step(receipt.case, "reject", rejection="not_enough")
    years_after = MONDAY + timedelta(days=3 * 365)

    with pytest.raises(Refused, match="The receipt still leads"):
        correct_by_receipt(world.session, receipt.code, RIGHT, Act(ANYONE, years_after))
    case, act = world.world.now(receipt.case), Act(world.secretary, years_after)
    with pytest.raises(Refused, match="The receipt still leads"):
        correct_address(world.session, case, RIGHT, act)
    assert by_receipt(world.session, receipt) == 0


def test_of_two_who_put_it_right_at_once_every_mail_goes_again_once(database, world):
    receipt = world.world.report(email=WRONG)
    tick(database, MONDAY, mailer=Server(ReplyKind.REFUSED))

    again = at_once(database, world.world, lambda there, _n: by_receipt(there.session, receipt))

    assert sorted(again) == [0, 1]
