"""The form in the head of every page finds what the reader may see."""

from __future__ import annotations

from datetime import date

from tests.browsing import words


def test_a_case_a_meeting_and_a_person_are_found_and_lead_on(pages, world):
    case = world.measure("Felles øving ved Ås")
    meeting = world.meeting("asu", day=date(2026, 3, 30))
    browser = pages.browser(world.secretary)

    assert f'href="/cases/{case.ref}"' in browser.get("/search?q=%C3%98VING")
    assert f'href="/meetings/{meeting.id}"' in browser.get("/search?q=30.3.2026")
    assert "member@example.no" in browser.get("/search?q=member")


def test_people_are_found_by_those_who_keep_them_alone(pages, world):
    said = words(pages.browser(world.member).get("/search?q=owner@"))

    assert "owner@example.no" not in said
    assert "Nothing that you may see has all these words" in said


def test_what_is_searched_for_is_shown_as_it_was_typed(pages, world):
    assert "<b>" not in pages.browser(world.member).get("/search?q=%3Cb%3E%22")


def test_an_identity_number_is_not_looked_for_and_not_repeated(pages, world):
    page = pages.browser(world.secretary).get("/search?q=010107+50160", 422)

    assert "The field “Search” contains what looks like a national identity number" in words(page)
    assert "50160" not in page
    assert "Go back, mend it, and try again." in words(page)
    assert "What you typed is still there" not in words(page)
