"""My work says what the weekly digest says, and leads to where it is done."""

from __future__ import annotations

import re

from engine.language.sentences import say
from notifications.digest.runs import digest_for
from tests.browsing import words


def test_it_has_what_waits_what_is_late_what_happened_and_meetings(pages, world):
    waiting, late = world.approved(), world.ongoing(years="2025")
    world.meeting("fagrad-1")
    pages.later(days=1)

    page = words(pages.browser(world.owner).get("/work"))
    (letter,) = digest_for(world.session, world.owner.person_id, pages.at, world.owner)

    for line in (*letter.waits, *letter.late):
        assert say(line.title, "en") in page
        assert line.ref in page
    assert late.ref in page.partition("Late")[2].partition("Waits")[0]
    assert [line.ref for line in letter.happened] == [
        ref for ref in (waiting.ref, late.ref) if ref in page.partition("What happened")[2]
    ]


def test_reports_are_told_from_each_other_by_their_units(pages, world):
    case = world.report().case

    page = words(pages.browser(world.secretary).get("/work"))

    assert f"{case.ref} · Akuttmottaket Reported" in page


def test_each_line_leads_to_its_case(pages, world):
    case = world.ongoing()

    browser = pages.browser(world.owner)
    page = browser.get("/work")
    step = re.search(r'href="([^"]*)">Next step: Evaluate\.', page)

    assert f'href="/cases/{case.ref}"' in page
    assert step is not None
    assert step[1] == f"/cases/{case.ref}/do/evaluate"  # where a mail leads to
    assert f'<form method="post" action="{step[1]}"' in browser.get(step[1])


def test_nobody_unknown_has_work(pages):
    assert pages.browser().client.get("/work").headers["location"] == "/login?to=/work"


def test_somebody_without_a_seat_is_told_so(pages, world):
    assert "You have no seat in any body now." in words(pages.browser(world.stranger).get("/work"))


def test_it_speaks_the_language_that_was_chosen_else_the_readers_own(pages, world):
    browser = pages.browser(world.owner)
    browser.client.cookies.delete("samsak_language")
    own = browser.get("/work")
    chosen = browser.get("/work?lang=nb")
    kept = browser.get("/work")

    assert 'lang="nn"' in own.partition(">")[2].partition(">")[0]
    assert "Mitt arbeid" in chosen
    assert "Mitt arbeid" in kept


def test_meetings_that_nobody_recorded_are_pointed_at_for_the_secretariat(pages, world):
    found = world.meeting("asu")
    pages.later(days=1)
    browser = pages.browser(world.secretary)

    assert "Meetings without a record" in words(browser.get("/work"))
    assert "planned nothing is recorded" in words(browser.get("/meetings?year=2026"))
    assert "Meetings without a record" not in words(pages.browser(world.member).get("/work"))
    browser.post(f"/meetings/{found.id}/hold", sure="yes")
    assert "Meetings without a record" not in words(browser.get("/work"))
