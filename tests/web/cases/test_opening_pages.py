"""Opening a case from a page."""

from __future__ import annotations

from tests.browsing import words


def test_a_measure_is_proposed_from_its_form(pages, world):
    browser = pages.browser(world.owner)
    hidden = browser.form("/lists/measure/new", "/lists/measure/new")

    answer = browser.post(
        "/lists/measure/new", **hidden, title="Lage felles rutine", bodies="fagrad-1", years="2026"
    )
    page = words(browser.get(answer.headers["location"]))

    assert "The measure was proposed. The status is “Proposed”." in page
    assert "Responsible Fagråd 1" in page


def test_what_is_missing_is_said_and_what_was_typed_stays(pages, world):
    browser = pages.browser(world.owner)

    page = browser.post("/lists/measure/new", 422, text="Fordi det trengs").text

    assert 'id="new-title-wrong"' in page
    wrong = browser.post("/lists/measure/new", 422, title="Rutine", years="snart").text
    assert 'id="new-years-wrong"' in wrong
    assert "Fordi det trengs</textarea>" in page


def test_the_same_form_sent_twice_opens_one_case(pages, world):
    browser = pages.browser(world.owner)
    hidden = browser.form("/lists/measure/new", "/lists/measure/new")

    first, second = (
        browser.post("/lists/measure/new", **hidden, title="Lage rutine") for _time in range(2)
    )

    assert first.headers["location"] == second.headers["location"]
