"""What happens while nobody knows whether a mail arrived: nobody is left with a wrong last word."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine.cases.steps import correct
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from notifications import mails
from notifications.coverage import coverage
from notifications.notices.notices import NoticeKind
from notifications.outbox.deliveries import DeliveryState
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.outbox.waits import HOLDS
from tests.mailbox import DAY, HOUR, MONDAY
from tests.notifications.mailboxes import heard
from workflows.councils import meetings, reviving

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


@pytest.fixture
def mute():
    """A mail server that hangs up on everything, and took none of it."""
    return Mute()


class Mute:
    def send(self, *_handed) -> Reply:
        return Reply(ReplyKind.UNKNOWN, "broken off")

    def close(self) -> None:
        pass


def called(office, mailer):
    """A meeting of which somebody may have been told."""
    meeting = office.world.meeting(NEXT_DAY)
    mails = office.tick(mailer=mailer)
    office.later(LATER)
    return meeting, sorted(mail.to for mail in mails)


def move(office, meeting, day):
    meetings.move(office.world.session, meeting, day, None, Act(office.world.secretary, office.now))


def evaluate(office, case):
    office.world.do(case, "evaluate", by="owner", result="Godt", outcome="ended", at=office.now)


def invited_by(office):
    """The mails that tell the member of the meeting."""
    told = office.world.notices(person_id=office.world.id("member"))
    return {notice.delivery_id for notice in told if notice.meeting_id} - {None}


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


@pytest.mark.parametrize("gone", [True, False], ids=["gone in doubt", "still to go"])
def test_a_cancellation_does_not_go_once_the_meeting_is_held_after_all(office, mute, gone):
    meeting = office.world.meeting(NEXT_DAY)
    office.tick()
    cancel(office, meeting)
    office.later(HOUR)
    office.tick(mailer=mute if gone else Silent(office.box, Reply(ReplyKind.LATER, "451 later")))
    reviving.revive(
        office.world.session, meeting, Act(office.world.secretary, office.now, reason="Likevel")
    )

    came = [*office.tick()]
    for _hour in range(3):
        office.later(HOUR)
        came += office.tick()

    assert ("member" in heard(came, "blir likevel holdt")) is gone
    assert not heard(came, "avlyst")


def test_an_invitation_in_doubt_goes_anew_where_the_meeting_was_cancelled_meanwhile(office, mute):
    meeting = office.world.meeting(NEXT_DAY)
    office.tick(mailer=mute)
    before = invited_by(office)
    cancel(office, meeting)
    act = Act(office.world.secretary, office.now, reason="Likevel")
    reviving.revive(office.world.session, meeting, act)
    office.later(LATER)

    came = [*office.tick(), *office.tick()]

    assert "member" in heard(came, "8. desember 2026")
    assert before.isdisjoint(invited_by(office))


@pytest.fixture
def away(office):
    """No mail server is there."""
    return Silent(office.box, Reply(ReplyKind.LATER, "connection refused", down=True))


def revive(office, meeting):
    act = Act(office.world.secretary, office.now, reason="Likevel")
    reviving.revive(office.world.session, meeting, act)


def nobody_knows(office, away):
    """What is in doubt comes up again, and changes came before it; of them nothing goes."""
    office.later(LATER)
    office.tick(mailer=away)
    office.tick(mailer=away)


def cancelled_and_held_after_all(office, meeting, away):
    """Before anybody is told that it was cancelled, and while nobody knows what went before."""
    cancel(office, meeting)
    nobody_knows(office, away)
    revive(office, meeting)


def then_told(office):
    """What the member is told once there is a server."""
    office.later(HOUR)
    return [mail for mail in (*office.tick(), *office.tick()) if mail.to == "member"]


def test_who_may_know_nothing_is_invited_though_all_is_as_it_was(office, mute, away):
    meeting = office.world.meeting(NEXT_DAY)
    office.tick(mailer=mute)
    cancelled_and_held_after_all(office, meeting, away)

    (told,) = then_told(office)

    assert told.says("8. desember 2026")
    assert not told.says("avlyst")
    assert then_told(office) == []


def test_who_may_have_missed_a_move_hears_of_it_though_all_is_as_it_was(office, mute, away):
    meeting = office.world.meeting(NEXT_DAY)
    office.tick()
    move(office, meeting, AFTER)
    office.tick(mailer=mute)
    cancelled_and_held_after_all(office, meeting, away)

    (told,) = then_told(office)

    assert told.says("flyttet")
    assert told.says("8. desember 2026")
    assert told.says("9. desember 2026")
    assert then_told(office) == []


def test_who_may_have_missed_a_cancellation_hears_of_the_next_one(office, mute, away):
    meeting = office.world.meeting(NEXT_DAY)
    office.tick()
    cancel(office, meeting)
    office.tick(mailer=mute)
    revive(office, meeting)
    nobody_knows(office, away)
    cancel(office, meeting)

    (told,) = then_told(office)

    assert told.says("avlyst")
    assert then_told(office) == []


def test_papers_that_may_not_have_been_asked_for_are_asked_for_again(office, mute, away):
    """Whoever was asked for items knows of the meeting, and not that the papers are due."""
    meeting = office.world.meeting(NEXT_DAY)
    office.tick()
    papers = []
    while not papers:
        office.later(DAY)
        office.tick(mailer=mute)
        asked_for = office.world.notices(kind=NoticeKind.MEETING_PAPERS)
        papers = [notice for notice in asked_for if notice.delivery_id]
    cancelled_and_held_after_all(office, meeting, away)
    office.later(HOUR)

    told = [*office.tick(), *office.tick()]

    asked = {office.world.id(mail.to) for mail in told if mail.says("sakspapirer skal sendes")}
    assert asked == {notice.person_id for notice in papers}


def test_what_went_with_a_mail_in_doubt_is_called_off_though_it_was_to_go_in_another(
    office, silent, away
):
    """The mail is about two measures; of one more became while nobody knew whether it came."""
    world = office.world
    one, other = world.measure("Tiltak nummer 1"), world.measure("Tiltak nummer 2")
    for case in (one, other):
        world.do(case, "defer", reason="Venter", at=office.now)
    told = {mail.to for mail in office.tick(mailer=silent) if mail.says(one.ref)}
    act = Act(world.secretary, office.now, reason="Feil sak")
    correct(world.session, world.fresh(one), act)
    nobody_knows(office, away)
    correct(world.session, world.fresh(other), act._replace(at=office.now, recorded_at=office.now))

    office.later(HOUR)
    came = [*office.tick(), *office.tick()]

    working_on_them = {"owner", "other"}  # others have them in their digests
    assert working_on_them <= told
    for case in (one, other):
        hear = {mail.to for mail in came if mail.says(case.ref) and mail.says("Gjort om")}
        assert working_on_them <= hear


def test_nobody_is_invited_anew_while_the_invitation_is_in_doubt(office, silent):
    """An archive may say yet that it came."""
    meeting, _told = called(office, silent)
    office.now -= LATER - timedelta(minutes=5)
    cancel(office, meeting)
    revive(office, meeting)
    office.tick()

    items = office.world.notices(kind=NoticeKind.MEETING_ITEMS, person_id=office.world.id("member"))
    assert [notice.state for notice in items] == ["planned"]


@pytest.mark.parametrize("moved", [False, True])
def test_an_invitation_that_went_in_doubt_and_was_to_go_anew_gets_its_cancellation(
    office, silent, away, moved
):
    meeting, _told = called(office, silent)
    cancel(office, meeting)
    revive(office, meeting)
    office.later(LATER)
    office.tick(mailer=away)
    if moved:  # before it is in another mail
        move(office, meeting, AFTER)
    office.tick(mailer=away)
    cancel(office, meeting)

    (told,) = then_told(office)

    assert told.says("avlyst")


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


def test_a_state_that_has_passed_is_not_read_after_the_one_that_came(office, mute):
    case = office.world.ongoing()
    office.tick()
    office.later(DAY)
    evaluate(office, case)
    office.tick()
    office.later(3 * HOUR)
    act = Act(office.world.secretary, office.now, reason="Feil sak")
    correct(office.world.session, office.world.fresh(case), act)
    for hold in HOLDS[:3]:
        office.tick(mailer=mute)
        office.later(min(hold + timedelta(minutes=1), 2 * HOUR))
    evaluate(office, case)  # the mail in doubt rests for two hours yet

    came = []
    for _hour in range(24):
        came += office.tick()
        office.later(HOUR)

    last = {mail.to: mail for mail in came if mail.says(case.ref)}
    assert last
    assert not [who for who, mail in last.items() if mail.says("Status: I gang")]


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
