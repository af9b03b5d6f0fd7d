"""Mails are written while nobody waits, and go only if nothing has happened meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import ModuleType

from engine.cases.steps import correct
from engine.people.actors import ANYONE
from engine.people.acts import Act
from engine.people.registry import change_address
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.notices import bundles, planner
from notifications.notices.notices import CancelReason
from notifications.outbox.new_address import correct_by_receipt
from notifications.sending import compose
from notifications.sending.composed import Composed
from notifications.sending.send_with import SendReport, SendWith
from notifications.sending.sender import send_due
from notifications.sending.to_write import OfKind
from notifications.sending.written_mails import Composer
from tests.mailbox import DAY, MONDAY
from tests.notifications.post import LETTERHEAD
from tests.notifications.relay import Outbox


@dataclass
class Interrupted:
    """Writes as Samsak does; what else happens while it writes is told as it begins."""

    happens: Callable[[], object]
    by: ModuleType | Composer = compose
    asked: list[list[int]] = field(default_factory=list)
    held: list[int] = field(default_factory=list)

    def compose(self, session: Session, deliveries: Sequence, now: datetime) -> Composed:
        composed = self.by.compose(session, deliveries, now)
        self.held.append(session.depth)
        if not self.asked and not session.depth:
            self.happens()
        self.asked.append([each.id for each in deliveries])
        return composed

    def settle(self, session: Session, sent: Sequence[OfKind], now: datetime) -> None:
        self.by.settle(session, sent, now)


def sent_with(world, database: Database, composer: Interrupted) -> tuple[SendReport, Outbox]:
    planner.plan(world.session, MONDAY)
    bundles.bundle(world.session, MONDAY)
    mailer = Outbox()
    given = SendWith(mailer, letterhead=LETTERHEAD, worker="one", composer=composer)
    return send_due(database, given, lambda: MONDAY), mailer


def cancelled(world) -> list[str]:
    rows = world.session.driver.execute("SELECT reply FROM delivery WHERE state = 'cancelled'")
    return [row[0] for row in rows.fetchall()]


def test_mails_are_written_in_no_write_transaction(world, database):
    world.measure("En")
    composer = Interrupted(lambda: None)

    report, _mailer = sent_with(world, database, composer)

    assert report.sent == len(composer.asked[0])
    assert composer.held == [0]


def test_a_step_that_is_taken_back_while_its_mail_is_written_stops_it(world, database):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    undone = Act(world.secretary, MONDAY, reason="feil enhet")

    def taken_back() -> None:
        with database.session() as other:
            correct(other, case, undone)

    _report, mailer = sent_with(world, database, Interrupted(taken_back))

    assert CancelReason.CORRECTED.value in cancelled(world)
    handler = world.session.driver.execute(
        "SELECT email FROM person WHERE email LIKE 'handler%'"
    ).fetchone()
    assert handler[0] not in [address for address, _id, _body in mailer.mails]


def test_an_address_changed_while_the_mail_is_written_is_where_it_goes(world, database):
    world.measure("En")
    old = world.secretary.email
    given = Act(world.secretary, MONDAY + timedelta(minutes=1))

    def moved() -> None:
        with database.session() as other:
            change_address(other, old, "ny@example.no", given)

    _report, mailer = sent_with(world, database, Interrupted(moved))

    addresses = [address for address, _id, _body in mailer.mails]
    assert "ny@example.no" in addresses
    assert old not in addresses


def test_a_reporters_address_put_right_meanwhile_is_where_it_goes(world, database):
    receipt = world.world.report(email="ola@exmaple.no", at=MONDAY)

    def corrected() -> None:
        with database.session() as other:
            given = Act(ANYONE, MONDAY + timedelta(minutes=1))
            correct_by_receipt(other, receipt.code, "ola@example.no", given)

    _report, mailer = sent_with(world, database, Interrupted(corrected))

    addresses = [address for address, _id, _body in mailer.mails]
    assert [each for each in addresses if each.startswith("ola")] == ["ola@example.no"]


def test_what_is_written_anew_is_half_as_much_at_a_time_and_goes_once(world, database):
    world.join("owner", "sekretariat")
    world.measure("En")
    days = iter(range(1, 100))

    def happens() -> None:
        with database.session() as other:
            world.fjord.on(other).report(at=MONDAY + DAY * next(days))

    class Busy(Interrupted):
        def compose(self, session: Session, deliveries: Sequence, now: datetime) -> Composed:
            if not session.depth:
                self.asked.clear()
            return super().compose(session, deliveries, now)

    report, mailer = sent_with(world, database, Busy(happens))

    addresses = [address for address, _id, _body in mailer.mails]
    assert report.sent == len(addresses) == len(set(addresses)) > 1
