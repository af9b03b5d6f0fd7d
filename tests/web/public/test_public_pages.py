"""Plans for everybody: only where they are shown, only what a member without a role sees."""

from __future__ import annotations

import pytest

from tests.browsing import words
from tests.imported import fjord_plan


@pytest.fixture
def plan(world):
    return fjord_plan(world)


def test_nothing_is_shown_unless_somebody_said_so(pages, plan):
    browser = pages.browser()

    for path in ("/public/fjord", f"/public/fjord/{plan}", "/public/nowhere"):
        assert "There is no such page" in words(browser.get(path, 404))


def test_everybody_sees_a_plan_with_where_each_measure_stands(pages, world, plan):
    world.show_plans()
    browser = pages.browser()

    listed = browser.get("/public/fjord")
    page = words(browser.get(f"/public/fjord/{plan}"))

    assert f'href="/public/fjord/{plan}"' in listed
    assert "1.1 Lage felles rutine Proposed Fagråd 1 2026" in page
    assert "How far the plan has come" in page


def test_no_person_no_deviation_and_no_way_in_stands_there(pages, world, plan):
    world.show_plans()
    deviation = world.routed()
    world.step(world.ongoing(), "report_progress", world.owner, light="late", progress="Venter")

    for path in ("/public/fjord", f"/public/fjord/{plan}"):
        page = pages.browser().get(path)
        assert deviation.ref not in page
        assert "/cases/" not in page
        assert not any(who.name in page for who in (world.owner, world.secretary, world.member))


def test_the_neighbours_plans_stay_their_own(pages, world, plan):
    world.show_plans()
    browser = pages.browser()

    browser.get("/public/nabo", 404)
    browser.get(f"/public/nabo/{plan}", 404)
    browser.get("/public/fjord/nowhere", 404)
