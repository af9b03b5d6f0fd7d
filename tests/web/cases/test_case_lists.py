"""Lists of cases are read by people: bodies stand there by their names."""

from __future__ import annotations

import pytest

from tests.browsing import words
from tests.imported import fjord_plan


def test_a_list_names_the_bodies_of_a_case(pages, world):
    world.ongoing()

    page = words(pages.browser(world.owner).get("/lists/measure"))

    row = page.partition("Lage felles rutine")[2]
    assert row.startswith(" Ongoing Fagråd 1")
    assert "fagrad-1" not in page


@pytest.mark.parametrize("path", ["/inbox/deviation", "/lists/deviation", "/work", "/search?q=A-"])
def test_cases_without_titles_are_told_apart_by_the_day_they_were_reported(pages, world, path):
    world.report()
    world.report(at=world.day(1))
    pages.later(days=2)

    page = words(pages.browser(world.secretary).get(path))

    assert "The deviation was reported on 2 March 2026." in page
    assert "The deviation was reported on 3 March 2026." in page


@pytest.mark.parametrize("asked", ["due=2026-02-30", "state=finished", "after=x"])
def test_what_no_list_can_be_asked_for_is_told(pages, world, asked):
    pages.browser(world.owner).get(f"/lists/measure?{asked}", 422)


@pytest.mark.parametrize("asked", ["as_of=2026-13-01", "until=i fjor", "since=2026-02-30"])
def test_what_is_no_day_in_an_address_of_a_plan_is_told(pages, world, asked):
    plan = fjord_plan(world)
    way = "" if asked.startswith("as_of") else "/diff"

    page = pages.browser(world.secretary).get(f"/plans/{plan}{way}?{asked}", 422)

    assert "is not a day such as" in words(page)


@pytest.mark.parametrize("path", ["/lists/measure", "/inbox/measure", "/meetings"])
def test_a_list_tells_the_body_it_is_narrowed_by_though_nobody_can_choose_it(pages, world, path):
    page = pages.browser(world.secretary).get(f"{path}?body=naboutval")

    assert '<option value="naboutval" selected>Naboutvalet</option>' in page


@pytest.mark.parametrize("name", ["state", "light", "body"])
def test_a_plan_tells_what_it_is_narrowed_by_though_nobody_can_choose_it(pages, world, name):
    plan, browser = fjord_plan(world), pages.browser(world.secretary)

    page = browser.get(f"/plans/{plan}?{name}=gone")

    assert '<option value="gone" selected>gone</option>' in page
    assert " selected>gone" not in browser.get(f"/plans/{plan}")
