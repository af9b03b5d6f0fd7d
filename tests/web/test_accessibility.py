"""Every page can be read and used by everybody: WCAG 2.0 to 2.2, A and AA, by axe; as a phone shows
it, in the dark, in each language; by keyboard; without scripts; and its HTML is valid."""

from __future__ import annotations

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.chromium import DESK, NARROW, PHONE, Served
from tests.every_page import every_page

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
}
SMALLEST = 24  # CSS pixels, WCAG 2.5.8
LOOKS = [
    ("nb", {"viewport": DESK}),
    ("nn", {"viewport": DESK, "color_scheme": "dark"}),
    ("en", {"viewport": NARROW}),
    ("nb", {"viewport": {"width": 640, "height": 450}, "color_scheme": "dark"}),  # 200 % of a desk
]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.mark.parametrize(("language", "how"), LOOKS)
def test_axe_finds_nothing_on_any_page(served: Served, world, language, how):
    axe, found = Axe(), {}
    for path, reader in every_page(world):
        with served.visit(reader, language, **how) as page:
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            page.wait_for_timeout(50)
            told = axe.run(page, options=RULES).response["violations"]
            if told:
                nodes = [
                    (each["id"], [n["html"][:150] for n in each["nodes"][:2]]) for each in told
                ]
                found[path, language] = nodes

    assert found == {}


@pytest.mark.parametrize(("language", "how"), LOOKS)
def test_axe_finds_nothing_where_somebody_reports_and_follows(served: Served, language, how):
    axe, found = Axe(), {}
    with served.visit(None, language, **how) as page:

        def look(name: str) -> None:
            told = axe.run(page, options=RULES).response["violations"]
            if told:
                found[name] = [(each["id"], each["nodes"][0]["html"][:150]) for each in told]

        for name, unit in (("which unit", "e"), ("receipt", "sengepost")):
            page.goto("/report/to/fjord")
            page.locator("[name=what]").fill("Epikrisen kom aldri fram.")
            page.locator("[name=unit]").fill(unit)
            page.locator("form[data-draft] button").click()
            page.wait_for_load_state()
            look(name)
        page.goto("/report/mine")
        look("her report")

    assert found == {}


def test_no_page_is_wider_than_a_narrow_phone(served: Served, world):
    wide = {}
    for path, reader in every_page(world):
        with served.visit(reader, viewport=NARROW) as page:
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > NARROW["width"]:
                wide[path] = width

    assert wide == {}


def test_no_table_scrolls_sideways_on_a_phone(served: Served, world):
    scrolls = {}
    for path, reader in every_page(world):
        with served.visit(reader, "nb", viewport=PHONE) as page:
            page.goto(path)
            tables = page.eval_on_selector_all(
                ".wide:has(.stacks)",
                "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.ariaLabel)",
            )
            if tables:
                scrolls[path] = tables

    assert scrolls == {}


def test_what_is_pressed_is_large_enough(served: Served, world):
    small = {}
    for path, reader in every_page(world):
        with served.visit(reader, viewport=DESK) as page:
            page.goto(path)
            boxes = page.eval_on_selector_all(
                "main button, main input, main select, header a, footer a, summary",
                """all => all.filter(e => e.getClientRects().length && e.type !== "hidden")
                    .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect().width,
                               e.getBoundingClientRect().height])""",
            )
            tiny = [box for box in boxes if min(box[1:]) < SMALLEST]
            if tiny:
                small[path] = tiny

    assert small == {}


def test_the_keyboard_reaches_everything_in_order_and_the_focus_shows(served: Served, world):
    ongoing = next(path for path, _who in every_page(world) if path.startswith("/cases/T"))
    with served.visit(world.owner, viewport=DESK) as page:
        page.goto(ongoing)
        reached = []
        for _time in range(40):
            page.keyboard.press("Tab")
            told = page.evaluate(
                """() => { const e = document.activeElement, s = getComputedStyle(e);
                    return [e.tagName, e.getBoundingClientRect().top,
                            s.outlineStyle !== "none" || s.boxShadow !== "none"]; }"""
            )
            if told[0] == "BODY":
                break
            reached.append(told)

    assert len(reached) > 10
    assert [tag for tag, _top, shows in reached if not shows] == []


def test_every_page_is_valid_html(served: Served, world):
    wrong = {}
    for path, reader in every_page(world):
        text = served.pages.browser(reader).client.get(path).text
        parser = html5lib.HTMLParser(strict=False)
        parser.parse(text)
        if parser.errors:
            wrong[path] = parser.errors[:3]

    assert wrong == {}


def test_every_page_is_whole_without_scripts(served: Served, world):
    for path, reader in every_page(world):
        with served.visit(reader, java_script_enabled=False) as page:
            page.goto(path)

            assert page.locator("h1").count() == 1, path
            assert page.locator("main").inner_text().strip(), path
