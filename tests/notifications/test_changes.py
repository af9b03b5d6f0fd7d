"""When a day, a seat or a clock changes between what was planned and what is told: what the
mailboxes have, and what the proof says."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from engine.cases.steps import correct
from engine.days.calendar import local_day
from engine.people.acts import Act
from notifications.coverage import coverage
from notifications.outbox.mailer import Reply, ReplyKind
from tests.mailbox import DAY, HOUR
from tests.notifications.mailboxes import Arrived, NoServer, Office, at, heard
from workflows.councils import meetings
from workflows.councils.meetings import Meeting

MEETING_DAY = date(2027, 1, 13)  # a Wednesday, twenty working days after 14 December
CALL, PAPERS, REMINDER = date(2026, 12, 14), date(2027, 1, 4), date(2027, 1, 8)
LAST_WARNING = date(2026, 12, 23)  # five working days before the year ends
APRIL = date(2027, 4, 14)


def move(office: Office, meeting: Meeting, day: date, clock: str | None = None) -> None:
    act = Act(office.world.secretary, office.now)
    meetings.move(office.world.session, meeting, day, clock, act=act)


def cancel(office: Office, meeting: Meeting) -> None:
    meetings.cancel(office.world.session, meeting, act=Act(office.world.secretary, office.now))


def ticks(office: Office, *moments: datetime) -> dict[date, list[Arrived]]:
    """What came at each of these moments."""
    came = {}
    for moment in moments:
        office.now = moment
        came[moment.date()] = office.tick()
    return came


def year(office: Office, first: date, last: date) -> dict[date, list[Arrived]]:
    """What came on each day, with a tick at the hour of mail and one an hour later, in summer
    time too."""
    days = [first + DAY * n for n in range((last - first).days + 1)]
    came = {}
    for day in days:
        office.now = at(day)
        came[day] = office.tick()
        office.later(HOUR)
        came[day] += office.tick()
    return {day: mails for day, mails in came.items() if mails}


def subjects(came: dict[date, list[Arrived]], to: str) -> list[tuple[date, str]]:
    """What that person was mailed about the meeting, by the first word of the subject."""
    words = ("Meld inn saker", "Sakspapirer", "Møte", "Flyttet", "Avlyst")
    return [
        (day, word)
        for day, mails in came.items()
        for word in words
        if to in heard(mails, f"{word}: Administrativt samarbeidsutvalg")
    ]


def told_until(office: Office, last: date) -> Meeting:
    """A meeting whose milestones were told up to that day; it is an hour later."""
    meeting = office.world.meeting(MEETING_DAY)
    ticks(office, *(at(day) for day in (CALL, PAPERS, REMINDER) if day <= last))
    office.later(HOUR)
    return meeting


class Doubtful:
    """A mail server that hangs up on every mail, whether it took it or not."""

    def __init__(self, box, took: bool) -> None:
        self.box, self.took = box, took

    def send(self, *handed) -> Reply:
        if self.took:
            self.box.mailer.send(*handed)
        return Reply(ReplyKind.UNKNOWN, "broken off")

    def close(self) -> None:
        pass


# What was cancelled for a reason comes back when the reason goes


def test_a_meeting_moved_to_a_past_hour_by_slip_and_back_is_told_like_any_other(maildir):
    meeting = maildir.world.meeting(MEETING_DAY)
    maildir.tick()
    maildir.later(HOUR)
    move(maildir, meeting, maildir.now.date(), "00:30")
    maildir.tick()
    assert "meeting_begun" in maildir.reasons("member")
    move(maildir, meeting, MEETING_DAY, "10:00")

    came = year(maildir, date(2026, 12, 1), MEETING_DAY)
    assert subjects(came, "member") == [(CALL, "Meld inn saker"), (REMINDER, "Møte")]
    assert subjects(came, "stranger") == [(PAPERS, "Sakspapirer")]


def test_what_was_cancelled_while_a_milestone_passed_is_told_at_once(maildir):
    meeting = maildir.world.meeting(MEETING_DAY)
    maildir.tick()
    maildir.now = at(date(2026, 12, 11))
    move(maildir, meeting, date(2026, 12, 11), "00:30")
    maildir.tick()
    ticks(maildir, at(date(2026, 12, 15)))
    move(maildir, meeting, MEETING_DAY, "10:00")
    maildir.later(HOUR)

    assert heard(maildir.tick(), "Meld inn saker: Administrativt") == ["member"]


def test_who_leaves_and_takes_the_seat_again_is_reminded(maildir):
    maildir.world.meeting(MEETING_DAY)
    maildir.tick()
    maildir.world.leave("member", date(2026, 12, 1))
    ticks(maildir, at(date(2026, 12, 2)))
    assert "left" in maildir.reasons("member")
    maildir.world.join("member", "asu", since=date(2026, 12, 3))

    came = year(maildir, date(2026, 12, 3), MEETING_DAY)
    assert subjects(came, "member") == [(CALL, "Meld inn saker"), (REMINDER, "Møte")]


def test_what_was_cancelled_at_its_sending_goes_when_the_seat_is_taken_again(maildir):
    """The mail that was cancelled and the one that goes are two."""
    maildir.world.meeting(MEETING_DAY)
    maildir.now = at(REMINDER)
    maildir.tick(lambda: maildir.world.leave("member", date(2027, 1, 7)))
    assert "left" in maildir.reasons("member")
    maildir.world.join("member", "asu", since=date(2027, 1, 8))
    maildir.later(HOUR)

    assert heard(maildir.tick(), "Møte: Administrativt") == ["member"]


def test_a_measure_deferred_between_plan_and_sending_is_warned_of_when_that_is_taken_back(maildir):
    case = maildir.world.ongoing(years=[2026])
    maildir.tick()
    maildir.now = at(LAST_WARNING)
    maildir.tick(lambda: maildir.world.do(case, "defer", reason="Venter", at=maildir.now))
    assert "deadline_over" in maildir.reasons("owner")
    maildir.later(2 * HOUR)
    correct(maildir.world.session, case, Act(maildir.world.secretary, maildir.now, reason="feil"))

    assert heard(maildir.tick(), "Tiltaket skal vere ferdig innan 31. desember 2026. Du får") == [
        "owner"
    ]
    maildir.later(2 * HOUR)
    assert maildir.tick() == []


@pytest.mark.parametrize("took", [True, False], ids=["it had come", "it never came"])
def test_a_warning_in_doubt_whose_deadline_runs_again_goes_again(maildir, took):
    """Nobody knows whether the mail came; of two warnings one is better than of none."""
    case = maildir.world.ongoing(years=[2026])
    maildir.tick()
    maildir.now = at(LAST_WARNING)
    maildir.tick(mailer=Doubtful(maildir.box, took))
    maildir.world.do(case, "defer", reason="Venter", at=maildir.now)
    maildir.later(2 * HOUR)
    maildir.tick()
    assert {n.reason for n in maildir.world.notices(state="perhaps")} == {"deadline_over"}
    correct(maildir.world.session, case, Act(maildir.world.secretary, maildir.now, reason="feil"))
    maildir.later(HOUR)

    came = [*maildir.tick(), *maildir.tick()]
    warned = maildir.world.notices(kind="due", person_id=maildir.world.id("owner"))
    assert any('"perhaps":true' in notice.data for notice in warned)
    warning = "Tiltaket skal vere ferdig innan 31. desember 2026. Du får"
    assert heard(came, warning) == ["owner"]


def test_a_warning_does_not_come_back_once_its_deadline_has_passed(maildir):
    case = maildir.world.ongoing(years=[2026])
    maildir.tick()
    maildir.now = at(LAST_WARNING)
    maildir.tick(lambda: maildir.world.do(case, "defer", reason="Venter", at=maildir.now))
    maildir.now = at(date(2027, 1, 4))
    correct(maildir.world.session, case, Act(maildir.world.secretary, maildir.now, reason="feil"))
    mails = maildir.tick()

    assert heard(mails, "Tiltaket skal vere ferdig innan 31. desember 2026. Du får") == []
    assert heard(mails, "Tiltaket skulle vært ferdig innen 31. desember 2026. Du får") == [
        "secretary",
        "stranger",
    ]


def test_who_left_when_a_step_was_told_and_comes_back_is_told_it(maildir):
    maildir.world.measure()
    maildir.tick(lambda: maildir.world.leave("stranger", local_day(maildir.now - DAY)))
    maildir.later(2 * HOUR)
    assert maildir.tick() == []
    maildir.world.join("stranger", "sekretariat", role="secretary", since=local_day(maildir.now))

    assert heard(maildir.tick(), "fordi du sitter i sekretariatet") == ["stranger"]


# A window asks about what people were told


def test_who_was_told_hears_that_the_meeting_moved_far_ahead(maildir):
    meeting = told_until(maildir, CALL)
    move(maildir, meeting, MEETING_DAY + 164 * DAY)

    assert heard(maildir.tick(), "Flyttet: Administrativt") == ["member"]


def test_who_was_told_hears_that_it_was_moved_far_ahead_and_then_cancelled(maildir):
    meeting = told_until(maildir, CALL)
    move(maildir, meeting, MEETING_DAY + 164 * DAY)
    maildir.world.join("gp", "sekretariat", role="secretary")
    gp = Act(maildir.world.gp, maildir.now)
    meetings.cancel(maildir.world.session, meeting, act=gp)

    assert heard(maildir.tick(), "Avlyst: Administrativt") == ["member"]


def test_a_milestone_that_waits_follows_the_meeting_far_ahead(maildir):
    meeting = maildir.world.meeting(MEETING_DAY)
    maildir.tick()
    move(maildir, meeting, MEETING_DAY + 364 * DAY)

    assert subjects(year(maildir, date(2026, 12, 1), MEETING_DAY), "member") == []


def test_nobody_hears_of_a_move_to_the_day_they_know(maildir):
    meeting = told_until(maildir, REMINDER)
    move(maildir, meeting, date(2027, 1, 20))
    move(maildir, meeting, MEETING_DAY)

    assert heard(maildir.tick(), "Flyttet") == heard(maildir.tick(), "Moved") == []


def test_nobody_hears_of_a_move_that_was_undone_before_its_mail_went(maildir):
    meeting = told_until(maildir, REMINDER)
    move(maildir, meeting, date(2027, 1, 20))
    sent = maildir.tick(lambda: move(maildir, meeting, MEETING_DAY))
    maildir.later(HOUR)

    assert heard(sent + maildir.tick(), "Flyttet") == []


def test_who_knew_the_day_and_does_not_sit_on_the_new_one_hears_of_the_move(maildir):
    meeting = told_until(maildir, CALL)
    maildir.world.leave("member", MEETING_DAY)
    move(maildir, meeting, date(2027, 1, 20))

    assert heard(maildir.tick(), "Flyttet: Administrativt") == ["member"]


# A proof names what was told


def covered(office: Office, meeting: Meeting) -> dict[str, bool]:
    world = office.world
    meeting = meetings.get(world.session, meeting.number, world.secretary, office.now.date())
    found = coverage(world.session, meeting, world.secretary, office.now.date())
    return {each.email.partition("@")[0]: each.told for each in found}


def test_right_after_a_move_nobody_is_covered_and_after_its_mail_they_are(maildir):
    meeting = told_until(maildir, REMINDER)
    assert covered(maildir, meeting) == {"member": True, "observer": True}
    move(maildir, meeting, date(2027, 1, 20))
    assert covered(maildir, meeting) == {"member": False, "observer": False}
    maildir.tick()

    assert covered(maildir, meeting) == {"member": True, "observer": True}


def test_who_was_told_another_day_last_is_not_covered_by_an_older_mail(maildir):
    meeting = told_until(maildir, REMINDER)
    move(maildir, meeting, date(2027, 1, 20))
    maildir.tick()
    move(maildir, meeting, MEETING_DAY)

    assert covered(maildir, meeting) == {"member": False, "observer": False}


def test_another_hour_is_another_meeting_to_the_proof(maildir):
    meeting = told_until(maildir, REMINDER)
    move(maildir, meeting, MEETING_DAY, "13:30")

    assert covered(maildir, meeting) == {"member": False, "observer": False}


def test_a_cancelled_meeting_is_proved_by_the_mail_that_says_so(maildir):
    meeting = told_until(maildir, REMINDER)
    cancel(maildir, meeting)
    assert covered(maildir, meeting) == {"member": False, "observer": False}
    maildir.tick()

    assert covered(maildir, meeting) == {"member": True, "observer": True}


# Who sits on the day of the meeting is called to it


def test_a_deputy_seated_two_days_before_is_called_at_once(maildir):
    told_until(maildir, REMINDER)
    maildir.now = at(date(2027, 1, 11))
    maildir.world.join("gp", "asu", role="deputy", since=date(2027, 1, 11))

    assert heard(maildir.tick(), "Møte: Administrativt") == ["gp"]


def test_who_is_to_be_seated_after_the_reminder_is_reminded_with_the_others(maildir):
    maildir.world.meeting(MEETING_DAY)
    maildir.world.join("gp", "asu", since=date(2027, 1, 12))
    came = year(maildir, date(2026, 12, 1), MEETING_DAY)

    assert subjects(came, "gp") == [(REMINDER, "Møte")]


def test_who_leaves_before_the_day_is_not_called(maildir):
    maildir.world.meeting(MEETING_DAY)
    maildir.world.leave("member", MEETING_DAY - DAY)

    assert subjects(year(maildir, date(2026, 12, 1), MEETING_DAY), "member") == []


# A meeting that is postponed begins anew


@pytest.mark.parametrize("told", [CALL, REMINDER])
def test_a_meeting_postponed_past_its_first_milestone_begins_anew(maildir, told):
    meeting = told_until(maildir, told)
    move(maildir, meeting, APRIL)
    first = maildir.tick()
    came = year(maildir, told + DAY, APRIL)

    assert "member" in heard(first, "Flyttet: Administrativt samarbeidsutvalg, nå 14. april 2027")
    assert subjects(came, "member") == [
        (date(2027, 3, 12), "Meld inn saker"),
        (date(2027, 4, 9), "Møte"),
    ]
    assert subjects(came, "secretary") == [(date(2027, 4, 5), "Sakspapirer")]


def test_a_meeting_moved_past_its_reminder_is_reminded_of_again(maildir):
    meeting = told_until(maildir, REMINDER)
    move(maildir, meeting, date(2027, 1, 20))
    came = year(maildir, REMINDER + DAY, date(2027, 1, 20))

    assert subjects(came, "member") == [(date(2027, 1, 11), "Flyttet"), (date(2027, 1, 15), "Møte")]


def test_of_a_reminder_whose_new_day_has_come_the_mail_about_the_move_takes_the_place(maildir):
    meeting = told_until(maildir, REMINDER)
    maildir.now = at(date(2027, 1, 11))
    move(maildir, meeting, MEETING_DAY + DAY)
    came = year(maildir, date(2027, 1, 11), MEETING_DAY + DAY)

    assert [word for _day, word in subjects(came, "member")] == ["Flyttet"]


def test_a_call_that_could_not_be_sent_waits_for_the_new_day(maildir):
    meeting = maildir.world.meeting(MEETING_DAY)
    maildir.now = at(CALL)
    maildir.tick(mailer=NoServer())
    move(maildir, meeting, APRIL)
    came = year(maildir, CALL, APRIL)

    assert subjects(came, "member") == [
        (date(2027, 3, 12), "Meld inn saker"),
        (date(2027, 4, 9), "Møte"),
    ]
