"""Who hears of a report that goes on in another partnership."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from email import message_from_string, policy

import pytest
from sqlalchemy import text

from engine.cases.chain import verify_chains
from engine.people.acts import Act
from notifications.letters.forgetting import forget_reporter
from notifications.outbox.mailer import Reply, ReplyKind
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, Mailroom, open_mailroom
from tests.notifications.mailboxes import read

EMAIL, INTAKE = "fastlege@example.no", "ingrid.inntak@example.no"
HOUR = timedelta(hours=1)


class Mailer:
    """A mail server that takes everything and keeps it."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []

    def send(self, address, _message_id, body, still_mine, _slow):
        assert still_mine()
        self.mails.append((address, body.decode("utf-8", "replace")))
        return Reply(ReplyKind.ACCEPTED, "")

    def close(self):
        pass

    def to(self, address: str) -> list[str]:
        return [body for to, body in self.mails if to == address]


def words_of(mail: str) -> str:
    """The text of a mail, in one line."""
    body = message_from_string(mail, policy=policy.default).get_body(("plain",))
    return " ".join(body.get_content().split())


@pytest.fixture
def office(session, peopled) -> Mailroom:
    room = open_mailroom(session)
    room.world.share_mottak()
    room.world.of_the_neighbours("Ingrid Inntak", "sekretariat", "secretary")
    return room


def later(database, hours: int) -> Mailer:
    mailer = Mailer()
    tick(database, MONDAY + hours * HOUR, mailer=mailer)
    return mailer


def sent_over(office: Mailroom, case, at: datetime):
    return office.world.sent_over(case, by=office.secretary, at=at)


def test_the_intake_there_hears_of_it_and_the_reporter_hears_nothing_new(database, office):
    case = office.deviation(email=EMAIL)
    office.do(case, "route", handler="mottak")
    assert len(later(database, 0).to(EMAIL)) == 1

    twin = sent_over(office, case, MONDAY + HOUR)
    mailer = later(database, 2)

    assert mailer.to(EMAIL) == []
    (mail,) = mailer.to(INTAKE)
    assert twin.ref in mail
    assert "hemmelig" not in repr(mailer.mails)
    assert case.ref not in mail
    (told,) = mailer.to("handler@example.no")  # the unit here need not go on
    assert twin.ref not in told


def test_whoever_sits_in_the_intake_there_since_the_report_hears_of_it_too(database, office):
    case = office.deviation(email=EMAIL)
    later(database, 0)
    new = office.world.of_the_neighbours("Ny Inntak", "sekretariat", since=date(2026, 11, 24))

    sent_over(office, case, MONDAY + 25 * HOUR)
    later(database, 26)

    assert len(office.notices(person_id=new.person_id, kind="step")) == 1


def test_the_intake_there_is_reminded_on_the_day_on_which_its_own_time_ends(database, office):
    case = office.deviation()
    later(database, 0)
    sent_over(office, case, MONDAY + 14 * 24 * HOUR)
    assert later(database, 14 * 24 + 1).to(INTAKE)

    assert later(database, 16 * 24).to(INTAKE) == []
    (mail,) = later(database, 17 * 24).to(INTAKE)  # Thursday
    assert "10. desember" in mail


def test_the_reporter_is_answered_from_there_and_the_answer_counts_as_delivered(database, office):
    case = office.deviation(email=EMAIL)
    later(database, 0)
    twin = sent_over(office, case, MONDAY + HOUR)
    world, at = office.world, MONDAY + 2 * HOUR
    intake = world.of_the_neighbours("Ida Inntak", "sekretariat", "secretary")
    handler = world.of_the_neighbours()
    world.step(twin, "route", intake, at=at, handler="legevakt")
    world.step(twin, "answer", handler, at=at, answer="Beklagar", event_type="medicines")

    (mail,) = later(database, 4).to(EMAIL)

    assert twin.ref in mail
    world.step(twin, "handle", handler, at=MONDAY + 5 * HOUR)
    assert world.now(twin).state == "handled"


def test_what_the_reporter_was_not_told_here_she_is_told_from_there(database, office):
    case = office.deviation(email=EMAIL)
    office.do(case, "ask", question="Hvor?")
    twin = sent_over(office, case, MONDAY + HOUR)

    mails = later(database, 2).to(EMAIL)

    assert mails
    assert all(f"[{twin.ref}]" in each for each in mails)
    assert all(f"Då du melde det, var nummeret {case.ref}." in words_of(each) for each in mails)
    assert all(f"saman med meldinga {case.ref}." in words_of(each) for each in mails)
    assert any("Vi har eit spørsmål" in each or "sp=C3=B8rsm" in each for each in mails)
    assert later(database, 4).to(EMAIL) == []


def test_who_reported_with_an_account_is_told_from_there_alone(database, office):
    case = office.deviation(by=office.gp)
    office.do(case, "route", handler="mottak")
    later(database, 0)
    office.do(case, "ask", question="Hvor?", at=MONDAY + HOUR)
    twin = sent_over(office, case, MONDAY + 2 * HOUR)

    (mail,) = [each for hours in (3, 5, 48) for each in later(database, hours).to("gp@example.no")]

    assert read(mail.encode()).says(twin.ref)


BACK = {"answer": ["here"], "ask": ["here", "mailed", "there"], "write": ["here", "there"]}
RETTA = "Noko vi har fortalt deg om meldinga di A-2026-2, er retta"


@pytest.mark.parametrize(("action", "back"), [(a, b) for a, each in BACK.items() for b in each])
def test_what_she_was_told_here_and_is_taken_back_she_is_told_once(database, office, action, back):
    case = office.deviation(email=EMAIL)
    office.do(case, "route", handler="mottak")
    said = {"answer": "answer", "ask": "question", "write": "message"}[action]
    office.do(case, action, by="handler", **{said: "Feil"})
    assert later(database, 0).to(EMAIL)
    if back != "there":
        office.world.correct(case, office.secretary, at=MONDAY + HOUR)
    if back == "mailed":
        assert len(later(database, 2).to(EMAIL)) == 1
    twin = sent_over(office, case, MONDAY + 3 * HOUR)
    if back == "there":
        intake = office.world.of_the_neighbours("Ida Inntak", "sekretariat", "secretary")
        office.world.correct(twin, intake, at=MONDAY + 4 * HOUR)

    mails = [
        read(each.encode()) for hours in (5, 8, 48) for each in later(database, hours).to(EMAIL)
    ]

    assert [mail.says(RETTA) for mail in mails] == ([] if back == "mailed" else [True])


@pytest.mark.parametrize("back", ["here", "there"])
def test_who_reported_with_an_account_hears_once_of_what_is_taken_back(database, office, back):
    case = office.deviation(by=office.gp)
    office.do(case, "route", handler="mottak")
    office.do(case, "ask", by="handler", question="Feil")
    assert later(database, 0).to("gp@example.no")
    if back == "here":
        office.world.correct(case, office.secretary, at=MONDAY + HOUR)
    twin = sent_over(office, case, MONDAY + 3 * HOUR)
    if back == "there":
        intake = office.world.of_the_neighbours("Ida Inntak", "sekretariat", "secretary")
        office.world.correct(twin, intake, at=MONDAY + 4 * HOUR)

    mails = [each for hours in (5, 48) for each in later(database, hours).to("gp@example.no")]

    (told,) = office.notices(kind="corrected", person_id=office.id("gp"))
    assert told.state == "told"
    assert [read(each.encode()).says("Du er spurd om opplysning") for each in mails] == [True]


def test_an_address_is_removed_from_the_mails_that_went_from_here_too(database, office, session):
    case = office.deviation(email=EMAIL)
    later(database, 0)
    twin = sent_over(office, case, MONDAY + HOUR)
    intake = office.world.of_the_neighbours("Ida Inntak", "sekretariat", "secretary")

    forget_reporter(session, twin, Act(intake, MONDAY + 2 * HOUR))

    rows = [*session.execute(text("SELECT * FROM contact"))]
    rows += [*session.execute(text("SELECT * FROM delivery"))]
    kept = " ".join(
        bytes(each).decode("utf-8", "replace")
        if isinstance(each, bytes | memoryview)
        else str(each)
        for row in rows
        for each in row
    )
    assert EMAIL not in kept
    assert verify_chains(session) == []
