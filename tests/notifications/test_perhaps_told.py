"""What happens while nobody knows whether a mail arrived: nobody is left with a wrong last word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.cases.steps import correct
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from notifications import mails
from notifications.coverage import coverage
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.outbox.waits import HOLDS
from tests.mailbox import DAY, HOUR, MONDAY
from tests.notifications.mailboxes import heard
from workflows.councils import meetings

LATER = HOLDS[0] + timedelta(minutes=1)
NEXT_DAY = date(2026, 12, 8)
BEFORE, AFTER = date(2026, 12, 7), date(2026, 12, 9)
MEMBERS = ["member", "observer", "secretary"]


class Silent:
    """A mail server that takes everything and never says so, or refuses."""

    def __init__(self, box, reply: Reply) -> None:
        self.box, self.reply = box, reply

    def send(self, *handed) -> Reply:
        if self.reply.kind is ReplyKind.UNKNOWN:
            self.box.mailer.send(*handed)
        return self.reply

    def close(self) -> None:
        pass


@pytest.fixture
def office(maildir):
    return maildir


@pytest.fixture
def silent(office):
    return Silent(office.box, Reply(ReplyKind.UNKNOWN, "timed out"))


def called(office, mailer):
    """A meeting of which somebody may have been told."""
    meeting = office.world.meeting(NEXT_DAY)
    mails = office.tick(mailer=mailer)
    office.later(LATER)
    return meeting, sorted(mail.to for mail in mails)


def move(office, meeting, day):
    meetings.move(office.world.session, meeting, day, None, Act(office.world.secretary, office.now))


def cancel(office, meeting):
    meetings.cancel(office.world.session, meeting, Act(office.world.secretary, office.now))


def test_who_may_have_been_told_of_a_meeting_hears_that_it_moved(office, silent):
    meeting, told = called(office, silent)
    move(office, meeting, AFTER)

    mails = [*office.tick(), *office.tick()]

    assert "member" in told
    assert "member" in heard(mails, "9. desember 2026") or heard(mails, "9 December 2026")
    assert not [
        mail
        for mail in mails
        if mail.to == "member" and mail.says("8. desember") and not mail.says("9. desember")
    ], "the old day is not told again"


def test_a_mail_whose_meeting_moved_does_not_go_again(office, silent):
    meeting, _told = called(office, silent)
    move(office, meeting, AFTER)
    office.tick()

    states = {row.state for row in office.world.notices(person_id=office.world.id("member"))}
    assert "perhaps" in states


def test_an_invitation_that_may_have_arrived_gets_its_cancellation(office, silent):
    meeting, told = called(office, silent)
    cancel(office, meeting)

    mails = [*office.tick(), *office.tick()]

    assert "member" in told
    assert "member" in heard(mails, "avlyst")


def test_what_was_in_doubt_and_given_up_may_have_been_told_all_the_same(office, silent):
    meeting, _told = called(office, silent)
    for each in mails.mails(
        office.world.session, [DeliveryState.IN_DOUBT], OPERATOR, MONDAY.date()
    ):
        mails.drop(office.world.session, each.id, Act(OPERATOR, office.now))
    cancel(office, meeting)

    came = office.tick()

    assert [mail for mail in came if mail.to == "member"]


@pytest.mark.parametrize("given_up", [False, True])
def test_a_reminder_that_failed_stands_in_nobodys_way(office, given_up):
    refusing = Silent(office.box, Reply(ReplyKind.REFUSED, "550 no such user"))
    meeting, told = called(office, refusing)
    assert told == []
    session = office.world.session
    if given_up:
        for each in mails.mails(session, [DeliveryState.FAILED], OPERATOR, MONDAY.date()):
            mails.drop(session, each.id, Act(OPERATOR, office.now))
    move(office, meeting, date(2026, 12, 15))

    came = []
    while office.now.date() < date(2026, 12, 15):
        came += office.tick()
        office.later(DAY)

    assert "member" in heard(came, "15. desember 2026")


def test_a_step_that_is_taken_back_is_not_told_again(office, silent):
    case = office.world.ongoing()
    office.tick()
    office.later(DAY)
    office.world.do(case, "evaluate", by="owner", result="Godt", outcome="ended", at=office.now)
    told = office.tick(mailer=silent)
    office.later(LATER)
    act = Act(office.world.secretary, office.now, reason="Feil sak")
    correct(office.world.session, office.world.fresh(case), act)

    came = office.tick()
    office.later(2 * HOUR)  # when nobody is left in peace after the mail in doubt any more
    came += office.tick()

    names = {mail.to for mail in told if mail.says("evaluert")} - {"secretary"}
    assert names
    again = [mail for mail in came if mail.to in names and mail.says("evaluert")]
    assert all(mail.says("Gjort om av") for mail in again)
    assert names <= {mail.to for mail in came}


def test_coverage_says_perhaps(office, silent):
    meeting, _told = called(office, silent)
    session = office.world.session

    def covered():
        now = meetings.get(session, meeting.number, OPERATOR, MONDAY.date())
        found = coverage(session, now, OPERATOR, MONDAY.date())
        (member,) = [each for each in found if each.email == "member@example.no"]
        return member.told, bool(member.perhaps)

    assert covered() == (False, True)
    move(office, meeting, AFTER)
    assert covered() == (False, False), "what may have been told is not so any more"
    office.tick()
    office.tick()
    assert covered()[0]
