"""A measure is proposed from the page of a deviation."""

from __future__ import annotations

import re

from tests.browsing import words

GIVEN = {"title": "Felles mal", "text": "Alle bruker malen.", "bodies": "fagrad-1"}


def test_a_measure_is_proposed_from_a_deviation_with_those_like_it(pages, world):
    case, other = world.handled(), world.handled()
    browser, path = pages.browser(world.handler), f"/cases/{case.ref}/propose"

    assert f'href="{path}"' in browser.get(f"/cases/{case.ref}")
    assert f"{other.ref}: same unit, same type of event" in words(browser.get(path))
    wrong = browser.post(path, 422, **browser.form(path, path), **GIVEN | {"text": "Hans Handler"})
    assert "names Hans Handler" in words(wrong.text)
    assert re.search(r'name="title"[^>]*value="Felles mal"', wrong.text)
    done = browser.post(path, **browser.form(path, path), **GIVEN, behind=other.ref)

    page = words(browser.get(done.headers["location"]))
    assert "2 deviations are behind the measure." in page
    assert "Measures that came of it T-2026-1 Felles mal" in words(
        browser.get(f"/cases/{case.ref}")
    )


def test_the_page_says_why_nothing_can_be_proposed(pages, world):
    case = world.routed(by=world.gp)

    refused = pages.browser(world.gp).client.get(f"/cases/{case.ref}/propose")

    assert refused.status_code == 403
    assert "may be done by" in words(refused.text)
