"""What is promised is what arrives: every kind of notice, and every reason for cancelling one, as
a real tick and a real mailbox have it.

Each kind and each reason has a story; a new one without a story fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from engine.cases.steps import correct
from engine.days.calendar import local_day
from engine.people.acts import Act
from engine.people.closed_days import calendar
from notifications import mails
from notifications.notices.milestones import milestones
from notifications.notices.notices import CancelReason, NoticeKind
from notifications.outbox.deliveries import DeliveryState
from tests.mailbox import DAY, HOUR, MONDAY, SATURDAY, open_mailroom
from tests.notifications.mailboxes import Folder, NoServer, Office, Server, at, heard
from workflows.councils import agenda, decisions, meetings, reviving
from workflows.councils.agenda import ItemIn, Outcome

MEETING_DAY = date(2027, 1, 13)  # a Wednesday, twenty working days after 14 December


@pytest.fixture(params=[Folder, Server], ids=["maildir", "smtp"])
def office(request, database, session, peopled, tmp_path) -> Iterator[Office]:
    box = Folder(tmp_path / "mails") if request.param is Folder else Server()
    yield Office(open_mailroom(session), database, box)
    box.close()


# Every kind of notice is told: to these people, once, in these words

Words = dict[str, list[str]]  # what a mail says: to whom
TOLD: dict[NoticeKind, Callable[[Office], Words]] = {}


def tells(kind: NoticeKind):
    """The story of that kind: it ends just before the tick that tells."""

    def keep(story: Callable[[Office], Words]) -> Callable[[Office], Words]:
        TOLD[kind] = story
        return story

    return keep


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_of_notice_arrives_once(office, kind):
    words = TOLD[kind](office)
    mails = office.tick()
    office.later(2 * HOUR)

    assert {phrase: heard(mails, phrase) for phrase in words} == words
    assert {n.state for n in office.world.notices(kind=kind)} == {"told"}
    assert office.tick() == []


@tells(NoticeKind.STEP)
def a_measure_is_proposed(office: Office) -> Words:
    office.world.measure()
    return {"av Eli Eigar. Du får dette fordi du sitter i sekretariatet": ["secretary", "stranger"]}


@tells(NoticeKind.DUE)
def an_answer_is_due_in_five_working_days(office: Office) -> Words:
    case = office.world.deviation()
    office.world.do(case, "route", handler="mottak")
    office.tick()
    office.now = at(date(2026, 12, 14))
    return {"Avviket skal være besvart innen 21. desember 2026. Du": ["handler"]}


@tells(NoticeKind.MOVED_ON)
def a_measure_is_given_to_others(office: Office) -> Words:
    case = office.world.measure(by="secretary")
    office.tick()
    office.later(2 * HOUR)
    office.world.do(case, "change", at=office.now, comment="Feil råd", bodies=["asu"])
    said = "er endra 23. november 2026 av Sara Sekretær. Du har ikkje lenger denne saka."
    return {said: ["owner"], "Du har ikke lenger denne saken.": ["other"]}


@tells(NoticeKind.CORRECTED)
def what_was_told_is_taken_back(office: Office) -> Words:
    case = office.world.measure()
    office.world.approve(case)
    office.world.do(case, "assign")
    office.tick()
    office.later(2 * HOUR)
    correct(office.world.session, case, Act(office.world.secretary, office.now, reason="feil"))
    return {"Gjort om av Sara Sekretær": ["other", "owner"]}


@tells(NoticeKind.OUTCOME)
def a_council_postpones_a_measure(office: Office) -> Words:
    world, act = office.world, Act(office.world.secretary, office.now)
    case, meeting = world.measure(), world.meeting(local_day(office.now))
    item = agenda.add_item(world.session, meeting, ItemIn(ref=case.ref), act)
    decisions.decide(world.session, meeting, item, Outcome.POSTPONED, "", act)
    decisions.hold(world.session, meeting, act)
    return {"utvalg utsatte saken i møtet 23. november": ["other"]}


@tells(NoticeKind.RECEIVED)
def a_report_comes_in(office: Office) -> Words:
    office.world.deviation(email="fastlege@example.no")
    return {"Vi har fått meldinga di": ["fastlege"]}


@tells(NoticeKind.ANSWERED)
def the_reporter_is_asked(office: Office) -> Words:
    case = office.world.deviation(email="fastlege@example.no")
    office.world.do(case, "route", handler="mottak")
    office.tick()
    office.later(2 * HOUR)
    office.world.do(case, "ask", by="handler", question="Hvor?", at=office.now)
    return {"Vi har eit spørsmål om meldinga di": ["fastlege"]}


@tells(NoticeKind.MEETING_ITEMS)
def items_are_called_for(office: Office) -> Words:
    office.world.meeting(MEETING_DAY)
    office.now = at(date(2026, 12, 14))
    return {"Meld inn saker: Administrativt samarbeidsutvalg": ["member"]}


@tells(NoticeKind.MEETING_PAPERS)
def papers_are_due(office: Office) -> Words:
    items_are_called_for(office)
    office.tick()
    office.now = at(date(2027, 1, 4))
    return {"Sakspapirer: Administrativt samarbeidsutvalg": ["secretary", "stranger"]}


@tells(NoticeKind.MEETING_REMINDER)
def the_meeting_comes(office: Office) -> Words:
    papers_are_due(office)
    office.tick()
    office.now = at(date(2027, 1, 8))
    return {
        "Møte: Administrativt samarbeidsutvalg": ["member"],
        "Meeting: Administrativt samarbeidsutvalg": ["observer"],
    }


@tells(NoticeKind.MEETING_MOVED)
def the_meeting_is_moved(office: Office) -> Words:
    meeting = told_of_a_meeting(office)
    act = Act(office.world.secretary, office.now)
    meetings.move(office.world.session, meeting, date(2027, 1, 20), None, act=act)
    return {
        "Flyttet: Administrativt samarbeidsutvalg": ["member", "stranger"],
        "Moved: Administrativt samarbeidsutvalg": ["observer"],
    }


@tells(NoticeKind.MEETING_CANCELLED)
def the_meeting_is_cancelled(office: Office) -> Words:
    meeting = told_of_a_meeting(office)
    meetings.cancel(office.world.session, meeting, act=Act(office.world.secretary, office.now))
    return {
        "Avlyst: Administrativt samarbeidsutvalg": ["member", "stranger"],
        "Cancelled: Administrativt samarbeidsutvalg": ["observer"],
    }


@tells(NoticeKind.MEETING_REVIVED)
def the_cancelled_meeting_is_held_after_all(office: Office) -> Words:
    meeting = told_of_a_meeting(office)
    meetings.cancel(office.world.session, meeting, act=Act(office.world.secretary, office.now))
    office.tick()
    office.later(HOUR)
    reviving.revive(office.world.session, meeting, act=Act(office.world.secretary, office.now))
    return {
        "blir likevel holdt": ["member", "stranger"],
        "will be held after all": ["observer"],
    }


def told_of_a_meeting(office: Office) -> meetings.Meeting:
    """All three milestones of a meeting have been told; it is an hour later."""
    meeting = office.world.meeting(MEETING_DAY)
    for day in (date(2026, 12, 14), date(2027, 1, 4), date(2027, 1, 8)):
        office.now = at(day)
        office.tick()
    office.later(HOUR)
    return meeting


def test_what_is_late_is_told_to_those_it_is_escalated_to(maildir):
    case = maildir.world.deviation()
    maildir.world.do(case, "route", handler="mottak")
    maildir.tick()
    maildir.now = at(date(2026, 12, 22))

    assert heard(maildir.tick(), "Avviket skulle vært besvart innen 21. desember 2026. Du") == [
        "secretary",
        "stranger",
    ]


def test_what_could_not_be_handed_over_on_friday_does_not_go_on_saturday(maildir):
    maildir.now = SATURDAY - DAY
    maildir.world.measure(at=maildir.now)
    maildir.tick(mailer=NoServer())
    maildir.now = SATURDAY

    assert maildir.tick() == []
    maildir.now = SATURDAY + 2 * DAY
    assert heard(maildir.tick(), "av Eli Eigar. Du får dette fordi du sitter i sekretariatet") == [
        "secretary",
        "stranger",
    ]


# Every milestone of every kind of body is told on its day

MILESTONES = [(body, each) for body, listed in milestones().items() for each in listed]


@pytest.mark.parametrize(
    ("body", "milestone"), MILESTONES, ids=[f"{body}-{each.kind}" for body, each in MILESTONES]
)
def test_every_milestone_is_told_on_its_day(maildir, body, milestone):
    world = maildir.world
    met = "asu" if body == "any" else world.world.another_body(body).key
    world.join("gp", met)
    world.join("other", met, role="observer")
    meeting = world.meeting(MEETING_DAY, met)
    days = calendar(world.session, world.partnership.id)
    subject = {"meeting_items": "saker", "meeting_papers": "akspapir", "meeting_reminder": "Møte: "}

    told = {}
    for ahead in range(milestone.working_days + 3, -1, -1):
        maildir.now = at(days.add(MEETING_DAY, -ahead))
        mails = maildir.tick()
        if found := heard(mails, subject[milestone.kind]):
            told[ahead] = found

    here = ["gp"] + ([] if milestone.acting else ["other"])
    here += ["member"] * (body == "any")
    expected = ["secretary", "stranger"] if milestone.kinds else sorted(here)
    assert told == {milestone.working_days: expected}
    assert meeting.day == MEETING_DAY


# Every reason for cancelling keeps the mail back; without it, the mail goes


class Sends(NamedTuple):
    """What the next tick would send if nothing came in between, and `when` that comes; `instead`,
    whether the tick after it sends another one that says the same."""

    to: str
    says: str
    when: str
    instead: bool = False


BEFORE_THE_TICK, AT_SENDING = "before the tick", "at the sending"
Story = Callable[[Office], Iterator[Sends]]
STOPS: dict[CancelReason, list[Story]] = {}


def stops(reason: CancelReason):
    """A story of that reason: it comes to `yield` when only the tick is missing, and goes on
    where something comes in between."""

    def keep(story: Story) -> Story:
        STOPS.setdefault(reason, []).append(story)
        return story

    return keep


def test_every_reason_has_a_story():
    assert set(STOPS) == set(CancelReason)


def tick_of(office: Office, story: Iterator[Sends], sends: Sends, *, stopped: bool):
    """The tick of the story, with what comes in between or without."""

    def between() -> None:
        if stopped:
            next(story, None)

    if sends.when == BEFORE_THE_TICK:
        between()
        return office.tick()
    return office.tick(at_sending=between)


def stories() -> list[object]:
    return [
        pytest.param(reason, story, id=f"{reason}-{story.__name__}")
        for reason, told in STOPS.items()
        for story in told
    ]


@stops(CancelReason.CORRECTED)
def a_step_of_the_weekend_is_taken_back_on_monday(office: Office) -> Iterator[Sends]:
    case = office.world.ongoing(at=SATURDAY - DAY)
    office.now = SATURDAY - DAY
    office.tick()
    office.now = SATURDAY
    office.world.do(case, "change", comment="rettet", text="Feil", at=SATURDAY)
    office.tick()
    office.now = SATURDAY + 2 * DAY
    yield Sends("other", "Sekretær. Du får dette fordi du er en av de ansvarlige", BEFORE_THE_TICK)
    correct(office.world.session, case, Act(office.world.secretary, office.now, reason="feil"))


@stops(CancelReason.CORRECTED)
def a_step_is_taken_back(office: Office) -> Iterator[Sends]:
    case = office.world.ongoing()
    office.tick()
    office.later(2 * HOUR)
    office.world.do(case, "change", comment="rettet", text="Feil", at=office.now)
    yield Sends("other", "Sekretær. Du får dette fordi du er en av de ansvarlige", AT_SENDING)
    correct(office.world.session, case, Act(office.world.secretary, office.now, reason="feil"))


@stops(CancelReason.DEADLINE_OVER)
def what_was_due_is_handled(office: Office) -> Iterator[Sends]:
    case = office.world.deviation()
    office.world.do(case, "route", handler="mottak")
    office.tick()
    office.now = at(date(2026, 12, 14))
    yield Sends("handler", "desember 2026. Du får dette fordi du behandler avviket", AT_SENDING)
    office.world.do(case, "handle", by="handler", answer="Takk", at=office.now)


@stops(CancelReason.DEADLINE_OVER)
def what_was_planned_is_handled(office: Office) -> Iterator[Sends]:
    case = office.world.deviation()
    office.world.do(case, "route", handler="mottak")
    office.tick()
    office.now = at(date(2026, 12, 14), 4)
    office.tick()
    office.now = at(date(2026, 12, 14))
    yield Sends(
        "handler", "desember 2026. Du får dette fordi du behandler avviket", BEFORE_THE_TICK
    )
    office.world.do(case, "handle", by="handler", answer="Takk", at=office.now)


def early_meeting(office: Office) -> meetings.Meeting:
    """A meeting at 11 that is told of at 10 on the same day, as the clock stood until then."""
    meeting = office.world.meeting(MONDAY.date() + DAY, clock="11:00")
    office.now = MONDAY + DAY
    return meeting


@stops(CancelReason.MEETING_HELD)
def a_meeting_is_held_before_its_hour(office: Office) -> Iterator[Sends]:
    meeting = early_meeting(office)
    yield Sends("member", "Møte: Administrativt samarbeidsutvalg", AT_SENDING)
    decisions.hold(office.world.session, meeting, act=Act(office.world.secretary, office.now))


@stops(CancelReason.MEETING_HELD)
def a_meeting_that_waits_for_its_mail_is_held(office: Office) -> Iterator[Sends]:
    meeting = early_meeting(office)
    office.tick(mailer=NoServer())
    office.later(HOUR / 2)
    yield Sends("member", "Møte: Administrativt samarbeidsutvalg", BEFORE_THE_TICK)
    decisions.hold(office.world.session, meeting, act=Act(office.world.secretary, office.now))


@stops(CancelReason.MEETING_BEGUN)
def a_meeting_begins_while_mail_is_sent(office: Office) -> Iterator[Sends]:
    early_meeting(office)
    yield Sends("member", "Møte: Administrativt samarbeidsutvalg", AT_SENDING)
    office.later(HOUR)


@stops(CancelReason.MEETING_BEGUN)
def a_meeting_that_waits_for_its_mail_begins(office: Office) -> Iterator[Sends]:
    early_meeting(office)
    office.tick(mailer=NoServer())
    office.later(HOUR / 2)
    yield Sends("member", "Møte: Administrativt samarbeidsutvalg", BEFORE_THE_TICK)
    office.later(HOUR / 2)


@stops(CancelReason.MEETING_CANCELLED)
def a_meeting_is_cancelled(office: Office) -> Iterator[Sends]:
    meeting = early_meeting(office)
    yield Sends("member", "Møte: Administrativt samarbeidsutvalg", AT_SENDING)
    meetings.cancel(office.world.session, meeting, act=Act(office.world.secretary, office.now))


@stops(CancelReason.MEETING_CANCELLED)
def a_meeting_that_is_planned_is_cancelled(office: Office) -> Iterator[Sends]:
    meeting = office.world.meeting(MEETING_DAY)
    office.tick()
    office.now = at(date(2026, 12, 14))
    yield Sends("member", "Meld inn saker: Administrativt samarbeidsutvalg", BEFORE_THE_TICK)
    meetings.cancel(office.world.session, meeting, act=Act(office.world.secretary, office.now))


@stops(CancelReason.MEETING_MOVED)
def a_meeting_is_moved_again(office: Office) -> Iterator[Sends]:
    meeting = told_of_a_meeting(office)
    act = Act(office.world.secretary, office.now)
    meetings.move(office.world.session, meeting, date(2027, 1, 20), None, act=act)
    yield Sends("member", "Flyttet: Administrativt samarbeidsutvalg", AT_SENDING, instead=True)
    meetings.move(office.world.session, meeting, date(2027, 1, 27), None, act=act)


@stops(CancelReason.OVERTAKEN)
def a_later_milestone_takes_the_place_of_one_that_was_missed(office: Office) -> Iterator[Sends]:
    office.world.meeting(MEETING_DAY)
    office.tick()
    office.now = at(date(2026, 12, 14))
    yield Sends("member", "Meld inn saker: Administrativt samarbeidsutvalg", BEFORE_THE_TICK)
    office.now = at(date(2027, 1, 8))


@stops(CancelReason.OVERTAKEN)
def a_digest_waits_until_the_next_one_comes(office: Office) -> Iterator[Sends]:
    office.world.measure()
    office.tick(mailer=NoServer())
    office.later(HOUR)
    yield Sends("secretary", "uke 48", BEFORE_THE_TICK)
    office.later(7 * DAY)


@stops(CancelReason.LEFT)
def a_reader_leaves_the_body(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends(
        "secretary", "av Eli Eigar. Du får dette fordi du sitter i sekretariatet", AT_SENDING
    )
    office.world.leave("secretary", local_day(office.now - DAY))


@stops(CancelReason.LEFT)
def a_member_leaves_before_the_reminder_is_sent(office: Office) -> Iterator[Sends]:
    early_meeting(office)
    yield Sends("member", "Møte: Administrativt samarbeidsutvalg", AT_SENDING)
    office.world.leave("member", local_day(office.now - DAY))


@stops(CancelReason.LEFT)
def a_member_leaves_before_the_reminder_is_due(office: Office) -> Iterator[Sends]:
    office.world.meeting(MEETING_DAY)
    office.tick()
    office.now = at(date(2027, 1, 8))
    yield Sends("member", "Møte: Administrativt samarbeidsutvalg", BEFORE_THE_TICK)
    office.world.leave("member", date(2027, 1, 7))


@stops(CancelReason.LEFT)
def a_reader_leaves_before_the_digest_is_sent(office: Office) -> Iterator[Sends]:
    """Who sits nowhere in a partnership any more may see nothing of it."""
    office.world.ongoing()
    yield Sends("observer", "week 48", AT_SENDING)
    office.world.leave("observer", local_day(office.now - DAY))


@stops(CancelReason.MAIL_OFF)
def a_reader_wants_no_mail(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends(
        "secretary",
        "av Eli Eigar. Du får dette fordi du sitter i sekretariatet",
        BEFORE_THE_TICK,
    )
    office.world.silence("secretary")


@stops(CancelReason.MAIL_OFF)
def a_reader_wants_no_mail_any_more(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends(
        "secretary", "av Eli Eigar. Du får dette fordi du sitter i sekretariatet", AT_SENDING
    )
    office.world.silence("secretary")


@stops(CancelReason.MAIL_OFF)
def a_reader_of_the_digest_wants_no_mail_any_more(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends("secretary", "uke 48", AT_SENDING)
    office.world.silence("secretary")


@stops(CancelReason.STREAM_OFF)
def a_reader_does_without_notices(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends(
        "secretary",
        "av Eli Eigar. Du får dette fordi du sitter i sekretariatet",
        BEFORE_THE_TICK,
    )
    office.world.world.change("secretary", stopped=["notices"])


@stops(CancelReason.STREAM_OFF)
def a_reader_does_without_notices_from_now_on(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends(
        "secretary", "av Eli Eigar. Du får dette fordi du sitter i sekretariatet", AT_SENDING
    )
    office.world.world.change("secretary", stopped=["notices"])


@stops(CancelReason.STREAM_OFF)
def a_reader_of_the_digest_does_without_it_from_now_on(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends("secretary", "uke 48", AT_SENDING)
    office.world.world.change("secretary", stopped=["digest"])


@stops(CancelReason.GIVEN_UP)
def somebody_gives_the_mail_up(office: Office) -> Iterator[Sends]:
    office.world.measure()
    yield Sends(
        "secretary", "av Eli Eigar. Du får dette fordi du sitter i sekretariatet", AT_SENDING
    )
    session, act = office.world.session, Act(office.world.secretary, office.now)
    for mail in mails.mails(session, [DeliveryState.QUEUED], act.by, local_day(office.now)):
        mails.drop(session, mail.id, act)


@stops(CancelReason.NOT_VISIBLE)
def a_reader_may_no_longer_see_the_case(office: Office) -> Iterator[Sends]:
    """The owners hear of it, of whom only the council and the secretariat may see it."""
    world = office.world
    world.join("member", "fagrad-1")
    world.closed_matter("fagrad-1")
    yield Sends("member", "Du får dette fordi du har rollen", AT_SENDING)
    world.leave("member", local_day(office.now - DAY), body="asu")


@stops(CancelReason.NO_ADDRESS)
def a_reporter_takes_the_address_back(office: Office) -> Iterator[Sends]:
    office.world.deviation(email="fastlege@example.no")
    yield Sends("fastlege", "Vi har fått meldinga di", AT_SENDING)
    office.world.forget_reporters()


@stops(CancelReason.EMPTY)
def the_only_thing_in_a_digest_falls_away(office: Office) -> Iterator[Sends]:
    meeting = office.world.meeting(MONDAY.date() + 25 * DAY)
    yield Sends("observer", "week 48", AT_SENDING)
    meetings.cancel(office.world.session, meeting, act=Act(office.world.secretary, office.now))


@pytest.mark.parametrize(("reason", "story"), stories())
def test_every_reason_keeps_the_mail_back(maildir, reason, story):
    told = story(maildir)
    sends = next(told)
    mails = tick_of(maildir, told, sends, stopped=True)

    assert sends.to not in heard(mails, sends.says)
    assert reason.value in maildir.reasons(sends.to)
    maildir.later(timedelta(minutes=30))
    assert heard(maildir.tick(), sends.says).count(sends.to) == sends.instead


@pytest.mark.parametrize(("reason", "story"), stories())
def test_without_the_reason_the_mail_goes(maildir, reason, story):
    told = story(maildir)
    sends = next(told)
    mails = tick_of(maildir, told, sends, stopped=False)

    assert heard(mails, sends.says).count(sends.to) == 1
    assert reason.value not in maildir.reasons(sends.to)
