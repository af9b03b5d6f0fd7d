"""Whoever looks where she is logged in reads words, and not what browsers send."""

from __future__ import annotations

import pytest

from engine.language.sentences import say
from tests.browsing import words
from web.login.browsers import browser_in_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (f"{WINDOWS}; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox på Windows"),
        (f"{WINDOWS}) {CHROME} Safari/537.36", "Chrome på Windows"),
        (f"{WINDOWS}) {CHROME} Safari/537.36 Edg/126.0", "Edge på Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari på iPhone",
        ),
        (f"Mozilla/5.0 (Linux; Android 14) {CHROME} Mobile Safari/537.36", "Chrome på Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17.5 Safari/605.1", "Safari på Mac"),
        ("curl/8.0", "En ukjent nettleser"),
        ("", "En ukjent nettleser"),
    ],
)
def test_a_browser_is_called_as_people_call_it(sent, said):
    assert say(browser_in_words(sent), "nb") == said


def test_the_list_of_logins_says_it(pages, world):
    browser = pages.browser(world.owner)
    sent = f"{WINDOWS}; rv:127.0) Gecko/20100101 Firefox/127.0"
    pages.demo = True
    chosen = pages.browser()
    chosen.client.headers["user-agent"] = sent
    chosen.post("/login/as", email="owner@example.no", to="/")

    page = words(browser.get("/settings/logins"))

    assert "Firefox on Windows" in page
    assert "Mozilla" not in page
