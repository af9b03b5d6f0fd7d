"""Whoever holds a receipt reads the report, replies and withdraws; nobody else does."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from cli import main
from engine.cases.chain import verify_chains
from engine.people import closed_days
from engine.people.actors import reporter
from notifications.letters.forgetting import forget_reporter
from tests.browsing import words
from tests.world import SETTING_UP, at_once
from web.deviations import receipt_pages
from workflows.deviations import contacts
from workflows.views.case_step import take_step


@pytest.fixture
def holder(pages, world):
    """A browser in which the receipt of a report is open, and the report's case."""
    receipt = world.report(email="melder@example.no")
    browser = pages.browser()
    browser.post("/report/receipt", code=receipt.code.lower())
    return browser, receipt.case


def test_the_reporter_reads_where_it_stands_and_what_happened_without_names(holder, world):
    browser, case = holder
    world.step(case, "route", world.secretary, handler="mottak")

    page = words(browser.get("/report/mine"))

    assert "Reported The deviation has been reported" in page
    assert "The deviation was sent to the responsible unit" in page
    assert world.secretary.name not in page
    assert "Epikrisen kom aldri fram." in page


def test_the_reporter_reads_what_is_to_be_done_by_when_as_the_definition_and_closed_days_have_it(
    holder, pages, world
):
    browser, case = holder
    routing = "The deviation is to be sent to the responsible unit by"
    next_up = f"What happens next {routing} 5 March 2026."
    form = words(pages.browser().get("/report/to/fjord"))
    assert next_up in words(browser.get("/report/mine"))
    assert f"If you report it today: {routing} 5 March 2026." in form
    assert "The deviation is to be answered by 30 March 2026." in form

    for first, last in ((3, 3), (30, 31)):
        stretch = (date(2026, 3, first), date(2026, 3, last))
        closed_days.close(world.session, world.partnership, *stretch, "Stengt", SETTING_UP)
    page, form = words(browser.get("/report/mine")), words(pages.browser().get("/report/to/fjord"))
    assert next_up.replace("5 March", "6 March") in page
    assert "The deviation is to be answered by 1 April 2026." in page
    assert "The deviation is to be answered by 1 April 2026." in form
    assert "“Handled” comes later. It means: The unit has handled the deviation, and you" in page

    world.step(case, "route", world.secretary, handler="mottak")
    world.step(case, "ask", world.handler, question="Hvilken dag?")
    asked = words(browser.get("/report/mine"))
    assert "You are to have answered the question by 16 March 2026." in asked
    assert "The deviation is to be answered" not in asked

    world.step(case, "reject", world.secretary, rejection="not_enough", reason="Uklart")
    assert "What happens next" not in browser.get("/report/mine")


def test_her_page_speaks_to_her_and_not_of_her(pages, world):
    receipt = world.report(email="melder@example.no", wants_answer=True)
    browser, case = pages.browser(), receipt.case
    browser.post("/report/receipt", code=receipt.code)
    world.step(case, "route", world.secretary, handler="mottak")
    read = []
    for action, given in [
        ("ask", {"question": "Hvilken dag?"}),
        ("reply", {"reply": "Fredag"}),
        ("answer", {"answer": "Beklager"}),
        ("handle", {}),
    ]:
        by = reporter(case.id) if action == "reply" else world.handler
        world.step(case, action, by, **given)
        read.append(words(browser.get("/report/mine?lang=nb")))

    assert "Du er spurt om noe. Fristen står stille til du svarer." in read[0]
    assert "Du skal ha svart på spørsmålet innen 16. mars 2026." in read[0]
    assert "Du er spurt om opplysninger" in read[1]
    assert "Opplysningene er gitt" in read[1]
    assert "Avviket skal være besvart" in read[1]
    assert "Avviket skal være besvart" not in read[2]
    assert "«Behandlet» kommer senere. Det betyr: Enheten har behandlet" in read[2]
    assert "Svar til deg" in read[2]
    assert "Enheten har behandlet avviket, og du har fått svar" in read[3]
    assert not [page for page in read if "melderen" in page.lower()]


def test_who_wanted_no_answer_is_told_of_no_day_to_answer(pages, world):
    browser, answered = pages.browser(), "The deviation is to be answered by"
    for wanted in (True, False):
        receipt = world.report(wants_answer=wanted)
        world.step(receipt.case, "route", world.secretary, handler="mottak")
        browser.post("/report/receipt", code=receipt.code)
        assert (answered in words(browser.get("/report/mine"))) == wanted


def test_the_reporter_replies_to_a_question(holder, world):
    browser, case = holder
    world.step(case, "route", world.secretary, handler="mottak")
    world.step(case, "ask", world.handler, question="Hvilken dag?")
    assert "Hvilken dag?" in browser.get("/report/mine")

    empty = words(browser.post("/report/mine/do/reply", 422, reply="").text)
    browser.post("/report/mine/do/reply", reply="På mandag")

    assert "Your reply" in empty
    assert "The reporter’s reply" not in empty
    assert world.now(case).state == "reported"
    assert world.now(case).fields["reply"] == "På mandag"


def test_the_reporter_withdraws_and_removes_the_address(holder, world):
    browser, case = holder

    browser.post("/report/mine/forget")
    browser.post("/report/mine/do/withdraw")

    assert "Remove my address" not in browser.get("/report/mine")
    assert world.now(case).state == "withdrawn"


def test_an_address_that_is_removed_twice_is_removed(holder):
    browser, _case = holder

    for _time in range(2):
        answer = browser.post("/report/mine/forget")
        assert "Your address is removed." in browser.get(answer.headers["location"])


@pytest.mark.parametrize("code", ["", "AAAA-BBBB-CCCC-DDDD"])
def test_without_a_code_that_leads_to_a_report_it_is_asked_for(pages, world, code):
    world.report(email="melder@example.no")
    browser = pages.browser()
    browser.client.cookies.set("samsak_receipt", code)

    page = browser.post("/report/mine/forget", 404).text

    assert 'action="/report/receipt"' in page
    assert "This browser has forgotten your code." in words(page)
    assert browser.client.get("/report/mine").headers["location"] == "/report/receipt"


def test_a_reporter_does_nothing_that_others_do(holder, world):
    browser, case = holder

    browser.post("/report/mine/do/route", 403, handler="mottak")

    assert world.now(case).version == case.version


def test_a_wrong_code_opens_nothing(pages, world):
    world.report()
    browser = pages.browser()

    page = browser.post("/report/receipt", 422, code="AAAA-BBBB-CCCC-DDDD").text

    assert "No report has this code" in words(page)
    assert browser.client.get("/report/mine").headers["location"] == "/report/receipt"


def test_a_reply_and_a_withdrawal_that_are_sent_twice_are_one(pages, world):
    browser, receipt = pages.browser(), world.report()
    world.step(receipt.case, "ask", question="Når var det?")
    browser.post("/report/receipt", code=receipt.code)

    replies = [
        browser.post("/report/mine/do/reply", reply="Mandag", key="r" * 32) for _time in "12"
    ]
    edited = words(browser.post("/report/mine/do/reply", 422, reply="Tirsdag", key="r" * 32).text)
    gone = [browser.post("/report/mine/do/withdraw", key="w" * 32) for _time in "12"]

    assert {each.headers["location"] for each in replies} == {"/report/mine?kept=reply"}
    assert "You had typed: Tirsdag" in edited
    assert "your report has gone on" in edited
    assert {each.headers["location"] for each in gone} == {"/report/mine?kept=withdraw"}


def test_the_link_that_was_kept_is_pasted_where_the_code_goes(pages, world):
    browser, code = pages.browser(), world.report().code

    browser.post("/report/receipt", code=f"https://samsak.example.no/report/receipt#{code}")

    assert browser.client.get("/report/mine").status_code == 200


def test_trying_codes_is_stopped_and_who_has_one_tries_nothing(pages, world):
    browser, code = pages.browser(), world.report().code
    for _time in range(31):
        browser.post("/report/receipt", code=code)
    for _time in range(30):
        browser.post("/report/receipt", 422, code="AAAA")

    browser.post("/report/receipt", 429, code=code)


def test_a_code_that_was_left_empty_is_asked_for(pages, world):
    page = words(pages.browser().post("/report/receipt", 422, code=" ").text)

    assert "Type the code on your receipt." in page
    assert "No report" not in page


def test_a_report_is_closed_in_the_browser(holder):
    browser, _case = holder

    browser.post("/report/leave")

    assert browser.client.get("/report/mine").headers["location"] == "/report/receipt"


def test_what_she_is_asked_stands_where_she_answers(pages, world):
    receipt = asked_about(world)
    browser = pages.browser()
    browser.post("/report/receipt", code=receipt.code)

    page = browser.get("/report/mine")

    assert page.index("Når var det?") < page.index("/report/mine/do/reply")


def test_a_reply_that_comes_too_late_is_refused_in_words_and_shown_again(pages, world):
    receipt = asked_about(world)
    browser = pages.browser()
    browser.post("/report/receipt", code=receipt.code)
    browser.post("/report/mine/do/reply", reply="På mandag")

    page = words(browser.post("/report/mine/do/reply", 422, reply="På tirsdag").text)

    assert "You had typed: På tirsdag" in page
    assert "This can no longer be done: your report has gone on." in page


def test_a_reply_from_a_browser_that_forgot_the_code_is_not_lost(pages, world):
    asked_about(world)

    page = pages.browser().post("/report/mine/do/reply", 404, reply="På mandag").text

    assert "You had typed: På mandag" in words(page)
    assert 'name="code"' in page


def asked_about(world):
    receipt = world.report()
    world.step(receipt.case, "route", handler="mottak")
    world.step(receipt.case, "ask", world.handler, question="Når var det?")
    return receipt


def test_what_was_done_is_said_by_its_name(pages, world):
    browser = pages.browser()
    browser.post("/report/to/fjord", what="Noe", unit="Akuttmottaket", email="a@b.no", key="k" * 32)

    removed = browser.post("/report/mine/forget").headers["location"]
    withdrawn = browser.post("/report/mine/do/withdraw").headers["location"]

    assert "Your address is removed." in words(browser.get(removed))
    assert "Your report is withdrawn." in words(browser.get(withdrawn))


def test_what_waits_for_the_reporter_and_the_answer_stand_first(holder, world):
    browser, case = holder
    world.step(case, "route", world.secretary, handler="mottak")
    world.step(case, "ask", world.handler, question="Hvilken dag?")
    asked = words(browser.get("/report/mine"))
    browser.post("/report/mine/do/reply", reply="På mandag")
    world.step(case, "answer", world.handler, answer="Det skal ikke skje igjen.")

    answered = words(browser.get("/report/mine"))

    assert "Waits for you" in asked
    assert "Waiting for the reporter" not in asked.partition("What was written")[0]
    first = answered.index("You have been answered: Det skal ikke skje igjen.")
    assert first < answered.index("The deviation has been reported")


def test_what_the_holder_of_the_receipt_did_is_told_as_the_reporters(holder, pages, world):
    browser, case = holder
    world.step(case, "route", world.secretary, handler="mottak")
    world.step(case, "ask", world.handler, question="Hvilken dag?")
    browser.post("/report/mine/do/reply", reply="På mandag")

    history = words(pages.browser(world.handler).get(f"/cases/{case.ref}"))
    since = history.partition("The question was replied to")[2]
    reply = since.partition("The reporter was asked")[0]

    assert "the reporter" in reply


def test_a_link_in_a_mail_asks_for_no_code_that_the_browser_has(holder, pages):
    browser, _case = holder

    known = browser.client.get("/report/receipt")
    stale = pages.browser()
    stale.client.cookies.set("samsak_receipt", "FEIL-KODE")
    unknown = stale.get("/report/receipt")

    assert known.headers["location"] == "/report/mine"
    assert "The code on your receipt" in unknown
    assert "The code on your receipt" in pages.browser().get("/report/receipt")


def test_the_link_of_another_receipt_opens_that_one(served, world):
    first, second = (world.report(what=what) for what in ("Det ene", "Det andre"))
    with served.visit(None, "en") as page:
        page.goto(f"/report/receipt#{first.code}")
        page.get_by_text("Det ene").wait_for()

        page.goto(f"/report/receipt#{second.code}")

        page.get_by_text("Det andre").wait_for()


def test_what_is_sent_at_the_moment_the_report_goes_over_lands_there(holder, world, monkeypatch):
    world.share_mottak()
    browser, case = holder
    world.step(case, "ask", world.secretary, question="Hvilken dag?")
    sent = []

    def overtaken(session, view, step, act):
        if not sent:
            sent.append(world.sent_over(case))
        return take_step(session, view, step, act)

    monkeypatch.setattr(receipt_pages, "take_step", overtaken)
    browser.post("/report/mine/do/reply", reply="På mandag")

    assert world.now(sent[0]).fields["reply"] == "På mandag"
    assert "På mandag" in browser.get("/report/mine")


def test_an_address_that_goes_over_at_that_moment_is_removed(holder, world, monkeypatch):
    world.share_mottak()
    browser, _case = holder
    sent = []

    def overtaken(session, case, act):
        if not sent:
            sent.append(world.sent_over(case))
        forget_reporter(session, case, act)

    monkeypatch.setattr(receipt_pages, "forget_reporter", overtaken)
    browser.post("/report/mine/forget")

    assert contacts.contact(world.session, sent[0].id) is None


class Sent(NamedTuple):
    """What somebody is told who replies: whether it was taken, and what is said else."""

    taken: bool
    said: str


@pytest.fixture
def replies(pages, world, database_url):
    """A report whose reporter is asked, and ways to reply with its receipt."""
    receipt = world.report()
    world.step(receipt.case, "ask", world.secretary, question="Hvilken dag?")

    def by_page(text: str) -> Sent:
        browser = pages.browser()
        browser.post("/report/receipt", code=receipt.code)
        answer = browser.client.post("/report/mine/do/reply", data={"reply": text})
        return Sent(answer.status_code == 303, words(answer.text))

    def by_command(text: str) -> Sent:
        env = {"SAMSAK_DATABASE_URL": database_url, "SAMSAK_LANGUAGE": "nb"}
        typed = ("deviation", "follow", receipt.code, "--reply", text, "--at", world.at.isoformat())
        answer = CliRunner(env=env).invoke(main, typed)
        return Sent(answer.exit_code == 0, answer.output)

    return receipt.case, {"page": by_page, "command": by_command}


@pytest.mark.parametrize("other", ["page", "command"])
def test_of_two_replies_at_once_one_is_taken_and_the_other_is_told_so(
    replies, world, database, other
):
    case, ways = replies
    ways_taken = ("page", other)

    found = at_once(database, world, lambda _w, n: ways[ways_taken[n]](f"Svar {n}"))

    (first,) = [n for n, each in enumerate(found) if each.taken]
    told = found[1 - first].said
    assert world.now(case).fields["reply"] == f"Svar {first}"
    assert "your report has gone on" in told or "Meldt" in told, told
    assert f"Svar {1 - first}" in told or ways_taken[1 - first] == "command"  # to be copied


@pytest.mark.parametrize("way", ["page", "command"])
def test_a_reply_while_the_report_is_sent_over_is_kept_there(replies, world, database, way):
    world.share_mottak()
    case, ways = replies

    found = at_once(
        database, world, lambda w, n: ways[way]("På mandag") if n else w.sent_over(case)
    )

    assert found[1].taken, found
    assert world.now(found[0]).fields["reply"] == "På mandag"
    assert verify_chains(world.session) == []


def test_the_reporter_puts_the_address_right_and_leaves_one(holder, world):
    browser, case = holder
    assert "Change your address" in words(browser.get("/report/mine"))

    wrong = browser.post("/report/mine/address", 422, email="ola@").text
    assert "“ola@” is not an email address" in words(wrong)
    assert 'value="ola@"' in wrong
    saved = browser.post("/report/mine/address", email="ola@example.no").headers["location"]
    assert "The new address is saved." in words(browser.get(saved))
    assert kept_at(world, case) == "ola@example.no"

    browser.post("/report/mine/forget")
    assert "Leave an address" in words(browser.get("/report/mine"))
    browser.post("/report/mine/address", email="ola@example.no")
    assert kept_at(world, case) == "ola@example.no"


def kept_at(world, case):
    return contacts.contact(world.session, case.id).email


def test_the_secretariat_puts_the_address_right(holder, pages, world):
    _browser, case = holder
    browser, path = pages.browser(world.secretary), f"/cases/{case.ref}"
    page = browser.get(path)
    assert "Change the reporter’s address" in words(page)
    assert "melder@example.no" in page

    wrong = browser.post(f"{path}/address", 422, email="ola@").text
    assert "“ola@” is not an email address" in words(wrong)
    saved = browser.post(f"{path}/address", email="ola@example.no").headers["location"]

    assert "The new address is saved." in words(browser.get(saved))
    assert kept_at(world, case) == "ola@example.no"


def test_nobody_is_offered_an_address_that_she_may_not_put_right(pages, world):
    none, handled = world.report().case, world.report(email="melder@example.no").case
    world.step(handled, "route", handler="mottak")

    for who, case in ((world.secretary, none), (world.handler, handled)):
        browser, path = pages.browser(who), f"/cases/{case.ref}"
        assert f"{path}/address" not in browser.get(path)
    pages.browser(world.handler).post(f"/cases/{handled.ref}/address", 403, email="ola@example.no")
    assert kept_at(world, handled) == "melder@example.no"


def test_what_was_typed_is_in_its_form_again_once_the_code_is_typed(pages, world):
    case, code = world.report()
    browser = pages.browser()
    asked = browser.post("/report/mine/do/add", 404, addendum="Det skjedde\nigjen", key="k1").text
    hidden = dict(re.findall(r'type="hidden" name="([\w.]+)" value="([^"]*)"', asked))

    wrong = browser.post("/report/receipt", 422, **hidden, code="AAAA").text
    page = browser.post("/report/receipt", 422, **hidden, code=code).text

    assert all(f'name="{name}" value="{value}"' in wrong for name, value in hidden.items())
    assert "Det skjedde\nigjen</textarea>" in page
    assert "Look at what you typed, and send it." in words(page)
    assert "addendum" not in world.now(case).fields
    assert browser.client.get("/report/mine").status_code == 200


def test_an_address_is_in_its_form_again_once_the_code_is_typed(pages, world):
    code = world.report().code
    browser = pages.browser()
    browser.post("/report/mine/address", 404, email="ny@example.no")

    kept = {"step": "address", "step.email": "ny@example.no"}
    page = browser.post("/report/receipt", 422, **kept, code=code).text

    assert 'value="ny@example.no"' in page


@pytest.mark.parametrize(("why", "anew"), [("not_enough", True), ("patient_complaint", False)])
def test_whose_report_said_too_little_may_report_it_anew(holder, world, why, anew):
    browser, case = holder
    world.step(case, "reject", rejection=why)

    page = browser.get("/report/mine")

    assert ("You may report it anew, with what was missing." in page) == anew
    assert ('href="/report">Report it anew' in page) == anew


def test_her_page_says_until_when_she_can_say_that_it_did_not_help(holder, world):
    browser, case = holder
    world.step(case, "route", handler="mottak")
    world.step(case, "handle", world.handler, answer="Beklager")

    assert "You can do this until 30 March 2026, and once." in words(browser.get("/report/mine"))


@pytest.mark.parametrize("kind", ["improvement", "breach"])
def test_the_receipt_names_the_channels_that_its_form_named(pages, kind):
    browser, path = pages.browser(), f"/report/to/fjord?kind={kind}"
    given = {"kind": kind, "short": "yes"}

    asked = "tell these too" in browser.get(path)
    browser.post(path, what="Ring før utskriving.", unit="Akuttmottaket", **given)

    assert ("tell these too" in browser.get("/report/mine?new=1")) == asked == (kind == "breach")


@pytest.mark.parametrize("path", ["/report/to/xx", "/inbox/tull", "/plans/tull"])
def test_an_address_that_leads_nowhere_names_no_keys(pages, world, path):
    page = words(pages.browser(world.secretary).get(path, 404))

    assert "There is no such page" in page
    assert not [key for key in ("fjord", "deviation", "Choose from") if key in page]


def test_a_step_that_there_is_not_leads_to_no_page(holder):
    browser, _case = holder

    page = words(browser.post("/report/mine/do/nonsense", 404).text)

    assert "There is no such page" in page
    assert "withdraw" not in page
