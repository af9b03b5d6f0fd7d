"""Whoever handles a deviation classifies it with a step; whoever reported sees nothing of that."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.browsing import words

WORDS = ("Type of event", "What contributed to it?", "Part of the cooperation agreement", "Harm")


def test_the_handler_classifies_on_the_page_and_the_reporter_sees_nothing_of_it(pages, world):
    receipt = world.report(happened_on="2020-05-04", email="melder@example.no")
    case, reporting = receipt.case, pages.browser()
    world.step(case, "route", world.secretary, handler="mottak")
    browser, path = pages.browser(world.handler), f"/cases/{case.ref}"
    form = words(browser.get(path))
    assert all(each in form for each in WORDS)
    assert "Something was not said, not written or not understood." in form
    assert "Sub-agreement 5 – Patients ready for discharge" in form
    assert "Guideline 1" not in form

    given = browser.form(path, f"{path}/do/answer") | {
        "answer": "Beklager",
        "event_type": "medicines",
        "factors": ["capacity", "communication"],
        "clause": "agreement_5",
    }
    browser.post(f"{path}/do/answer", **given)
    reporting.post("/report/receipt", code=receipt.code)
    shown, told = words(browser.get(path)), words(reporting.get("/report/mine"))

    assert world.now(case).fields["factors"] == ["communication", "capacity"]
    assert "What contributed to it? Communication and Capacity" in shown
    assert "Patients ready for discharge (now: Guideline 1 – Cooperation on patients)" in shown
    assert "Beklager" in told
    assert not [each for each in WORDS if each in told]


def test_who_stops_asking_is_told_on_the_page_whom_she_asked(pages, world):
    case = world.routed()
    asked = ["fagrad-1", "fagrad-2"]
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=asked)
    browser, path = pages.browser(world.handler), f"/cases/{case.ref}/do/stop_asking"
    given = {name: value for name, value in browser.form(path, path).items() if name != "awaited"}

    page = words(browser.post(path, 422, **given, awaited=asked).text)

    assert "Those asked now are: Fagråd 1 and Fagråd 2." in page
    assert not [each for each in ("Nothing would change", "Sengeposten") if each in page]
    browser.post(path, **given, awaited=["fagrad-2"])
    assert world.now(case).fields["awaited"] == ["fagrad-2"]


def test_whoever_handles_a_proposal_is_asked_for_no_harm(pages, world):
    case = world.report(kind="improvement").case
    world.step(case, "route", world.secretary, handler="mottak")

    page = pages.browser(world.handler).get(f"/cases/{case.ref}")

    assert 'name="event_type"' in page
    assert 'name="harm"' not in page


def test_what_is_not_classified_is_asked_for_at_its_input(pages, world):
    case = world.routed()
    world.step(case, "answer", world.handler, answer="Beklager")
    browser, path = pages.browser(world.handler), f"/cases/{case.ref}"
    given = browser.form(path, f"{path}/do/handle") | {"factors": "capacity"}

    page = unescape(browser.post(f"{path}/do/handle", 422, **given).text)

    assert "Say what kind of event it was" in words(page)
    assert 'value="capacity" checked' in page


def test_a_report_is_sent_over_with_its_step_where_its_unit_is_in_two_partnerships(pages, world):
    stays = world.report().case
    world.share_mottak()
    receipt = world.report(by=world.gp)
    browser, path = pages.browser(world.secretary), f"/cases/{receipt.case.ref}"
    her = pages.browser(world.gp)

    assert "nabo/legevakt" in browser.get(path)
    given = browser.form(path, f"{path}/do/send_over") | {"sent_to": "nabo/legevakt"}
    browser.post(f"{path}/do/send_over", **given)
    reporting = pages.browser()
    reporting.post("/report/receipt", code=receipt.code)

    assert world.now(receipt.case).state == "sent_over"
    linked = re.search(r'href="(/cases/A-[^"/]+)">Helsefellesskapet Nabo: A-', her.get(path))
    assert linked is not None
    assert her.get(linked[1])
    assert world.now(stays).state == "reported"
    told = words(reporting.get("/report/mine"))
    assert "Helsefellesskapet Nabo" in told
    assert f"First reported in Helsefellesskapet Fjord: {receipt.case.ref}" in told


def test_a_step_that_sends_over_is_no_form_where_the_unit_is_in_one_partnership(pages, world):
    case = world.report().case
    page = pages.browser(world.secretary).get(f"/cases/{case.ref}")

    assert 'name="sent_to"' not in page


@pytest.fixture
def asked_of_a_unit(world):
    """A report of which Fagråd 1 is asked for its part."""
    case = world.routed()
    world.step(case, "ask_part", world.handler, part_question="Når?", awaited=["fagrad-1"])
    return case


def test_whoever_sees_a_case_no_more_is_led_to_her_work_and_told_what_was_done(
    pages, world, asked_of_a_unit
):
    browser, path = pages.browser(world.owner), f"/cases/{asked_of_a_unit.ref}"
    given = browser.form(path, f"{path}/do/contribute") | {"part": "Tirsdag"}

    sent = [browser.post(f"{path}/do/contribute", **given) for _time in range(2)]

    assert world.now(asked_of_a_unit).fields["part"] == "Tirsdag"
    browser.get(path, 404)
    assert len({each.headers["location"] for each in sent}) == 1
    page = words(browser.get(sent[0].headers["location"]))
    assert "A part of the answer was given. You do not see the case any more." in page
    assert "any more" not in words(browser.get("/work?workflow=deviation&done=nothing"))


def test_only_who_took_a_step_is_told_that_it_was_done(pages, world, asked_of_a_unit):
    browser, path = pages.browser(world.owner), f"/cases/{asked_of_a_unit.ref}"
    given = browser.form(path, f"{path}/do/contribute") | {"part": "Tirsdag"}
    browser.post(f"{path}/do/contribute", **given)

    pages.browser(world.member).post(f"{path}/do/contribute", 404, **given)
    browser.post(f"/cases/{world.report().case.ref}/do/contribute", 404, **given)


def test_what_was_typed_for_a_step_that_can_no_longer_be_taken_is_shown_as_text(pages, world):
    case = world.report().case
    browser, path = pages.browser(world.secretary), f"/cases/{case.ref}/do/reject"
    given = {**browser.form(path, path), "rejection": "not_enough", "comment": "Hei"}
    world.step(case, "route", handler="mottak")
    world.step(case, "answer", world.handler, answer="Beklager")
    world.step(case, "handle", world.handler)

    page = words(browser.post(path, 409, **given).text)

    assert "the step can no longer be taken. Nothing that you typed is saved" in page
    assert "send it again" not in page
    assert "You had typed: Reason" in page
    assert "Hei" in page
