"""The routine of a cooperation deviation, played by four people in a real browser: a nurse reports
by receipt, the secretariat routes and calls the council, the unit answers and learns, a group does
what was proposed, and the nurse reads that it helped."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from playwright.sync_api import Page, expect

from engine.cases.reading import find_visible
from tests.chromium import DESK, PHONE, Served

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
WHAT = "Pasienten kom hjem uten liste over legemidler."
ANSWER = "Vi har endret rutinen, og listen følger nå pasienten."
LESSON = "Listen over legemidler skal følge pasienten ut av døra."
MEASURE = "Sjekkliste ved utskriving"


@contextmanager
def four_people(served: Served, world) -> Iterator[tuple[Page, Page, Page, Page]]:
    """The nurse with a phone, the secretariat, the unit and the group at desks."""
    readers = ((None, PHONE), (world.secretary, DESK), (world.handler, DESK), (world.owner, DESK))
    with ExitStack() as stack:
        yield tuple(
            stack.enter_context(served.visit(reader, "nb", viewport=size))
            for reader, size in readers
        )


def fill(page: Page, **given: str) -> None:
    """Fill or choose the inputs of those names in the form of the page."""
    for name, value in given.items():
        field = page.locator(f"main form.form [name={name}]").first
        kind = field.evaluate("each => each.type")
        if kind in ("checkbox", "radio"):
            page.locator(f"main form.form [name={name}][value={value}]").check()
        elif kind == "select-one":
            field.select_option(value)
        else:
            field.fill(value)


def send(page: Page) -> None:
    """Send the form of the page, and wait for the page that answers it."""
    with page.expect_navigation():
        page.locator("main form.form button.ds-button").last.click()
    assert page.locator("[data-focus]").count() == 0, page.locator("main").inner_text()


def step(page: Page, ref: str, action: str, **given: str) -> None:
    """Take one step of a case by its own page."""
    page.goto(f"/cases/{ref}/do/{action}")
    fill(page, **given)
    send(page)
    expect(page.get_by_text(ref).first).to_be_visible()


def council_decides(page: Page, number: int, measure: str) -> None:
    """Put the measure on the agenda, record that it was approved and that the meeting was held."""
    page.goto(f"/meetings/{number}")
    page.locator("#what").fill(measure)
    with page.expect_navigation():
        page.locator("form[action$='/items'] button").click()
    page.locator("tr", has_text=MEASURE).locator("select[name^=outcome]").select_option("approved")
    with page.expect_navigation():
        page.locator("form:has(select[name^=outcome]) button[name=hold]").click()
    with page.expect_navigation():
        page.locator("button[name=sure]").click()
    expect(page.locator("button[name=sure]")).to_have_count(0)


def test_a_deviation_is_followed_from_a_report_to_a_measure_that_is_proven(served: Served, world):
    ref, measure = "A-2026-1", "T-2026-1"
    number = world.meeting("asu").number
    with four_people(served, world) as (nurse, secretariat, unit, group):
        nurse.goto("/report/to/fjord")
        fill(nurse, what=WHAT, unit="Akuttmottaket", agreement="Retningslinje 4")
        send(nurse)
        expect(nurse.get_by_text(ref).first).to_be_visible()

        secretariat.goto(f"/cases/{ref}/do/route")
        expect(secretariat.get_by_text("Foreslått fordi enheten er nevnt")).to_be_visible()
        send(secretariat)

        step(unit, ref, "ask", question="Hvilken dag var det?")
        nurse.goto("/report/mine")
        expect(nurse.get_by_text("Hvilken dag var det?").first).to_be_visible()
        nurse.locator("form[action$='/reply'] [name=reply]").fill("Fredag ettermiddag.")
        with nurse.expect_navigation():
            nurse.locator("form[action$='/reply'] button").click()

        step(unit, ref, "answer", answer=ANSWER, event_type="medicines")
        nurse.goto("/report/mine")
        expect(nurse.get_by_text(ANSWER).first).to_be_visible()
        step(unit, ref, "handle")
        step(unit, ref, "learn", learning=LESSON)

        unit.goto(f"/cases/{ref}/propose")
        fill(unit, title=MEASURE, bodies="fagrad-1")
        send(unit)

        secretariat.goto("/reports")
        with secretariat.expect_navigation():
            secretariat.get_by_role("button", name="Frys").click()
        council_decides(secretariat, number, measure)
        step(secretariat, measure, "assign", years="2026")
        step(group, measure, "start")
        step(group, measure, "evaluate", result="Ingen nye avvik på tre måneder.", outcome="ended")

        nurse.goto("/report/mine")
        expect(nurse.get_by_text("Rapportert").first).to_be_visible()
        expect(nurse.get_by_text("Evaluert (siden 2. mars 2026")).to_be_visible()
        assert MEASURE not in nurse.content()
    ended = [
        find_visible(world.session, each, world.secretary, world.at.date())
        for each in (ref, measure)
    ]
    assert [each.state for each in ended] == ["reported_to_asu", "evaluated"]
