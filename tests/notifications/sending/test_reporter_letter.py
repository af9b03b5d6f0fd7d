"""What the letter says in which somebody without an account hears of several things at once."""

from __future__ import annotations

import pytest

from engine.cases.steps import correct
from engine.definitions import versions
from engine.people.acts import Act
from notifications.notices.notices import NoticeKind
from tests.mailbox import HOUR, MONDAY
from workflows.deviations import heard

QUESTION, ANSWER, NEWS = (
    "Vi har eit spørsmål om meldinga di",
    "Du har fått svar på meldinga di",
    "Det er nytt om meldinga di",
)


@pytest.fixture
def case(maildir):
    case = maildir.world.deviation(email="fastlege@example.no")
    maildir.world.do(case, "route", handler="mottak")
    maildir.tick()
    return case


@pytest.fixture
def handler(maildir, case):
    """What the unit does in the case."""
    return lambda action, **inputs: maildir.world.do(case, action, by="handler", **inputs)


@pytest.fixture
def handled(maildir, case, handler):
    """The case is answered, she reads that, and it is handled before anything is mailed."""
    handler("answer", answer="Takk", event_type="medicines")
    now = maildir.world.fresh(case)
    session = maildir.world.session
    heard.read_page(session, now, versions.by_id(session, now.definition_id), MONDAY)
    handler("handle")


def hears(maildir) -> list[str]:
    """What her new mails say first."""
    mails = [mail for mail in maildir.tick() if mail.to == "fastlege"]
    return [said for mail in mails for said in (QUESTION, ANSWER, NEWS) if mail.says(said)]


@pytest.mark.usefixtures("handled")
def test_an_answer_is_told_though_the_case_was_handled_since(maildir):
    assert hears(maildir) == [ANSWER]


@pytest.mark.usefixtures("handled")
def test_a_message_is_neither_a_question_nor_an_answer(maildir, handler):
    maildir.tick()
    handler("write", message="Vi kommer tilbake til dette.")

    (mail,) = maildir.tick()
    assert mail.says("Det er nytt om meldinga di A-2026-1: Du har fått ei melding 23. november")


@pytest.mark.parametrize("told", ["answer", "question", "message"])
def test_what_was_taken_back_is_told_as_that_alone_until_there_is_an_answer(world, told):
    case = world.deviation(email="fastlege@example.no")
    world.do(case, "route", handler="mottak")
    action = {"answer": "answer", "question": "ask", "message": "write"}[told]
    world.do(case, action, by="handler", **{told: "Feil sak"})
    assert len(told_to_her(world, 0)) == 1
    world.world.correct(case, world.secretary, at=MONDAY + HOUR)
    assert told_to_her(world, 2) == [(NoticeKind.CORRECTED, False)]

    world.do(case, "answer", by="handler", at=MONDAY + 3 * HOUR, answer="Takk")
    assert told_to_her(world, 4) == [(NoticeKind.ANSWERED, False)]
    world.world.correct(case, world.secretary, at=MONDAY + 5 * HOUR)
    world.do(case, "answer", by="handler", at=MONDAY + 5 * HOUR, answer="Likevel")
    assert told_to_her(world, 6) == [(NoticeKind.ANSWERED, False)]


def told_to_her(world, hours: int) -> list[tuple[str, bool]]:
    """As what her new letters tell it, and whether they ask her something."""
    letters = [m.letter for m in world.tick(MONDAY + hours * HOUR) if m.to == "fastlege"]
    return [(each.what, each.asks) for each in letters]


def test_a_question_that_waits_is_told_before_all_else(maildir, handler):
    handler("answer", answer="Vi ser på det.")
    handler("ask", question="Hvor?")
    handler("write", message="Det haster.")
    assert hears(maildir) == [QUESTION]

    handler("write", message="Har du sett spørsmålet?")
    assert hears(maildir) == [NEWS]


def test_a_question_that_was_replied_to_is_asked_no_more(maildir, case, handler):
    handler("ask", question="Hvor?")
    maildir.world.do(case, "reply", reply="På sengeposten")
    handler("answer", answer="Takk")
    handler("write", message="God helg.")

    assert hears(maildir) == [ANSWER]


@pytest.mark.usefixtures("handled")
def test_what_was_taken_back_and_done_again_is_told_as_both(maildir, case, handler):
    maildir.tick()
    act = Act(maildir.world.secretary, MONDAY, reason="feil")
    correct(maildir.world.session, maildir.world.fresh(case), act)
    handler("handle")

    (mail,) = [mail for mail in maildir.tick() if mail.to == "fastlege"]
    assert mail.says("Noko vi har fortalt deg om meldinga di A-2026-1, er retta. Avviket er ferdig")
