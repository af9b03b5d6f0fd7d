"""The outcomes of a whole meeting, recorded at once and mended."""

from __future__ import annotations

from tests.browsing import words


def test_a_whole_agenda_is_recorded_and_held_at_once(pages, world):
    found, first, second = world.meeting("asu"), world.measure(), world.measure("Noe annet")
    world.item(found, first)
    world.item(found, second)
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"

    browser.post(
        f"{path}/minutes",
        **{"outcome-1": "approved", "number-1": "3/26", "outcome-2": "declined"},
        hold="yes",
    )

    assert [world.now(each).state for each in (first, second)] == ["approved", "declined"]
    assert "3/26" in words(browser.get(path))


def test_what_stands_in_the_way_of_one_item_keeps_all_from_being_recorded(pages, world):
    found, case = world.meeting("asu"), world.measure()
    world.item(found, case)
    world.item(found, title="Eventuelt")
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"

    page = browser.post(
        f"{path}/minutes",
        422,
        **{"outcome-1": "approved", "number-1": "3/26", "outcome-2": "noted", "number-2": "3/26"},
    ).text

    assert "Nothing was saved" in words(page)
    assert "2: " in words(page)
    assert world.now(case).state == "proposed"
    assert "3/26" not in browser.get(path)


def test_an_outcome_of_a_held_meeting_is_mended_with_a_reason(pages, world):
    found, case = world.meeting("asu"), world.measure()
    world.item(found, case)
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"
    browser.post(f"{path}/minutes", **{"outcome-1": "declined"}, hold="yes")

    browser.post(f"{path}/items/1/mend", 422, outcome="approved")
    browser.post(f"{path}/items/1/mend", outcome="approved", reason="Skrevet feil")

    assert world.now(case).state == "approved"


def test_an_outcome_that_is_none_is_refused(pages, world):
    found = world.meeting("asu")
    world.item(found, world.measure())

    pages.browser(world.secretary).post(
        f"/meetings/{found.id}/minutes", 422, **{"outcome-1": "perhaps"}
    )


def test_a_member_records_nothing(pages, world):
    found, case = world.meeting("asu"), world.measure()
    world.item(found, case)

    pages.browser(world.member).post(
        f"/meetings/{found.id}/minutes", 403, **{"outcome-1": "approved"}
    )
