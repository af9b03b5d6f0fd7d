"""The outcomes of a whole meeting, recorded at once and mended."""

from __future__ import annotations

import re
from datetime import date

from tests.browsing import words
from workflows.councils.agenda import items
from workflows.councils.meetings import happened_to


def typed(world, meeting, *recorded: tuple[str, str]) -> dict[str, str]:
    """What is typed of each item of a meeting: its outcome and its number."""
    given = {}
    for item, (outcome, number) in zip(items(world.session, meeting), recorded, strict=True):
        given |= {f"outcome-{item.id}": outcome, f"number-{item.id}": number}
    return given


def test_a_whole_agenda_is_recorded_and_then_held(pages, world):
    found, first, second = world.meeting("asu"), world.measure(), world.measure("Noe annet")
    world.item(found, first)
    world.item(found, second)
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"

    browser.post(
        f"{path}/minutes",
        200,
        **typed(world, found, ("approved", "3/26"), ("declined", "")),
        hold="yes",
    )
    browser.post(f"{path}/hold", sure="yes")

    assert [world.now(each).state for each in (first, second)] == ["approved", "declined"]
    assert "3/26" in words(browser.get(path))


def test_holding_says_first_what_will_be_sent_and_moves_nothing(pages, world):
    found, case = world.meeting("asu"), world.measure()
    world.routed()
    world.item(found, case)
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"
    given = {**typed(world, found, ("approved", "3/26")), "hold": "yes"}

    page = words(browser.post(f"{path}/minutes", 200, **given).text)

    assert "Eli Eigar" in page
    assert "Hans Handler" not in page  # who hears of another case in any case
    assert world.now(case).state == "proposed"
    (item,) = items(world.session, found)
    assert (item.outcome, item.case_number) == ("approved", "3/26")  # it counts when it is held
    assert "planned" in words(browser.get(path))


def test_what_another_recorded_after_the_rehearsal_is_told_and_nothing_is_held(pages, world):
    found, case = world.meeting("asu"), world.measure()
    item = world.item(found, case)
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"
    page = browser.post(
        f"{path}/minutes", 200, **typed(world, found, ("approved", "3/26")), hold="yes"
    ).text
    sending = page.partition('id="sending"')[2].partition("</form>")[0]
    given = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', sending))
    seen = {f"seen-outcome-{item.id}": "approved", f"seen-number-{item.id}": "3/26"}
    browser.post(f"{path}/minutes", **typed(world, found, ("declined", "3/26")), **seen)

    told = words(browser.post(f"{path}/hold", 409, **given, sure="yes").text)

    assert "The outcomes are saved; that the meeting was held is not recorded" in told
    assert f"of item 1 ({case.ref}) is recorded declined (3/26)." in told
    assert world.now(case).state == "proposed"
    browser.post(f"{path}/hold", sure="yes", version=int(given["version"]) + 1)
    assert world.now(case).state == "declined"


def test_a_meeting_without_an_agenda_is_held_too(pages, world):
    found = world.meeting("asu")
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"
    given = browser.form(path, f"{path}/hold")

    page = words(browser.post(f"{path}/hold", 200, **given, hold="yes").text)
    browser.post(f"{path}/hold", **given, hold="yes", sure="yes")

    assert "Nobody is mailed because of this" in page
    assert "held" in words(browser.get(path))


def test_what_stands_in_the_way_of_one_item_keeps_all_from_being_recorded(pages, world):
    found, case = world.meeting("asu"), world.measure()
    world.item(found, case)
    world.item(found, title="Eventuelt")
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"

    page = browser.post(
        f"{path}/minutes",
        422,
        **typed(world, found, ("approved", "3/26"), ("noted", "3/26")),
    ).text

    assert "Nothing was saved" in words(page)
    assert "2: " in words(page)
    form = page.partition("</main>")[0]
    assert form.count('value="3/26"') == 2  # what was typed is still there
    assert page.count('value="approved" selected') == page.count('value="noted" selected') == 1
    assert world.now(case).state == "proposed"
    assert "3/26" not in browser.get(path)


def test_an_outcome_of_a_held_meeting_is_mended_with_a_reason(pages, world):
    found, case = world.meeting("asu"), world.measure()
    item = world.item(found, case)
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"
    browser.post(f"{path}/minutes", **typed(world, found, ("declined", "")))
    browser.post(f"{path}/hold", sure="yes")

    browser.post(f"{path}/items/{item.id}/mend", 422, outcome="approved")
    browser.post(f"{path}/items/{item.id}/mend", outcome="approved", reason="Skrevet feil")

    assert "Save the outcomes" not in words(browser.get(path))  # all are recorded

    assert world.now(case).state == "approved"


def test_an_outcome_that_is_none_is_refused(pages, world):
    found = world.meeting("asu")
    world.item(found, world.measure())

    pages.browser(world.secretary).post(
        f"/meetings/{found.id}/minutes", 422, **typed(world, found, ("perhaps", ""))
    )


def test_a_member_records_nothing(pages, world):
    found, case = world.meeting("asu"), world.measure()
    world.item(found, case)

    pages.browser(world.member).post(
        f"/meetings/{found.id}/minutes", 403, **typed(world, found, ("approved", ""))
    )


def test_who_records_second_is_told_and_the_first_stands(pages, world):
    found = world.meeting("asu")
    item = world.item(found, world.measure())
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}/minutes"
    seen = {f"seen-outcome-{item.id}": "", f"seen-number-{item.id}": ""}
    now = {f"seen-outcome-{item.id}": "approved", f"seen-number-{item.id}": ""}
    browser.post(path, **seen, **{f"outcome-{item.id}": "approved"})

    page = browser.post(path, 409, **seen, **{f"outcome-{item.id}": "declined"}).text
    browser.post(path, **seen, **{f"outcome-{item.id}": "approved"})

    browser.post(path, **{f"outcome-{item.id}": "declined", f"number-{item.id}": "3/26"}, **now)
    numbered = browser.post(path, 409, **seen, **{f"outcome-{item.id}": "noted"}).text

    assert "Somebody was before you: of item 1 is recorded approved." in words(page)
    assert "of item 1 is recorded declined (3/26)." in words(numbered)


def test_an_agenda_in_another_order_moves_no_outcome_to_another_case(pages, world):
    found, case = world.meeting("asu"), world.measure()
    first, second = world.item(found, title="Orientering"), world.item(found, case)
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"
    page = browser.get(path)
    browser.post(f"{path}/items/{second.id}/move", place="1")

    assert f'name="outcome-{second.id}"' in page
    browser.post(f"{path}/minutes", **{f"outcome-{second.id}": "approved"})
    browser.post(f"{path}/hold", sure="yes")
    assert world.now(case).state == "approved"
    gone = {f"outcome-{first.id + 1000}": "noted"}
    browser.post(f"{path}/minutes", 409, **gone)


def test_a_meeting_that_cannot_be_held_yet_keeps_its_outcomes_and_says_so(pages, world):
    found = world.meeting("asu", day=date(2026, 3, 30))
    world.item(found, world.measure())
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}/minutes"
    given = {**typed(world, found, ("approved", "3/26")), "hold": "yes"}

    page = words(browser.post(path, 422, **given).text)

    (item,) = items(world.session, found)
    assert (item.outcome, item.case_number) == ("approved", "3/26")
    assert "The outcomes are saved; that the meeting was held is not recorded" in page
    assert "Nothing was saved" not in page


def test_the_same_minutes_sent_twice_are_recorded_once(pages, world):
    found = world.meeting("asu")
    item = world.item(found, world.measure())
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}/minutes"
    seen = {f"seen-outcome-{item.id}": "", f"seen-number-{item.id}": ""}

    for _time in range(2):
        browser.post(path, **seen, **typed(world, found, ("approved", "3/26")))

    told = [event for event in happened_to(world.session, found) if event.kind == "decided"]
    assert len(told) == 1


def test_an_outcome_is_not_emptied_without_a_word(pages, world):
    found = world.meeting("asu")
    item = world.item(found, world.measure())
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}/minutes"
    browser.post(path, **{f"outcome-{item.id}": "approved"})
    seen = {f"seen-outcome-{item.id}": "approved", f"seen-number-{item.id}": ""}

    page = browser.post(path, 422, **seen, **{f"outcome-{item.id}": ""}).text

    assert "1: A recorded outcome cannot be emptied" in words(page)


def test_an_outcome_that_a_case_cannot_have_is_told_when_it_is_saved(pages, world):
    found, case = world.meeting("psu"), world.measure()  # measures are for ASU to adopt
    world.item(found, case)
    world.item(found, title="Eventuelt")
    browser, path = pages.browser(world.secretary), f"/meetings/{found.id}"
    given = typed(world, found, ("approved", "3/26"), ("noted", ""))

    page = browser.post(f"{path}/minutes", 422, **given).text

    assert page.count("this decision belonged to Administrativt samarbeidsutvalg") == 2
    assert 'href="#o1"' in page
    assert 'aria-describedby="o1-wrong"' in page
    assert 'id="o1-wrong"' in page
    assert 'value="3/26"' in page
    assert {item.outcome for item in items(world.session, found)} == {None}
    assert "planned" in words(browser.get(path))


def test_an_outcome_is_recorded_ahead_of_the_day_that_may_make_it_possible(pages, world):
    found = world.meeting("psu", day=date(2026, 3, 30))
    world.item(found, world.measure())
    path = f"/meetings/{found.id}/minutes"

    pages.browser(world.secretary).post(path, **typed(world, found, ("approved", "3/26")))

    assert items(world.session, found)[0].outcome == "approved"
