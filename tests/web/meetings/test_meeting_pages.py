"""A meeting: its agenda, moved and cancelled after a rehearsal, and who was told."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine.people.acts import Act
from engine.storage.database import Database
from notifications.outbox.maildir import MaildirMailer
from notifications.sending.tick import tick
from tests.browsing import words
from workflows.councils import meetings
from workflows.councils.agenda import items
from workflows.deviations import council_reports

MARCH = date(2026, 3, 16)


@pytest.fixture
def told(pages, world, database: Database, tmp_path):
    """A meeting of ASU that everybody was told of."""
    found = world.meeting("asu", day=MARCH)
    tick(database, pages.at, mailer=MaildirMailer(tmp_path / "mail"))
    return found


def test_a_member_reads_the_agenda_and_changes_nothing(pages, world):
    found = world.meeting("asu", day=MARCH)
    world.item(found, world.measure())
    page = pages.browser(world.member).get(f"/meetings/{found.id}")

    assert "T-2026-1 Lage felles rutine" in words(page)
    assert "<select" not in page.partition("<main")[2]
    pages.browser(world.member).post(f"/meetings/{found.id}/cancel", 403)


def test_moving_says_first_what_will_be_sent_and_moves_nothing(pages, world, told):
    browser, path = pages.browser(world.secretary), f"/meetings/{told.id}/move"
    given = {**browser.form(f"/meetings/{told.id}", path), "day": "2026-03-18", "clock": "10:00"}

    rehearsed = browser.post(path, 200, **given).text
    before = words(browser.get(f"/meetings/{told.id}"))
    browser.post(path, **given, sure="yes")
    after = words(browser.get(f"/meetings/{told.id}"))

    assert "One email will be sent The new day: Wednesday 18 March 2026 10:00" in words(rehearsed)
    assert "Arne Asumedlem" in words(rehearsed)
    assert "Monday 16 March 2026" in before
    assert "Wednesday 18 March 2026" in after


def test_a_day_off_is_told_before_a_meeting_moves_there_and_while_it_stands_there(
    pages, world, told
):
    browser, path = pages.browser(world.secretary), f"/meetings/{told.id}/move"
    off = "is a day off: a weekend, a holiday or a closed day."
    given = {**browser.form(f"/meetings/{told.id}", path), "day": "2026-05-17", "clock": "10:00"}

    assert off not in words(browser.get(f"/meetings/{told.id}"))
    assert f"Sunday 17 May 2026 {off}" in words(browser.post(path, 200, **given).text)
    browser.post(path, **given, sure="yes")
    assert f"Sunday 17 May 2026 {off}" in words(browser.get(f"/meetings/{told.id}"))


def test_another_place_is_a_move_that_says_first_what_will_be_sent(pages, world, told):
    browser, path = pages.browser(world.secretary), f"/meetings/{told.id}/move"
    given = {**browser.form(f"/meetings/{told.id}", path), "day": "2026-03-16", "place": "Rom 4"}

    rehearsed = words(browser.post(path, 200, **given).text)
    browser.post(path, **given, sure="yes")

    assert "One email will be sent The new day: Monday 16 March 2026, Rom 4" in rehearsed
    assert "Monday 16 March 2026 10:00, Rom 4" in words(browser.get(f"/meetings/{told.id}"))
    assert ", Rom 4" in words(browser.get("/meetings?year=2026"))


def test_cancelling_says_first_what_will_be_sent(pages, world, told):
    browser, path = pages.browser(world.secretary), f"/meetings/{told.id}/cancel"
    given = browser.form(f"/meetings/{told.id}", path)

    rehearsed = words(browser.post(path, 200, **given).text)
    browser.post(path, **given, sure="yes")

    assert "Arne Asumedlem" in rehearsed
    assert "cancelled" in words(browser.get(f"/meetings/{told.id}"))
    browser.post(f"/meetings/{told.id}/revive")
    assert "planned" in words(browser.get(f"/meetings/{told.id}"))


def test_who_comes_second_is_told(pages, world, told):
    browser, path = pages.browser(world.secretary), f"/meetings/{told.id}/move"
    given = {**browser.form(f"/meetings/{told.id}", path), "clock": "10:00", "sure": "yes"}
    browser.post(path, **given, day="2026-03-18")

    page = browser.post(path, 409, **given, day="2026-03-19").text

    assert "Somebody was before you" in words(page)


def test_cases_plans_and_words_are_put_on_the_agenda_and_taken_off(pages, world):
    found = world.meeting("asu", day=MARCH)
    case, browser = world.measure(), pages.browser(world.secretary)
    path = f"/meetings/{found.id}"

    browser.post(f"{path}/items", what=case.ref)
    browser.post(f"{path}/items", what="Eventuelt")
    last = items(world.session, found)[-1].id
    browser.post(f"{path}/items/{last}/move", place="1")
    moved = words(browser.get(path))
    browser.post(f"{path}/items/{last}/remove")

    assert moved.index("Eventuelt") < moved.index(case.ref)
    assert "Eventuelt" not in words(browser.get(path))


def test_what_a_held_meeting_treated_besides_is_put_there_with_its_outcome(pages, world):
    found, case, browser = world.meeting(), world.measure(), pages.browser(world.secretary)
    path = f"/meetings/{found.id}"
    assert 'name="outcome"' not in browser.get(path)
    world.hold(found)
    assert 'name="outcome" required' in browser.get(path)

    assert "Say also what it made" in words(browser.post(f"{path}/items", 422, what=case.ref).text)
    browser.post(f"{path}/items", what=case.ref, outcome="approved", case_number="3/26")

    assert (world.now(case).state, world.now(case).fields["case_number"]) == ("approved", "3/26")


def test_a_meeting_that_is_not_revived_leads_to_the_one_that_has_the_report(pages, world):
    world.learnt()
    cancelled, planned, act = world.meeting(), world.meeting(), Act(world.secretary, world.at)
    council_reports.propose(world.session, cancelled, act)
    meetings.cancel(world.session, cancelled, act)
    council_reports.propose(world.session, planned, act)

    page = pages.browser(world.secretary).post(f"/meetings/{cancelled.id}/revive", 422).text

    assert f'<a class="ds-link" href="/meetings/{planned.id}">Go to the meeting</a>' in page


def test_what_is_no_day_is_said_to_be_none(pages, world, told):
    browser = pages.browser(world.secretary)
    moved = browser.post(f"/meetings/{told.id}/move", 422, day="2026-02-31", clock="10:00").text
    called = browser.post("/meetings", 422, bodies="asu", day="13. mai", clock="10:00").text

    assert "“2026-02-31” is not a day such as" in words(moved)
    assert "“13. mai” is not a day such as" in words(called)


def test_pressed_twice_an_item_is_taken_off_and_none_after_it(pages, world):
    found, browser = world.meeting("asu", day=MARCH), pages.browser(world.secretary)
    first, path = world.item(found, title="Referat").id, f"/meetings/{found.id}"
    world.item(found, title="Eventuelt")
    assert f'action="{path}/items/{first}/remove"' in browser.get(path)

    browser.post(f"{path}/items/{first}/remove")
    again = browser.post(f"{path}/items/{first}/remove", 404)

    assert "An item was taken off the agenda meanwhile." in words(again.text)
    assert "Eventuelt" in words(browser.get(path))


@pytest.mark.parametrize("place", ["-1", "0", "3", "first", ""])
def test_a_place_that_an_agenda_does_not_have_moves_nothing(pages, world, place):
    found, browser = world.meeting("asu", day=MARCH), pages.browser(world.secretary)
    world.item(found, title="Referat")
    last, path = world.item(found, title="Eventuelt").id, f"/meetings/{found.id}"

    page = browser.post(f"{path}/items/{last}/move", 422, place=place).text

    assert "has 2 places" in words(page)
    assert [item.title for item in items(world.session, found)] == ["Referat", "Eventuelt"]


def test_coverage_tells_who_was_told_and_the_proof(pages, world, told):
    page = words(pages.browser(world.secretary).get(f"/meetings/{told.id}/coverage"))

    assert "Arne Asumedlem yes" in page
    assert "@" in page
    pages.browser(world.member).get(f"/meetings/{told.id}/coverage", 403)


def test_a_meeting_next_door_is_not_there(pages, world, told):
    pages.browser(world.neighbour).get(f"/meetings/{told.id}", 404)


def test_a_case_without_a_title_is_called_by_what_it_is(pages, world):
    found, deviation = world.meeting("asu"), world.routed()
    world.item(found, deviation)

    page = words(pages.browser(world.secretary).get(f"/meetings/{found.id}"))

    assert f"{deviation.ref} Cooperation deviation" in page


def test_that_it_was_held_is_offered_from_its_day_on(pages, world):
    meeting = world.meeting("asu", day=date(2026, 3, 30))
    world.item(meeting, title="Eventuelt")
    browser, path = pages.browser(world.secretary), f"/meetings/{meeting.id}"

    before = browser.get(path)
    pages.at = datetime(2026, 3, 30, 9, tzinfo=UTC)
    that_day = pages.browser(world.secretary).get(path)

    assert 'name="hold"' not in before
    assert "That the meeting was held is recorded here from Monday 30 March 2026." in words(before)
    assert 'name="hold"' in that_day


@pytest.mark.parametrize("wide", [1280, 360])
def test_a_long_word_pushes_no_box_out_of_sight(served, wide):
    world = served.pages.world
    found = world.meeting("asu", day=MARCH)
    world.item(found, world.measure("Samhandling" * 14))

    with served.visit(world.secretary, viewport={"width": wide, "height": 900}) as page:
        page.goto(f"/meetings/{found.id}")
        boxes = [page.locator(each).bounding_box() for each in ("#o1", "#n1")]

    assert [each["x"] + each["width"] <= wide for each in boxes] == [True, True]
