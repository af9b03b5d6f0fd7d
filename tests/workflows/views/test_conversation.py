"""What reporter and handlers wrote to each other, each text with the role of whoever wrote it."""

from __future__ import annotations

import pytest

from engine.cases.chain import verify_chains
from engine.cases.events import events_of
from engine.language.sentences import say
from engine.people.actors import reporter
from engine.people.acts import Act
from tests.world import refusal, unmet
from workflows.deviations import heard, reports
from workflows.deviations.heard import HeardBy, HeardState
from workflows.views.case_view import view_of
from workflows.views.conversation import conversation
from workflows.views.reporter_view import reported


@pytest.fixture
def talked(world):
    """A report about which both have written, the same words twice."""
    receipt = world.report()
    case, herself = receipt.case, reporter(receipt.case.id)
    world.step(case, "route", handler="mottak")
    for action, given in (
        ("write", {"message": "Vi ser på det."}),
        ("add", {"addendum": "Det skjedde igjen."}),
        ("write", {"message": "Vi ser på det."}),
        ("ask", {"question": "Hvilken dag?"}),
        ("reply", {"reply": "Fredag"}),
        ("add", {"addendum": "Og i dag."}),
    ):
        by = herself if action in ("add", "reply") else world.handler
        world.step(case, action, by, **given)
    return receipt


def test_each_text_stands_with_its_role_in_the_order_in_which_it_was_sent(world, talked):
    view = view_of(world.session, talked.case.ref, world.handler, world.at, "nb")

    assert [(each.role.nb, each.words, each.number) for each in conversation(view)] == [
        ("De som behandler avviket", "Vi ser på det.", 0),
        ("Melderen", "Det skjedde igjen.", 1),
        ("De som behandler avviket", "Vi ser på det.", 0),
        ("De som behandler avviket", "Hvilken dag?", 0),
        ("Melderen", "Fredag", 0),
        ("Melderen", "Og i dag.", 2),
    ]


def test_the_reporter_reads_the_same_and_is_spoken_to(world, talked):
    shown = reported(world.session, talked.code, world.at, "en")

    assert [str(each.role) for each in shown.conversation if each.own] == ["You"] * 3
    assert str(shown.conversation[1].called) == "Addendum 1"
    assert len(shown.conversation) == 6
    assert "addendum" not in [each.name for each in shown.fields]


def test_the_report_stays_as_it_was_written(world, talked):
    assert world.now(talked.case).fields["what"] == "Epikrisen kom aldri fram."


def test_nobody_else_takes_back_what_the_reporter_wrote(world, talked):
    assert "right" in unmet(lambda: world.correct(talked.case))

    world.step(talked.case, "write", world.handler, message="Feil sak")
    world.correct(talked.case)

    view = view_of(world.session, talked.case.ref, world.handler, world.at, "nb")
    assert [each.words for each in conversation(view)][-1] == "Og i dag."


def test_an_addendum_is_written_with_the_receipt_until_the_end(world):
    receipt = world.report()
    reports.add(world.session, receipt.code, "Mer", Act(world.gp, world.at))
    world.step(receipt.case, "reject", rejection="not_enough")

    late = refusal(
        lambda: reports.add(world.session, receipt.code, "For sent", Act(world.gp, world.at))
    )

    assert [each.code for each in late.reasons] == ["state"]
    assert world.now(receipt.case).fields["addendum"] == "Mer"


def test_a_reply_is_taken_back_by_the_secretariat_where_the_secretariat_wrote_it_down(world):
    for herself in (True, False):
        case = world.routed()
        world.step(case, "ask", world.handler, question="Hvilken dag?")
        by = reporter(case.id) if herself else world.secretary
        world.step(case, "reply", by, reply="Fredag")

        assert ("right" in unmet(lambda case=case: world.correct(case))) is herself


def answered_and_taken_back(world, *, read=True, email=None):
    """A report whose answer was taken back on Wednesday; she opened her page the day before."""
    receipt = world.report(email=email)
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "answer", world.handler, answer="Feil svar")
    if read:
        reported(world.session, receipt.code, world.day(1), "en")
    world.correct(receipt.case, at=world.day(2))
    return receipt


def test_an_answer_that_she_had_read_stays_with_the_word_that_it_was_taken_back(world):
    receipt = answered_and_taken_back(world)

    shown = reported(world.session, receipt.code, world.day(3), "en")
    (text,) = shown.conversation
    assert (text.words, text.taken_back, shown.answer) == ("Feil svar", world.day(2), "")
    assert "withdrawn on 4 March 2026" in say(shown.answered_before, "en")
    assert say(text.no_longer, "en").startswith("Withdrawn on 4 March 2026")

    world.step(receipt.case, "answer", world.handler, at=world.day(4), answer="Rett svar")
    shown = reported(world.session, receipt.code, world.day(5), "en")
    assert [(each.words, each.taken_back) for each in shown.conversation] == [
        ("Feil svar", world.day(2)),
        ("Rett svar", None),
    ]
    assert shown.answer == "Rett svar"
    assert say(shown.answered_before, "en").startswith("The answer replaces")


def test_her_page_leads_with_what_became_of_the_newest_answer_that_she_had(world):
    receipt, leads = answered_and_taken_back(world), []
    reopening = Act(world.stranger, world.day(5))
    for day, happens in (
        (3, lambda at: world.step(receipt.case, "handle", world.handler, at=at, answer="Bedre")),
        (5, lambda _at: reports.reopen(world.session, receipt.code, "Nei", reopening)),
        (6, lambda at: world.step(receipt.case, "answer", world.handler, at=at, answer="Best")),
        (7, lambda at: world.correct(receipt.case, at=at)),
    ):
        happens(world.day(day))
        shown = reported(world.session, receipt.code, world.day(day), "en")
        leads.append(say(shown.answered_before, "en").partition(",")[0].partition(";")[0])

    assert leads == [
        "The answer replaces one that was withdrawn on 4 March 2026",
        "The answer that you had applied until 7 March 2026",
        "The answer replaces an earlier one",
        "The answer that you had was withdrawn on 9 March 2026",
    ]


def test_those_who_handle_it_are_not_told_whether_she_had_read_it(world):
    shown = []
    for read in (True, False):
        case = answered_and_taken_back(world, read=read).case
        view = view_of(world.session, case.ref, world.handler, world.at, "nb")
        shown.append(conversation(view))
    assert shown == [[], []]


def test_what_nobody_told_her_of_is_as_if_it_had_never_been(world):
    receipt = answered_and_taken_back(world, read=False)

    shown = reported(world.session, receipt.code, world.day(3), "en")

    assert (shown.conversation, shown.answered_before) == ((), None)


@pytest.mark.parametrize(("action", "name"), [("write", "message"), ("ask", "question")])
def test_what_a_mail_alone_told_her_of_is_not_read_afterwards(world, action, name):
    receipt = world.report(email="ola@example.no")
    world.step(receipt.case, "route", handler="mottak")
    event = world.step(receipt.case, action, world.handler, **{name: "Feil sak"})
    heard.keep(world.session, event.id, HeardBy.ADDRESS, HeardState.TOLD, world.at)
    world.correct(receipt.case, at=world.day(2))

    shown = reported(world.session, receipt.code, world.day(3), "en")

    (text,) = shown.conversation
    assert (text.name, text.words) == (name, "")
    assert "not shown any more" in say(text.no_longer, "en")


def test_a_text_of_which_she_was_told_before_it_came_over_stays_too(world):
    world.share_mottak()
    receipt = world.report()
    world.step(receipt.case, "write", message="Vi ser på det.")
    reported(world.session, receipt.code, world.day(1), "nb")
    twin = world.sent_over(receipt.case, at=world.day(2))
    world.correct(twin, world.neighbour, at=world.day(3))

    shown = reported(world.session, receipt.code, world.day(4), "nb")

    assert [(each.words, each.taken_back) for each in shown.conversation] == [
        ("Vi ser på det.", world.day(3))
    ]


def told_and_taken_back(world, receipt, name, *, words="Feil sak", day=0, became=None):
    """A text to her that was taken back the day after; she opened her page in between, or a mail
    came to that."""
    action = {"message": "write", "question": "ask", "answer": "answer"}[name]
    event = world.step(receipt.case, action, world.handler, at=world.day(day), **{name: words})
    if became:
        heard.keep(world.session, event.id, HeardBy.ADDRESS, became, world.day(day))
    else:
        reported(world.session, receipt.code, world.day(day), "nb")
    world.correct(receipt.case, at=world.day(day + 1))


def taken_back_texts(world, receipt):
    shown = reported(world.session, receipt.code, world.day(9), "nb")
    said = shown.answered_before and say(shown.answered_before, "nb")
    texts = [(e.name, e.at, e.words, e.taken_back) for e in shown.conversation]
    return said, shown.answer, shown.question, texts


@pytest.mark.parametrize("became", [None, HeardState.TOLD])
@pytest.mark.parametrize("name", ["message", "question", "answer"])
def test_what_was_taken_back_before_a_report_goes_over_stays_on_its_page(world, name, became):
    world.share_mottak()
    receipt = world.report(email="ola@example.no")
    world.step(receipt.case, "route", handler="mottak")
    told_and_taken_back(world, receipt, name, became=became)
    before = taken_back_texts(world, receipt)
    assert len(before[-1]) == 1

    twin = world.sent_over(receipt.case, at=world.day(2))

    assert taken_back_texts(world, receipt) == before
    assert (twin.state, name in twin.fields) == ("reported", False)
    events = events_of(world.session, twin.id)
    assert {event.by for event in events} == {None}
    assert "Feil sak" not in [event.parts.get("reason") for event in events]
    assert verify_chains(world.session) == []


def test_what_nobody_told_her_of_goes_over_to_nobody(world):
    world.share_mottak()
    receipt = world.report()
    herself = reporter(receipt.case.id)
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "write", world.handler, message="Om en annen")
    world.step(receipt.case, "ask", world.handler, question="Hvem?")
    told_and_taken_back(world, receipt, "message", words="Til en annen", became=HeardState.TOLD)
    world.correct(receipt.case, at=world.day(2))
    world.correct(receipt.case, at=world.day(2))
    for _twice in range(2):
        world.step(receipt.case, "add", herself, at=world.day(3), addendum="Mer")
    before = taken_back_texts(world, receipt)
    assert [words for _name, _at, words, _back in before[-1]] == ["", "Mer", "Mer"]

    twin = world.sent_over(receipt.case, at=world.day(4))

    assert taken_back_texts(world, receipt) == before
    kept = " ".join(event.data for event in events_of(world.session, twin.id))
    assert "Mer" in kept
    assert "Om en annen" not in kept
    assert "Hvem?" not in kept
    assert verify_chains(world.session) == []
