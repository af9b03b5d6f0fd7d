"""Before a council meets: milestones, moved, cancelled, people who come and go."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.language.sentences import OnDay, say
from engine.people.acts import Act
from notifications.letters.letters import MeetingLetter
from notifications.letters.rendering import render
from notifications.notices.notices import NoticeKind
from notifications.outbox.mailer import Reply, ReplyKind
from tests.mailbox import DAY, HOUR, MONDAY
from workflows.councils import agenda, decisions, meetings, reviving
from workflows.councils.agenda import ItemIn
from workflows.councils.meeting_places import NewTime, move_to

DAY_OF_MEETING = date(2027, 1, 13)  # twenty working days before is 14 December


def at(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def send_days(world, kind):
    return {str(n.send_at)[:10] for n in world.notices(kind=kind) if n.state == "planned"}


def move(world, meeting, day, *, by="secretary", now=MONDAY):
    meetings.move(world.session, meeting, day, None, act=Act(getattr(world, by), now))


def test_milestones_are_counted_back_in_working_days(world):
    world.meeting(DAY_OF_MEETING)
    world.plan()

    assert world.told("meeting_items") == [("member", "meeting_items")]
    assert world.told("meeting_papers") == [
        ("secretary", "meeting_papers"),
        ("stranger", "meeting_papers"),
    ]
    assert world.told("meeting_reminder") == [
        ("member", "meeting_reminder"),
        ("observer", "meeting_reminder"),
    ]
    assert send_days(world, "meeting_items") == {"2026-12-14"}
    assert send_days(world, "meeting_papers") == {"2027-01-04"}
    assert send_days(world, "meeting_reminder") == {"2027-01-08"}


def test_closed_days_move_the_milestones(world):
    world.meeting(DAY_OF_MEETING)
    world.plan()
    world.close(date(2026, 12, 24))
    world.close(date(2026, 12, 31))
    world.plan()

    assert send_days(world, "meeting_items") == {"2026-12-10"}
    assert send_days(world, "meeting_reminder") == {"2027-01-08"}


@pytest.mark.parametrize(
    ("day", "reminded"), [(date(2027, 1, 20), "2027-01-15"), (date(2026, 12, 9), "2026-12-04")]
)
def test_trap_8_unsent_reminders_follow_a_moved_meeting(world, day, reminded):
    meeting = world.meeting(DAY_OF_MEETING)
    world.plan()
    move(world, meeting, day)
    world.plan()

    assert send_days(world, "meeting_reminder") == {reminded}
    assert len(world.notices(kind="meeting_reminder")) == 2
    assert world.told("meeting_moved") == []


def test_trap_8_those_who_were_told_hear_of_each_move_once(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2026, 12, 14)))
    move(world, meeting, date(2027, 1, 20))
    sent = world.tick(at(date(2026, 12, 15))) + world.tick(at(date(2026, 12, 16)))

    moved = [mail for mail in sent if mail.kind == "meeting"]
    assert [mail.to for mail in moved] == ["member"]
    letter = moved[0].letter
    assert isinstance(letter, MeetingLetter)
    assert (letter.what, letter.moved_from, letter.meeting.day) == (
        NoticeKind.MEETING_MOVED,
        DAY_OF_MEETING,
        date(2027, 1, 20),
    )


def test_those_who_were_told_hear_once_of_another_place(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2026, 12, 14)))
    act = Act(world.stranger, at(date(2026, 12, 14)))
    move_to(world.session, meeting, NewTime(DAY_OF_MEETING, place="Rom 4"), act)
    sent = [
        mail
        for day in (date(2026, 12, 15), date(2026, 12, 16), date(2026, 12, 17))
        for mail in world.tick(at(day))
        if mail.kind == "meeting"
    ]

    assert [mail.to for mail in sent] == ["member"]
    text = render(sent[0].letter, "https://samsak.example.no")
    assert "har fått nytt sted. Sted: Rom 4." in " ".join(text.text.split())
    assert text.subject.startswith("Nytt sted: Administrativt samarbeidsutvalg ")


def test_trap_8_moved_after_the_first_reminder_and_then_cancelled(world):
    meeting = world.meeting(DAY_OF_MEETING)
    for day in (date(2026, 12, 14), date(2027, 1, 4), date(2027, 1, 8)):
        world.tick(at(day))
    move(world, meeting, date(2027, 2, 3))
    first = [m for m in world.tick(at(date(2027, 1, 11), 9)) if m.kind == "meeting"]
    meetings.cancel(world.session, meeting, act=Act(world.stranger, at(date(2027, 1, 12))))
    second = [
        m
        for m in world.tick(at(date(2027, 1, 12))) + world.tick(at(date(2027, 1, 13)))
        if m.kind == "meeting"
    ]

    assert sorted(mail.to for mail in first) == [
        "member",
        "observer",
        "stranger",
    ]  # secretary moved it
    assert sorted((mail.to, mail.letter.what) for mail in second) == [
        ("member", "meeting_cancelled"),
        ("observer", "meeting_cancelled"),
        ("secretary", "meeting_cancelled"),
    ]


def test_two_moves_before_anybody_hears_of_the_first_are_told_as_one(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2026, 12, 14)))
    move(world, meeting, date(2027, 1, 20))
    world.plan(at(date(2026, 12, 15)))
    move(world, meeting, date(2027, 1, 27))
    moved = [m for m in world.tick(at(date(2026, 12, 15), 9)) if m.kind == "meeting"]

    assert [(m.to, m.letter.moved_from, m.letter.meeting.day) for m in moved] == [
        ("member", DAY_OF_MEETING, date(2027, 1, 27))
    ]
    assert [n.state for n in world.notices(kind="meeting_moved")] == ["cancelled", "told"]


def test_a_cancelled_meeting_cancels_what_is_planned_with_a_reason(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.plan()
    meetings.cancel(world.session, meeting, act=Act(world.secretary, MONDAY))
    world.plan()

    assert {(n.state, n.reason) for n in world.notices()} == {("cancelled", "meeting_cancelled")}


def test_a_held_meeting_needs_no_reminder(world):
    meeting = world.meeting(MONDAY.date() + 2 * DAY)
    world.plan()
    later = MONDAY + 2 * DAY + HOUR
    decisions.hold(world.session, meeting, act=Act(world.secretary, later))
    world.plan(later)

    assert {n.reason for n in world.notices() if n.state == "cancelled"} == {"meeting_held"}
    assert world.tick(later) == [mail for mail in world.mails if mail.kind == "digest"]


def test_of_a_meeting_that_has_begun_nothing_is_planned_any_more(world):
    world.meeting(MONDAY.date())

    assert world.plan(MONDAY) == 0, "it begins at ten, and it is ten"


def test_what_waits_for_a_meeting_is_cancelled_when_it_begins(world):
    world.meeting(MONDAY.date() + DAY)
    world.plan(MONDAY)
    world.plan(MONDAY + DAY)

    assert {(n.state, n.reason) for n in world.notices()} == {("cancelled", "meeting_begun")}


def test_of_a_meeting_that_is_called_late_only_the_newest_milestone_is_told_at_once(world):
    world.meeting(MONDAY.date() + 4 * DAY, at=MONDAY)
    sent = [m for m in world.tick(MONDAY) if m.kind == "meeting"]

    assert sorted((m.to, m.letter.what) for m in sent) == [
        ("member", "meeting_items"),
        ("secretary", "meeting_papers"),
        ("stranger", "meeting_papers"),
    ]
    tuesday = [m for m in world.tick(datetime(2026, 11, 24, 6, tzinfo=UTC)) if m.kind == "meeting"]
    assert sorted((m.to, m.letter.what) for m in tuesday) == [
        ("member", "meeting_reminder"),
        ("observer", "meeting_reminder"),
    ]


def test_who_left_is_told_nothing_more_and_who_came_hears_what_comes(world):
    world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2026, 12, 14)))
    world.leave("observer", date(2026, 12, 20))
    world.join("gp", "asu", since=date(2026, 12, 21))
    world.plan(at(date(2026, 12, 22)))

    assert [(n.state, n.reason) for n in world.notices(person_id=world.id("observer"))] == [
        ("cancelled", "left")
    ]
    assert [(n.kind, n.state) for n in world.notices(person_id=world.id("gp"))] == [
        ("meeting_reminder", "planned")
    ]


def test_who_comes_back_is_reminded_after_all(world):
    world.meeting(DAY_OF_MEETING)
    world.plan()
    world.leave("observer", date(2026, 11, 24))
    world.plan(MONDAY + 2 * DAY)
    world.join("observer", "asu", role="observer", since=date(2026, 11, 27))
    world.plan(MONDAY + 4 * DAY)

    assert [(n.kind, n.state) for n in world.notices(person_id=world.id("observer"))] == [
        ("meeting_reminder", "planned")
    ]


def test_a_joint_meeting_reminds_everyone_once(world):
    world.join("owner", "asu")
    world.meeting(DAY_OF_MEETING, "asu", "fagrad-1")
    world.plan()

    assert [name for name, _kind in world.told("meeting_reminder")] == [
        "member",
        "observer",
        "other",
        "owner",
    ]


def test_the_agenda_leaves_out_what_the_reader_may_not_see(world):
    measure, deviation = world.measure("Felles rutine"), world.deviation()
    meeting = world.meeting(MONDAY.date() + 3 * DAY)
    for case in (measure, deviation):
        agenda.add_item(world.session, meeting, ItemIn(ref=case.ref), Act(world.secretary, MONDAY))
    letters = {m.to: m.letter for m in world.tick(MONDAY) if m.kind == "meeting"}

    assert len(letters["secretary"].items) == 2
    assert [str(item) for item in letters["member"].items] == [f"{measure.ref}: Felles rutine"]


def test_what_was_cancelled_for_somebody_who_wanted_no_mail_stays_so_for_its_day(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.silence("member")
    world.tick(at(date(2026, 12, 14)))
    world.speak_to("member")
    move(world, meeting, date(2027, 1, 20))
    world.plan(at(date(2026, 12, 15)))

    items, of_new_day = world.notices(kind="meeting_items", person_id=world.id("member"))
    assert (items.state, items.reason) == ("cancelled", "mail_off")
    assert (of_new_day.state, str(of_new_day.send_at)[:10]) == ("planned", "2026-12-21")


def test_who_comes_back_after_the_day_of_the_reminder_is_reminded_at_once(world):
    world.meeting(DAY_OF_MEETING)
    world.plan()
    world.leave("observer", date(2027, 1, 7))
    world.plan(at(date(2027, 1, 8)))
    world.join("observer", "asu", role="observer", since=date(2027, 1, 1))
    world.plan(at(date(2027, 1, 8), 9))

    (reminder,) = world.notices(kind="meeting_reminder", person_id=world.id("observer"))
    assert (reminder.state, str(reminder.send_at)[11:13]) == ("planned", "09")


def test_a_moved_meeting_tells_nobody_who_left_it_meanwhile(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2026, 12, 14)))
    move(world, meeting, date(2027, 1, 20))
    world.plan(at(date(2026, 12, 15)))
    world.leave("member", date(2026, 12, 14))

    assert [mail for mail in world.tick(at(date(2026, 12, 15), 9)) if mail.to == "member"] == []
    (moved,) = world.notices(kind="meeting_moved")
    assert (moved.state, moved.reason) == ("cancelled", "left")


def test_the_one_who_moves_a_meeting_hears_of_no_move_and_of_no_cancellation(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2027, 1, 4)))
    move(world, meeting, date(2027, 1, 27), by="stranger", now=at(date(2027, 1, 5)))
    world.tick(at(date(2027, 1, 5), 9))
    meetings.cancel(world.session, meeting, act=Act(world.secretary, at(date(2027, 1, 6))))
    world.tick(at(date(2027, 1, 6), 9))

    assert [name for name, _kind in world.told("meeting_moved")] == ["member", "secretary"]
    told = [name for name, _kind in world.told("meeting_cancelled")]
    assert told == ["member", "observer", "stranger"]


def test_a_meeting_that_was_cancelled_weeks_ago_is_told_to_nobody(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2027, 1, 8)))
    meetings.cancel(world.session, meeting, act=Act(world.secretary, at(date(2027, 1, 11))))

    assert world.plan(at(date(2027, 1, 28))) == 0, "fifteen days after its day"


def test_it_is_told_up_to_a_fortnight_after_its_day_that_it_was_cancelled(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2027, 1, 8)))
    meetings.cancel(world.session, meeting, act=Act(world.secretary, at(date(2027, 1, 11))))

    assert world.plan(at(date(2027, 1, 27))) == 3


def test_what_a_notice_of_a_meeting_holds(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.plan()

    (items,) = world.notices(kind="meeting_items")
    assert items.key == f"meeting:{meeting.id}:meeting_items:{world.id('member')}"
    assert (items.occurrence, items.meeting_id, items.partnership_id) == (
        "meeting_items",
        meeting.id,
        world.partnership.id,
    )


def test_an_observer_is_shown_the_cases_on_the_agenda_too(world):
    measure = world.measure("Felles rutine")
    meeting = world.meeting(MONDAY.date() + DAY)
    agenda.add_item(world.session, meeting, ItemIn(ref=measure.ref), Act(world.secretary, MONDAY))
    (reminder,) = [m for m in world.tick(MONDAY) if m.kind == "meeting" and m.to == "observer"]

    assert [str(item) for item in reminder.letter.items] == [f"{measure.ref}: Felles rutine"]


def test_the_mail_says_by_which_seat_one_hears_of_a_meeting(world):
    world.join("member", "fagrad-1")
    world.meeting(MONDAY.date() + 4 * DAY, "asu", "mottak")
    letters = {m.to: m.letter for m in world.tick(MONDAY) if m.kind == "meeting"}

    assert (
        str(letters["member"].why)
        == "You receive this email because you have a seat in Administrativt samarbeidsutvalg."
    )
    assert (
        str(letters["handler"].why)
        == "You receive this email because you have a seat in Akuttmottaket."
    )
    assert (
        str(letters["secretary"].why)
        == "You receive this email because your body prepares the meeting."
    )


def test_whose_seat_begins_on_the_day_of_a_milestone_is_told_it(world):
    world.meeting(DAY_OF_MEETING)
    world.join("gp", "asu", since=date(2027, 1, 8))
    world.plan(at(date(2027, 1, 8)))

    assert [n.kind for n in world.notices(person_id=world.id("gp"))] == ["meeting_reminder"]


def test_the_call_for_items_says_before_which_day_the_secretariat_wants_them(world):
    world.meeting(DAY_OF_MEETING)
    (call,) = [m for m in world.tick(at(date(2026, 12, 14))) if m.kind == "meeting"]

    papers = milestone_day(world, "meeting_papers")
    assert [say(each, "nb") for each in call.letter.reasons] == [
        f"Meld inn saker til sekretariatet før {say(OnDay(papers), 'nb')}."
    ]


def test_the_secretariat_is_asked_for_the_papers_on_their_day(world):
    world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2026, 12, 14)))
    day = milestone_day(world, "meeting_papers")
    sent = [m.letter for m in world.tick(at(day, 9)) if m.kind == "meeting"]

    asked = "The notice of the meeting and the papers are to be sent now."
    assert {str(reason) for letter in sent for reason in letter.reasons} == {asked}


def test_a_meeting_moved_to_another_hour_says_which_it_was(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.tick(at(date(2026, 12, 14)))
    meetings.move(
        world.session,
        meeting,
        DAY_OF_MEETING,
        "13.30",
        act=Act(world.secretary, at(date(2026, 12, 15))),
    )
    (moved,) = [m.letter for m in world.tick(at(date(2026, 12, 16))) if m.kind == "meeting"]

    assert (moved.moved_from, moved.moved_clock) == (DAY_OF_MEETING, "10:00")
    assert "begynner kl. 13.30 i stedet for kl. 10.00." in render(moved, "").text


def milestone_day(world, kind: str) -> date:
    (day,) = send_days(world, kind)
    return date.fromisoformat(day)


def test_who_was_told_that_a_meeting_is_cancelled_hears_once_that_it_is_held_after_all(world):
    meeting = world.meeting(DAY_OF_MEETING)
    reminded = {mail.to for mail in world.tick(at(date(2027, 1, 8)))}
    meetings.cancel(world.session, meeting, Act(world.secretary, at(date(2027, 1, 8))))
    cancelled = {mail.to for mail in world.tick(at(date(2027, 1, 11)))}
    reviving.revive(world.session, meeting, Act(world.secretary, at(date(2027, 1, 11))))

    after_all = world.tick(at(date(2027, 1, 12)))

    assert "member" in cancelled
    assert {mail.to for mail in after_all} == cancelled <= reminded
    assert {mail.letter.what for mail in after_all} == {NoticeKind.MEETING_REVIVED}
    assert "blir likevel holdt" in render(after_all[0].letter, "").text
    assert world.tick(at(date(2027, 1, 12), 10)) == []


def test_a_meeting_revived_before_anybody_heard_goes_on_as_if_nothing_was(world):
    meeting = world.meeting(DAY_OF_MEETING)
    world.plan()
    act = Act(world.secretary, MONDAY)
    meetings.cancel(world.session, meeting, act)
    world.plan()
    reviving.revive(world.session, meeting, act)
    world.plan()

    assert send_days(world, "meeting_reminder") == {"2027-01-08"}
    assert world.notices(kind="meeting_revived") == []
    assert world.notices(kind="meeting_cancelled") == []


class Later:
    """A mail server that takes nothing yet."""

    def send(self, *_handed) -> Reply:
        return Reply(ReplyKind.LATER, "451 later")

    def close(self) -> None:
        pass


def told_of_it(maildir):
    """What the member is told of the meeting now, beside the digest."""
    mails = [mail for mail in maildir.tick() if mail.to == "member"]
    return [mail for mail in mails if not mail.says("Ukesammendrag")]


def test_a_milestone_leaves_a_mail_that_waits_when_the_meeting_is_put_off(maildir):
    world = maildir.world
    meeting = world.meeting(date(2026, 12, 8))
    maildir.tick(mailer=Later())
    maildir.later(HOUR)
    move(world, meeting, DAY_OF_MEETING, now=maildir.now)

    assert not told_of_it(maildir)

    maildir.now = at(date(2026, 12, 14))
    (called,) = told_of_it(maildir)
    assert called.says("13. januar 2027")


def test_a_milestone_stays_in_a_mail_that_waits_when_another_hour_is_set(maildir):
    world = maildir.world
    meeting = world.meeting(date(2026, 12, 8))
    maildir.tick(mailer=Later())
    maildir.later(HOUR)
    act = Act(world.secretary, maildir.now)
    meetings.move(world.session, meeting, meeting.day, "15:30", act)

    (called,) = told_of_it(maildir)
    assert called.says("8. desember 2026")
