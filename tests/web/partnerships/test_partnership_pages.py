"""A partnership's own matters: closed days, mandates, when emails go, plans for everybody."""

from __future__ import annotations

import pytest

from tests.browsing import words

PATH = "/partnership"


def test_days_are_closed_and_opened_again(pages, world):
    browser = pages.browser(world.secretary)

    browser.post(f"{PATH}/closed", first="2026-07-06", last="2026-07-31", name="sommer")
    closed = words(browser.get(PATH))
    browser.post(f"{PATH}/closed/open", first="2026-07-06", last="2026-07-31")
    opened = words(browser.get(PATH))

    assert "6 July 2026 – 31 July 2026: sommer Open again" in closed
    assert "6 July 2026 – 31 July 2026: sommer Open again" not in opened
    assert "Open again from 6 July 2026 to 31 July 2026 (sommer). 2 March 2026" in opened
    assert pages.woken


def test_the_page_leads_to_the_lists_of_that_partnership(pages, world):
    page = pages.browser(world.neighbour).get(PATH)

    assert 'href="/partnership/lists?partnership=nabo"' in page


def test_what_cannot_be_closed_is_said_and_kept(pages, world):
    browser = pages.browser(world.secretary)

    nothing = browser.post(f"{PATH}/closed", 422, name="sommer").text
    long = browser.post(f"{PATH}/closed", 422, first="2026-01-01", last="2026-12-31").text

    assert "Choose the first day." in words(nothing)
    assert 'value="sommer"' in nothing
    assert "120 days at most" in words(long)


def test_day_and_hour_are_changed_and_told(pages, world):
    browser = pages.browser(world.secretary)

    answer = browser.post(f"{PATH}/settings", digest_day="2", mail_hour="9", mail_until="16")
    wrong = browser.post(f"{PATH}/settings", 422, digest_day="2", mail_hour="24").text

    page = words(browser.get(PATH))
    assert "Day of the digest: Monday → Wednesday" in page
    assert "Emails from: 07:00 → 09:00" in page
    assert "Emails until: 20:00 → 16:00" in page
    assert "An hour is a number from 0 to 23." in words(wrong)
    assert "It is saved." in words(browser.get(answer.headers["location"]))
    assert "It is saved." not in page


@pytest.mark.parametrize("typed", ["", "sju", "-1", "17:00", "²", "9" * 5000])
def test_an_hour_that_is_none_is_refused_and_never_said_to_be_saved(pages, world, typed):
    browser = pages.browser(world.secretary)

    first = words(browser.post(f"{PATH}/settings", 422, mail_hour=typed).text)
    last = words(browser.post(f"{PATH}/settings", 422, mail_until=typed).text)

    assert "An hour is a number from 0 to 23." in first
    assert "Emails stop at an hour from 1 to 24." in last


def test_settings_that_are_refused_keep_what_was_typed_and_change_nothing(pages, world):
    browser = pages.browser(world.secretary)
    typed = {"digest_day": "3", "mail_hour": "18", "mail_until": "9", "public": "yes"}

    page = browser.post(f"{PATH}/settings", 422, **typed).text
    stands = browser.get(PATH)

    assert "Emails go from 18 to 9 o&#39;clock" in page
    assert '<option value="3" selected>' in page
    assert 'name="mail_hour" value="18"' in page
    assert 'name="mail_until" value="9"' in page
    assert 'name="public" value="yes" checked' in page
    assert 'name="mail_hour" value="7"' in stands
    assert 'name="public" value="yes" checked' not in stands


def test_midnight_is_an_hour_that_stands_in_its_field(pages, world):
    browser = pages.browser(world.secretary)

    browser.post(f"{PATH}/settings", digest_day="0", mail_hour="0", mail_until="24")

    page = browser.get(PATH)
    assert 'name="mail_hour" value="0"' in page
    assert 'name="mail_until" value="24"' in page
    assert '<option value="0" selected>' in page


def test_a_mandate_counts_from_a_day_and_ends(pages, world):
    browser = pages.browser(world.secretary)

    nothing = browser.post(f"{PATH}/mandates/1", 422).text
    browser.post(f"{PATH}/mandates/1", since="2026-01-01")
    began = words(browser.get(PATH))
    browser.post(f"{PATH}/mandates/1", since="2026-01-01", until="2026-06-30")
    ended = words(browser.get(PATH))
    browser.post(f"{PATH}/mandates/1", 422, since="2026-07-01", until="2026-06-30")
    browser.post(f"{PATH}/mandates/1", since="2026-01-01", until="2026-06-30", clear="yes")
    cleared = words(browser.get(PATH))

    assert "Give the first day of the mandate." in words(nothing)
    assert "Action plan: Politisk samarbeidsutvalg, 1 January 2026 – Must be recommended" in began
    assert "Action plan: Politisk samarbeidsutvalg, 1 January 2026 – 30 June 2026" in ended
    assert "Action plan: Politisk samarbeidsutvalg, not in force" in cleared


def test_plans_are_shown_to_everybody_by_a_switch_that_is_told(pages, world):
    browser, anybody = pages.browser(world.secretary), pages.browser()

    anybody.get("/public/fjord", 404)
    browser.post(f"{PATH}/settings", public="yes")
    anybody.get("/public/fjord")
    told = words(browser.get(PATH))
    browser.post(f"{PATH}/settings")
    anybody.get("/public/fjord", 404)

    assert "Plans shown to everybody since: 2 March 2026" in told
    assert "Sara Sekretær" in told


def test_only_who_keeps_the_partnership_sees_it(pages, world):
    neighbour = pages.browser(world.neighbour)

    assert "Helsefellesskapet Nabo" in words(neighbour.get(PATH))
    neighbour.get(f"{PATH}?partnership=fjord", 404)
    neighbour.post(f"{PATH}/mandates/1", 404, since="2026-01-01")
    pages.browser(world.member).get(PATH, 403)


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        (f"{PATH}/settings", {"mail_hour": "11", "digest_day": "2", "public": "yes"}),
        (f"{PATH}/closed", {"first": "2026-07-06"}),
        (f"{PATH}/mandates/1", {"since": "2026-05-01"}),
        ("/lists/measure/new", {"title": "Et tiltak"}),
        ("/imports/closed", {}),
    ],
)
def test_what_is_meant_for_a_partnership_that_is_not_hers_is_done_nowhere(
    pages, world, path, typed
):
    browser = pages.browser(world.secretary)
    before = words(browser.get(PATH)), words(browser.get("/lists/measure"))

    refused = browser.post(path, 404, partnership="nabo", **typed).text

    assert "You have no partnership “nabo” here." in words(refused)
    assert (words(browser.get(PATH)), words(browser.get("/lists/measure"))) == before


def test_a_partnership_that_is_not_hers_is_not_shown_as_her_own(pages, world):
    page = pages.browser(world.secretary).get(f"{PATH}?partnership=nabo", 404)

    assert "You have no partnership “nabo” here." in words(page)
