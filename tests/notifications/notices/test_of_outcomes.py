"""What a council made of a case without moving it is told to those who would hear a decision."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.cases.records import Case
from engine.people.acts import Act
from notifications.notices.of_outcomes import BACK
from tests.mailbox import DAY, HOUR, MONDAY, Mailroom
from tests.notifications.mailboxes import Office, heard
from workflows.councils import agenda, decisions, meetings
from workflows.councils.agenda import AgendaItem, ItemIn, Outcome
from workflows.councils.meetings import Meeting

MADE = {
    Outcome.RECOMMENDED: "ga sin innstilling i saken",
    Outcome.POSTPONED: "utsatte saken",
    Outcome.NOTED: "tok saken til orientering",
}


def treated(
    world: Mailroom, case: Case, outcome: Outcome, *, by: str = "secretary", **what: bool
) -> tuple[Meeting, AgendaItem]:
    """The case in a held meeting of the council on Monday, that made this of it."""
    act, meeting = Act(getattr(world, by), MONDAY), world.meeting(MONDAY.date(), "asu")
    item = agenda.add_item(world.session, meeting, ItemIn(ref=case.ref, **what), act)
    decisions.decide(world.session, meeting, item, outcome, "3/26", act)
    decisions.hold(world.session, meeting, act)
    return meetings.get(world.session, meeting.id, act.by, MONDAY.date()), item


def outcomes(world: Mailroom) -> list[tuple[str, str]]:
    return [(notice.state, notice.reason) for notice in world.notices(kind="outcome")]


@pytest.mark.parametrize("outcome", MADE)
def test_it_is_told_with_council_meeting_and_number(maildir: Office, outcome):
    treated(maildir.world, maildir.world.measure(), outcome)

    words = (
        f"Administrativt samarbeidsutvalg {MADE[outcome]} i møtet 23. november 2026, sak 3/26 i"
        " protokollen. Du får dette fordi"
    )
    assert heard(maildir.tick(), words) == ["other"]


def test_who_proposed_the_measure_hears_it(maildir: Office):
    treated(maildir.world, maildir.world.measure(by="gp"), Outcome.POSTPONED)

    words = "utsette saka i møtet 23. november 2026, sak 3/26 i protokollen. Du får dette fordi du"
    assert heard(maildir.tick(), f"{words} føreslo tiltaket") == ["gp"]


def test_it_is_told_once(maildir: Office):
    treated(maildir.world, maildir.world.measure(), Outcome.POSTPONED)
    maildir.tick()
    maildir.later(2 * HOUR)

    assert heard(maildir.tick(), "saken i møtet") == []


def test_who_recorded_it_is_not_told(world: Mailroom):
    treated(world, world.measure(by="secretary"), Outcome.POSTPONED)
    world.plan()

    assert world.notices(kind="outcome", person_id=world.id("secretary")) == []
    assert world.notices(kind="outcome") != []


def test_a_decision_tells_for_itself(world: Mailroom):
    treated(world, world.measure(), Outcome.APPROVED)
    world.plan()

    assert outcomes(world) == []


def test_the_report_of_a_group_is_no_outcome_of_the_case(world: Mailroom):
    treated(world, world.measure(), Outcome.NOTED, report=True)
    world.plan()

    assert outcomes(world) == []


def test_a_report_has_nobody_who_would_hear_a_decision(world: Mailroom):
    case = world.deviation()
    world.do(case, "route", handler="mottak")
    treated(world, case, Outcome.NOTED)
    world.plan()

    assert outcomes(world) == []


def test_what_is_mended_before_the_mail_is_told_as_it_is_now(maildir: Office):
    world = maildir.world
    meeting, item = treated(world, world.measure(), Outcome.POSTPONED)
    world.plan()
    act = Act(world.secretary, MONDAY, reason="Feil skrevet")
    decisions.mend(world.session, meeting, item, Outcome.RECOMMENDED, "3/26", act)
    mails = maildir.tick()

    assert heard(mails, "utsatte saken") == []
    words = "Det som ble ført før, er rettet: Administrativt samarbeidsutvalg ga sin innstilling"
    assert heard(mails, words) == ["other"]
    assert ("cancelled", "corrected") in outcomes(world)


def test_what_is_mended_there_and_back_is_told_anew(world: Mailroom):
    meeting, item = treated(world, world.measure(), Outcome.POSTPONED)
    world.tick(MONDAY)
    told = len(outcomes(world))
    act = Act(world.secretary, MONDAY + HOUR, reason="Feil skrevet")
    decisions.mend(world.session, meeting, item, Outcome.NOTED, "3/26", act)
    decisions.mend(world.session, meeting, item, Outcome.POSTPONED, "3/26", act)
    world.tick(MONDAY + 2 * HOUR)

    assert outcomes(world) == [("told", "")] * 2 * told


def test_a_meeting_of_long_ago_is_old_news(world: Mailroom):
    treated(world, world.measure(), Outcome.POSTPONED)
    world.plan(MONDAY + BACK + DAY + timedelta(hours=1))

    assert outcomes(world) == []
