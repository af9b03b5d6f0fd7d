"""Lists of cases are read by people: bodies stand there by their names."""

from __future__ import annotations

from tests.browsing import words


def test_a_list_names_the_bodies_of_a_case(pages, world):
    world.ongoing()

    page = words(pages.browser(world.owner).get("/lists/measure"))

    row = page.partition("Lage felles rutine")[2]
    assert row.startswith(" Ongoing Fagråd 1")
    assert "fagrad-1" not in page
