"""A plan as a tree, chosen from, counted by month, and as a file."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook

from engine.cases.records import by_ids
from tests.browsing import words
from tests.imported import fjord_plan
from workflows import plans


@pytest.fixture
def plan(world):
    """A plan of Fjord with an area and three measures, the first under way."""
    return fjord_plan(world)


def test_a_plan_is_a_tree_with_where_each_measure_stands(pages, world, plan):
    page = words(pages.browser(world.member).get(f"/plans/{plan}"))

    assert "1.1 Lage felles rutine Proposed Fagråd 1 2026" in page
    assert "How far the plan has come" in page


def test_what_is_chosen_stands_in_the_address(pages, world, plan):
    browser = pages.browser(world.member)

    theirs = words(browser.get(f"/plans/{plan}?body=fagrad-2"))
    none = words(browser.get(f"/plans/{plan}?state=ongoing"))

    assert "Lage felles rutine" not in theirs.partition("Show")[2].partition("How far")[0]
    assert "Kurse ansatte" in theirs
    assert "No measure is so." in none


def test_what_is_shown_is_a_file_without_formulas(pages, world, plan):
    browser = pages.browser(world.member)

    csv = browser.client.get(f"/plans/{plan}/export/csv?body=fagrad-2")
    book = load_workbook(io.BytesIO(browser.client.get(f"/plans/{plan}/export/xlsx").content))

    assert csv.content.startswith(b"\xef\xbb\xbf")
    assert "'=HYPERLINK" in csv.text
    assert "Lage felles rutine" not in csv.text
    cells = [cell for row in book.active for cell in row]
    assert any(cell.value and str(cell.value).startswith("=HYPERLINK") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    browser.get(f"/plans/{plan}/export/exe", 404)


def test_the_months_are_counted_from_what_happened(pages, world, plan):
    (number, *_more) = plans.cases_of(world.session, plan)
    case = by_ids(world.session, [number])[number]
    world.step(case, "withdraw", reason="Ikke aktuelt", at=world.day(40))
    pages.later(days=70)

    page = words(pages.browser(world.member).get(f"/plans/{plan}"))

    assert "31 March 2026 3 0" in page
    assert "30 April 2026 2 1" in page


def test_a_plan_of_the_neighbour_is_not_there(pages, world, plan):
    pages.browser(world.neighbour).get(f"/plans/{plan}", 404)
    assert plan not in pages.browser(world.neighbour).get("/plans")


def test_measures_stand_in_the_order_that_was_chosen_on_the_page_and_in_the_file(
    pages, world, plan
):
    browser = pages.browser(world.member)
    numbers = plans.cases_of(world.session, plan)
    first, second = "Lage felles rutine", "Kurse ansatte"
    named = {case.title: case for case in by_ids(world.session, numbers).values()}
    world.step(named[first], "change", years="2099", comment="Utsatt")

    printed, sorted_by_due = (
        words(browser.get(f"/plans/{plan}?sort={sort}")).partition("Show")[2]
        for sort in ("nothing", "due")
    )
    csv = browser.client.get(f"/plans/{plan}/export/csv?sort=due").text

    assert printed.index(first) < printed.index(second)
    assert sorted_by_due.index(first) > sorted_by_due.index(second)
    assert csv.index(first) > csv.index(second)


def test_a_plan_is_shown_as_it_stood(pages, world, plan):
    browser = pages.browser(world.member)

    before = words(browser.get(f"/plans/{plan}?as_of={world.day(-1).date()}"))
    today = words(browser.get(f"/plans/{plan}?as_of={world.at.date()}"))

    assert "Kurse ansatte" not in before
    assert "Kurse ansatte" in today


def test_the_newest_import_is_undone_by_who_keeps_the_plans(pages, world, plan):
    browser = pages.browser(world.secretary)
    assert "Undo the newest import" not in pages.browser(world.member).get(f"/plans/{plan}")

    answer = browser.post(f"/plans/{plan}/take-back", reason="Feil fil")

    page = words(browser.get(answer.headers["location"]))
    assert "Undone" in page
    assert "The plan is empty: its newest edition was undone." in page
    assert f"{plan} · undone" in words(browser.get("/plans"))
    assert f'<option value="{plan}"' not in browser.get("/imports/plan")
    assert "Withdrawn" in words(browser.get("/cases/T-1.1"))


def test_what_stands_in_the_way_of_undoing_is_said_on_the_page(pages, world, plan):
    browser = pages.browser(world.secretary)
    number = plans.cases_of(world.session, plan)[0]
    case = by_ids(world.session, [number])[number]
    world.step(case, "change", title="Felles rutine", comment="Kortere")

    refused = browser.client.post(f"/plans/{plan}/take-back", data={"reason": "Feil fil"})

    assert refused.status_code == 422
    assert f"{case.ref} has moved on since the import." in words(refused.text)


def test_what_is_other_than_on_an_earlier_day_is_told(pages, world, plan):
    number = plans.cases_of(world.session, plan)[0]
    case = by_ids(world.session, [number])[number]
    world.step(case, "withdraw", reason="Ikke aktuelt", at=world.day(3))
    pages.later(days=5)

    page = words(pages.browser(world.member).get(f"/plans/{plan}/diff?since={world.day(2).date()}"))

    assert "2 measures are the same." in page
    assert f"Changed 1.1 1.1 {case.title} Proposed Withdrawn status" in page


def test_a_plan_goes_out_in_its_own_layout(pages, world, plan):
    browser = pages.browser(world.member)

    files = {
        name: browser.client.get(f"/plans/{plan}/file/{name}")
        for name in ("plan.xlsx", "printed.xlsx", "council.xlsx", "plan.docx", "council.docx")
    }
    rows = {
        name: [
            [cell.value for cell in row] for row in load_workbook(io.BytesIO(answer.content)).active
        ]
        for name, answer in files.items()
        if name.endswith("xlsx")
    }

    assert {answer.status_code for answer in files.values()} == {200}
    printed = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
    assert [*printed, "Status", "Trafikklys", "Lenke til sak"] in rows["plan.xlsx"]
    assert printed in rows["printed.xlsx"]
    assert ["Number", "Area", "Measures"] in [row[:3] for row in rows["council.xlsx"]]
    for name in ("plan.exe", "other.xlsx"):
        browser.get(f"/plans/{plan}/file/{name}", 404)
