"""What became of the mails that tell whoever reported of the answer, as those ask who wait for it
to be delivered."""

from __future__ import annotations

import pytest

from engine.people.acts import Act
from engine.storage.database import Database
from notifications import mails
from notifications.outbox.bounces import Bounce
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.bounced import fail_bounced
from notifications.sending.tick import TickReport, tick
from tests.mailbox import HOUR, MONDAY, Mailroom, open_mailroom
from tests.world import unmet
from workflows.deviations import heard


class Server:
    """A mail server that answers what it was told to answer, and remembers the Message-IDs."""

    def __init__(self) -> None:
        self.reply, self.taken = Reply(ReplyKind.ACCEPTED, "250"), []

    def send(self, _address: str, message_id: str, *_more: object) -> Reply:
        self.taken.append(message_id)
        return self.reply

    def close(self) -> None:
        """Nothing is open."""


class Waiting:
    """A handler who has answered, and waits."""

    def __init__(self, database: Database, world: Mailroom) -> None:
        self.database, self.world, self.server, self.hours = database, world, Server(), 0
        self.case = world.deviation(email="fastlege@example.no")
        world.do(self.case, "route", handler="mottak")
        world.do(self.case, "answer", by="handler", answer="Beklager", event_type="ict")

    def tick(self, kind: ReplyKind = ReplyKind.ACCEPTED) -> TickReport:
        """A tick in which the server answers that to every mail."""
        self.hours += 2
        self.server.reply = Reply(kind, "250 taken" if kind == ReplyKind.ACCEPTED else "550 no")
        return tick(self.database, self.now, mailer=self.server)

    @property
    def now(self):
        return MONDAY + self.hours * HOUR

    def waits_for(self) -> list[str]:
        """What stands in the way of finishing; nothing where it is done, which does not stay."""
        session = self.world.session
        with session.begin(), session.savepoint(keep=False):
            at = self.now
            return list(unmet(lambda: self.world.do(self.case, "handle", by="handler", at=at)))

    def all_come_back(self) -> None:
        returned = [Bounce(each, "5.1.1", self.now, "5.1.1") for each in self.server.taken]
        fail_bounced(self.world.session, returned, self.now)


@pytest.fixture
def waiting(database, session, peopled) -> Waiting:
    return Waiting(database, open_mailroom(session))


def test_a_mail_that_the_server_takes_delivers_the_answer(waiting):
    assert waiting.waits_for() == ["answer_sent"]
    waiting.tick()
    assert waiting.waits_for() == []


def test_a_mail_that_comes_back_does_not(waiting):
    waiting.tick()
    waiting.all_come_back()
    assert waiting.waits_for() == ["answer_arrived"]


def test_a_mail_that_is_put_off_is_waited_for_and_one_that_is_refused_is_not(waiting):
    waiting.tick(ReplyKind.LATER)
    assert waiting.waits_for() == ["answer_sent"]
    waiting.tick(ReplyKind.REFUSED)
    assert waiting.waits_for() == ["answer_arrived"]


def test_nobody_waits_for_a_mail_that_somebody_gave_up(waiting):
    waiting.tick(ReplyKind.LATER)
    world, act = waiting.world, Act(waiting.world.secretary, waiting.now)
    for mail in mails.mails(world.session, [DeliveryState.QUEUED], act.by, waiting.now.date()):
        mails.drop(world.session, mail.id, act)

    assert waiting.waits_for() == ["answer_arrived"]


def test_what_an_account_is_mailed_counts_and_the_mails_of_others_do_not(waiting):
    world, case = waiting.world, waiting.world.deviation(by=waiting.world.gp)
    world.do(case, "route", handler="mottak")
    step = world.do(case, "answer", by="handler", answer="Beklager", event_type="ict")
    waiting.tick()

    ways = world.session.rows(heard._OF, {"event_id": step.id})
    assert [(way, became) for way, became in ways] == [("account", "told")]
