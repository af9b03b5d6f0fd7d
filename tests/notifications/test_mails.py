"""Mails that did not go are seen by those who look, and settled by them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases.chain import verify_chains
from engine.errors import NotFound, Refused
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from notifications import mails
from notifications.mails import PATIENCE, UNSETTLED
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.mailer import Reply, ReplyKind, bare_reply
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom

EVERY = list(DeliveryState)
HOUR = timedelta(hours=1)


class Mailer:
    """A mail server with one answer."""

    def __init__(self, kind: ReplyKind, text: str = "550 ingen slik", down: bool = False) -> None:
        self.reply, self.addresses = Reply(kind, text, down=down), []

    def send(self, address, _message_id, _body, still_mine, _slow):
        assert still_mine()
        self.addresses.append(address)
        return self.reply

    def close(self):
        pass


@pytest.fixture
def office(session, peopled):
    world = open_mailroom(session)
    world.measure()
    return world


def ticked(database, office, kind, *, at=MONDAY, down=False):
    mailer = Mailer(kind, down=down)
    tick(database, at, mailer=mailer)
    return mailer


def unsettled(office):
    return mails.mails(office.session, UNSETTLED, OPERATOR, MONDAY.date())


def codes(office, at=MONDAY):
    return [code for code, _said in mails.faults(office.session, OPERATOR, at)]


def act(office, at=MONDAY):
    return Act(office.secretary, at)


@pytest.mark.parametrize(
    ("kind", "down", "code"),
    [
        (ReplyKind.REFUSED, False, "mail_failed"),
        (ReplyKind.UNKNOWN, False, "mail_in_doubt"),
        (ReplyKind.LATER, True, "mail_waits"),
    ],
)
def test_what_did_not_go_is_a_finding(database, office, kind, down, code):
    assert codes(office) == []

    ticked(database, office, kind, down=down)

    assert codes(office, MONDAY + 2 * PATIENCE) == [code]


class Watched(Mailer):
    """A mail server during whose answer somebody else looks what needs somebody."""

    def __init__(self, database) -> None:
        super().__init__(ReplyKind.ACCEPTED)
        self.database, self.seen = database, []

    def send(self, *handed):
        with self.database.session() as other:
            found = mails.faults(other, OPERATOR, MONDAY + timedelta(minutes=1))
        self.seen.append([code for code, _said in found])
        return super().send(*handed)


def test_a_mail_that_is_being_sent_needs_nobody(database, office):
    mailer = Watched(database)
    tick(database, MONDAY, mailer=mailer)

    assert mailer.seen == [[]] * len(mailer.addresses) != []


def test_what_is_tried_again_and_again_is_late_all_the_same(database, office):
    for minutes in range(0, 300, 10):
        at = MONDAY + timedelta(minutes=minutes)
        ticked(database, office, ReplyKind.LATER, at=at, down=True)

    assert codes(office, at) == ["mail_waits"]


def test_a_number_that_no_database_holds_is_no_mail(office):
    with pytest.raises(NotFound):
        mails.drop(office.session, 10**23, act(office))


def test_what_went_is_none(database, office):
    ticked(database, office, ReplyKind.ACCEPTED)

    assert codes(office, MONDAY + 2 * PATIENCE) == []
    assert unsettled(office) == []


@pytest.mark.parametrize("kind", [ReplyKind.REFUSED, ReplyKind.UNKNOWN])
def test_a_mail_that_is_sent_again_goes(database, office, kind):
    tried = ticked(database, office, kind)
    for mail in unsettled(office):
        mails.send_again(office.session, mail.id, act(office))

    went = ticked(database, office, ReplyKind.ACCEPTED, at=MONDAY + timedelta(minutes=1))

    assert sorted(went.addresses) == sorted(tried.addresses)
    assert codes(office) == []


@pytest.mark.parametrize("kind", [ReplyKind.REFUSED, ReplyKind.UNKNOWN])
def test_a_mail_that_arrived_after_all_counts_as_told(database, office, kind):
    ticked(database, office, kind)
    for mail in unsettled(office):
        mails.mark_arrived(office.session, mail.id, act(office))

    later = ticked(database, office, ReplyKind.ACCEPTED, at=MONDAY + HOUR)

    assert later.addresses == []
    assert {notice.state for notice in office.notices()} == {"told"}
    assert verify_chains(office.session) == []


def test_a_mail_that_is_given_up_is_not_sent_and_told_nobody(database, office):
    ticked(database, office, ReplyKind.REFUSED)
    for mail in unsettled(office):
        mails.drop(office.session, mail.id, act(office))

    later = ticked(database, office, ReplyKind.ACCEPTED, at=MONDAY + HOUR)

    assert later.addresses == []
    assert {(n.state, n.reason) for n in office.notices()} == {("cancelled", "given_up")}
    assert codes(office) == []


def test_what_is_settled_is_settled_once(database, office):
    ticked(database, office, ReplyKind.REFUSED)
    mail = unsettled(office)[0]
    mails.send_again(office.session, mail.id, act(office))

    for verb in (mails.send_again, mails.mark_arrived):
        with pytest.raises(Refused, match="is “waiting”"):
            verb(office.session, mail.id, act(office))


def test_mails_of_the_neighbours_are_not_there(database, office):
    ticked(database, office, ReplyKind.REFUSED)
    neighbour = office.fjord.on(office.session).neighbour
    mail = unsettled(office)[0]

    assert mails.mails(office.session, EVERY, neighbour, MONDAY.date()) == []
    assert mails.faults(office.session, neighbour, MONDAY) == []
    with pytest.raises(NotFound):
        mails.drop(office.session, mail.id, Act(neighbour, MONDAY))


def test_a_list_says_why_and_never_where_a_reporter_is_answered(database, office):
    office.deviation(email="fastlege@example.no")
    ticked(database, office, ReplyKind.REFUSED)

    found = unsettled(office)

    assert {mail.reply for mail in found if mail.name} == {"550 ingen slik"}
    assert [(m.reply, m.name) for m in found if m.person_id is None] == [("550", None)]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("550 5.1.1 <ola@example.no> no such user", "550 5.1.1"),
        ("451 greylisted", "451"),
        ("put off for 5 days: 451 4.7.1 ola@example.no later", "put off for 5 days: 451 4.7.1"),
        ("ola@example.no is nobody", ""),
        ("[Errno 111] Connection refused", "[Errno 111] Connection refused"),
    ],
)
def test_of_what_a_server_said_no_address_is_told(said, told):
    assert bare_reply(said) == told


@pytest.mark.parametrize("settle", [mails.send_again, mails.drop, mails.mark_arrived])
def test_nobody_settles_a_mail_that_the_server_may_have_at_this_moment(office, database, settle):
    tried = []

    class AtTheDot(Mailer):
        def send(self, *mail):
            for each in unsettled(office):
                with pytest.raises(Refused) as refused:
                    settle(office.session, each.id, act(office))
                tried.append(str(refused.value))
            return super().send(*mail)

    tick(database, MONDAY, mailer=AtTheDot(ReplyKind.ACCEPTED, "250 ok"))

    assert tried
    assert all("is being sent" in said and "10:14" in said for said in tried)
    assert unsettled(office) == []


def test_a_mail_whose_sender_died_is_settled_once_its_time_is_over(office, database):
    class Dies(Mailer):
        def send(self, *mail):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tick(database, MONDAY, mailer=Dies(ReplyKind.ACCEPTED))
    first, *_others = unsettled(office)

    with pytest.raises(Refused, match="is being sent"):
        mails.mark_arrived(office.session, first.id, act(office))
    assert mails.mark_arrived(office.session, first.id, act(office, MONDAY + HOUR)).state == "sent"
