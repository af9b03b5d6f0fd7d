"""The bodies of a partnership: members, names, an end with a successor, and back."""

from __future__ import annotations

from tests.browsing import words


def test_bodies_stand_by_kind(pages, world):
    page = words(pages.browser(world.secretary).get("/people/bodies"))

    assert "Expert council Fagråd 1 Fagråd 2 Det tomme rådet" in page
    assert "Naboutvalet" not in page


def test_a_body_has_members_and_the_names_it_had(pages, world):
    world.rename("asu", "Samarbeidsutvalget", world.day(0))

    page = words(pages.browser(world.secretary).get("/people/bodies/fjord/asu"))

    assert "Arne Asumedlem member – –" in page
    assert "Name: Administrativt samarbeidsutvalg → Samarbeidsutvalget" in page
    assert "The operator" in page


def test_a_body_ends_with_its_successor_and_goes_on_again(pages, world):
    browser, address = pages.browser(world.secretary), "/people/bodies/fjord/fagrad-2"

    browser.post(f"{address}/end", last="2026-03-02", successor="fagrad-1")
    ended = words(browser.get(address))
    browser.post(f"{address}/revive")
    again = words(browser.get(address))

    assert "Ended 2 March 2026 Successor Fagråd 1" in ended
    assert "Ended 2 March 2026" not in again
    assert "Goes on after all." in again


def test_what_keeps_a_body_from_ending_is_said(pages, world):
    world.measure()
    browser = pages.browser(world.secretary)

    answer = browser.post("/people/bodies/fjord/fagrad-1/end", 422, last="2026-03-02")

    assert "Name the body that has it from now on." in words(answer.text)


def test_a_body_of_the_neighbour_is_not_there(pages, world):
    browser = pages.browser(world.secretary)

    browser.get("/people/bodies/nabo/naboutval", 404)
    browser.post("/people/bodies/nabo/naboutval/end", 404, last="2026-03-02")
    pages.browser(world.member).get("/people/bodies/fjord/asu", 403)
