"""Lists in the browser: rehearsed first, then taken, or every row that cannot be is named."""

from __future__ import annotations

import re

import pytest

from engine.people import closed_days, registry
from tests.browsing import Browser, words

PEOPLE = b"email;name;seats;from\nnina@example.no;Nina Ny;asu:member;1.3.2026\n"
LISTS = {
    "people": (PEOPLE, "/people"),
    "meetings": (b"body;date;time\nasu psu;9.3.2026;10:00\n", "/meetings"),
    "closed": (b"first;last;name\n6.7.2026;31.7.2026;sommer\n", "/partnership"),
}


def sent(browser: Browser, kind: str, content: bytes, name: str = "list.csv", **given: str):
    files = {"file": (name, content, "text/csv")}
    return browser.client.post(f"/imports/{kind}", data=given, files=files)


def taken(browser: Browser, kind: str, content: bytes):
    """What is answered to a list that is rehearsed and then taken."""
    page = sent(browser, kind, content).text
    given = {n: re.search(rf'name="{n}" value="([^"]*)"', page)[1] for n in ("name", "content")}
    return browser.client.post(f"/imports/{kind}", data={**given, "import": "yes"})


def test_a_list_is_rehearsed_and_nothing_is_saved(pages, world):
    page = words(sent(pages.browser(world.secretary), "people", PEOPLE).text)

    assert "What is found in list.csv Rows: 1. New: 1." in page
    assert not registry.is_registered(world.session, "nina@example.no")


def test_what_was_rehearsed_is_taken_without_the_file_again(pages, world):
    browser = pages.browser(world.secretary)
    answer = taken(browser, "people", PEOPLE)

    assert answer.headers["location"] == "/people"
    assert "Nina Ny" in browser.get("/people")
    assert pages.woken


def test_another_list_than_was_rehearsed_is_shown_before_it_is_taken(pages, world):
    answer = sent(pages.browser(world.secretary), "people", PEOPLE, **{"import": "yes"})

    assert "What is found in list.csv Rows: 1. New: 1." in words(answer.text)
    assert not registry.is_registered(world.session, "nina@example.no")


@pytest.mark.parametrize("kind", LISTS)
def test_each_kind_of_list_is_taken(pages, world, kind):
    content, afterwards = LISTS[kind]

    answer = taken(pages.browser(world.secretary), kind, content)

    assert (answer.status_code, answer.headers["location"]) == (303, afterwards)


def test_every_row_that_cannot_be_taken_is_named_and_none_is(pages, world):
    browser = pages.browser(world.secretary)
    wrong = PEOPLE + b"x@example.no;Xenia;nowhere:member;\ny@example.no;Yngve;asu:king;\n"

    answer = sent(browser, "people", wrong, name="C:\\lists\\people.csv", **{"import": "yes"})

    page = words(answer.text)
    assert answer.status_code == 422
    assert "people.csv, row 3: There is no body “nowhere”." in page
    assert "people.csv, row 4: “king” is not a seat in a body." in page
    assert "Nina Ny" not in browser.get("/people")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a list: .csv or .xlsx."),
        (b"name\nNina\n", "list.csv has no column “email”."),
        (b"email;name\n" + b"x" * 1_000_001, "list.csv is too large for a list."),
    ],
)
def test_what_is_no_list_is_refused_in_words_without_a_path(pages, world, content, said):
    answer = sent(pages.browser(world.secretary), "people", content)

    assert answer.status_code == 422
    assert said in words(answer.text)
    assert "/tmp" not in answer.text


def test_days_that_were_opened_again_stay_open_and_are_told(pages, world):
    browser, (content, _path) = pages.browser(world.secretary), LISTS["closed"]
    taken(browser, "closed", content)
    browser.post("/partnership/closed/open", first="2026-07-06", last="2026-07-31")

    page = words(sent(browser, "closed", content).text)

    assert "6 July 2026 to 31 July 2026 was opened again, and stays open." in page
    assert closed_days.spans(world.session, world.partnership) == []


def test_only_who_may_keep_it_imports_a_list(pages, world):
    browser = pages.browser(world.member)

    for kind in LISTS:
        browser.get(f"/imports/{kind}", 403)
        assert sent(browser, kind, b"x").status_code == 403
    pages.browser(world.secretary).get("/imports/nothing", 404)
