"""The meetings of a year, and calling one."""

from __future__ import annotations

from datetime import date

import pytest

from tests.browsing import words


def test_the_meetings_of_a_year_stand_by_month(pages, world):
    world.meeting("asu", day=date(2026, 3, 9))
    world.meeting("asu", "psu", day=date(2027, 1, 11))

    this, next_year = (
        words(pages.browser(world.member).get(f"/meetings?year={year}")) for year in (2026, 2027)
    )

    assert "March 2026 Monday 9 March 2026 10:00 Administrativt samarbeidsutvalg planned" in this
    assert "January 2027" not in this
    assert "Administrativt samarbeidsutvalg, Politisk samarbeidsutvalg" in next_year


def test_the_secretariat_calls_a_meeting(pages, world):
    browser = pages.browser(world.secretary)

    answer = browser.post("/meetings", bodies=["asu", "psu"], day="2026-03-09", clock="12:30")

    page = words(browser.get(answer.headers["location"]))
    assert "Monday 9 March 2026 12:30" in page
    assert "Call a meeting" not in words(pages.browser(world.member).get("/meetings"))


def test_what_cannot_be_is_said(pages, world):
    browser = pages.browser(world.secretary)

    nobody = browser.post("/meetings", 422, day="2026-03-09", clock="10:00").text
    far = browser.post("/meetings", 422, bodies="asu", day="2099-01-05", clock="10:00").text

    assert "Choose who meets, and the day." in words(nobody)
    assert "5 January 2099 is more than five years ahead." in words(far)


def test_the_neighbour_sees_none(pages, world):
    world.meeting("asu", day=date(2026, 3, 9))

    assert "No meeting is planned." in words(pages.browser(world.neighbour).get("/meetings"))


@pytest.mark.parametrize("asked", ["year=soon", "year=26", "year=99999", "body=nobody"])
def test_a_year_or_a_body_that_is_none_is_told(pages, world, asked):
    status = 404 if "body" in asked else 422

    page = words(pages.browser(world.member).get(f"/meetings?{asked}", status))

    assert ("There is no body “nobody”." if "body" in asked else "is not a year such as") in page
