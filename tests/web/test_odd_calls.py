"""Whatever is asked and given, no page fails here: odd paths, odd queries, odd forms."""

from __future__ import annotations

import re
from urllib.parse import quote, quote_plus, unquote_plus

import pytest
from fastapi.routing import APIRoute

from tests.imported import fjord_plan
from web.app import ROUTERS

ODD = (
    *("0", "-1", "99999999999999999999", "1e9", "null", "æøå", "%00", "..", "'; --", "%ff%fe"),
    *("9999-12-31", "0001-01-01", "2026-02-30", "a" * 300, "{{7*7}}", "<b>", "\u202e", " "),
    *("²", "9" * 5000),  # digits that are no number, and more of them than Python turns into one
)
NAMES = (
    *("year", "body", "state", "due", "after", "day", "to", "lang", "done", "at", "light", "late"),
    *("q", "new", "version", "key", "reason", "comment", "email", "outcome-1", "number-1", "hold"),
    *("clock", "bodies", "what", "place", "plan", "period", "content", "name", "partnership"),
    *("digest_day", "mail_hour", "mail_until", "deputy_for", "since", "until", "first", "last"),
    f"outcome-{'9' * 5000}",
)
LONGEST_ASKED = 300
ROUTES = [
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods)
    if not route.path.startswith("/static")
]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("odd", ODD)
def test_no_page_fails_here(pages, world, odd):
    case, plan, meeting = world.ongoing(), fjord_plan(world), world.meeting("asu")
    there = {
        "{ref}": case.ref,
        "{plan}": plan,
        "{number}": str(meeting.id),
        "{workflow}": "measure",
    }
    browser, failed = pages.browser(world.secretary), []
    for method, path in ROUTES:
        for name, value in there.items():
            path = path.replace(name, value)
        for part in [each for each in path.split("/") if each.startswith("{")]:
            path = path.replace(part, odd)
        failed += _asked(browser, method, path, odd)
    for method, path in ROUTES:
        for part in [each for each in path.split("/") if each.startswith("{")]:
            path = path.replace(part, odd)
        failed += _asked(browser, method, path, odd)

    assert failed == []


def _asked(browser, method: str, path: str, odd: str) -> list[tuple[str, str, int]]:
    if path == "/logout":
        return []
    given = dict.fromkeys(NAMES, odd)
    asked = dict.fromkeys(NAMES, odd[:LONGEST_ASKED])  # an address ends somewhere
    how = {"params": asked} if method == "GET" else {"data": given}
    answer = browser.client.request(method, path, **how)
    return [(method, path, answer.status_code)] if answer.status_code >= 500 else []


SPELT = ("01010750160", "010107 50160", "01.01.07-50160")
ASKED = ("body", "state", "due", "q", "to", "after", "lang", "since", "partnership", "day", "sort")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", SPELT)
def test_no_answer_repeats_an_identity_number_of_an_address(pages, world, number):
    world.ongoing()
    readers = (pages.browser(world.secretary), pages.browser())
    told = []
    for method, path in ROUTES:
        there = re.sub(r"\{[^}]*\}", quote(number), path)
        for browser in readers if path != "/logout" else readers[1:]:
            answer = browser.client.request(method, there)
            told += [(method, path)] if _repeats(answer, number) else []

    assert told == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", SPELT)
def test_no_page_repeats_an_identity_number_that_is_asked_for(pages, world, number):
    values = {"{ref}": world.ongoing().ref, "{plan}": fjord_plan(world), "{workflow}": "measure"}
    browser, told = pages.browser(world.secretary), []
    for method, path in ROUTES:
        for name, value in ({"{number}": "1", "{partnership}": "fjord"} | values).items():
            path = path.replace(name, value)
        if method == "GET":
            answer = browser.client.get(path, params=dict.fromkeys(ASKED, number))
            told += [path] if _repeats(answer, number) else []

    assert told == []


def _repeats(answer, number: str) -> bool:
    said = answer.text + unquote_plus(answer.headers.get("location", ""))
    return number in said or quote(number) in said or quote_plus(number) in said
