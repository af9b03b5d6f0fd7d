"""Every page can be read and used by everybody: WCAG 2.0 to 2.2, A and AA, by axe; as a phone shows
it, in the dark, in each language; by keyboard; without scripts; and its HTML is valid."""

from __future__ import annotations

from collections import defaultdict
from itertools import product, takewhile
from typing import Literal, NamedTuple

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.chromium import DESK, NARROW, PHONE, Served
from tests.every_page import every_answer, every_page
from web.page import LOGIN

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
}
SMALLEST = 24  # CSS pixels, WCAG 2.5.8
LANGUAGES, SCHEMES = ("nb", "nn", "en"), ("light", "dark")
ENLARGED = {"width": 640, "height": 450}  # 200 % of a desk
SIZES = (DESK, NARROW, ENLARGED)
UNITS = {"which unit": "e", "no unit": "hokkaido", "receipt": "sengepost"}
# Sends a form in which everything stands as it is given, whatever the page says is required.
SEND = """([path, given]) => {
    const form = Object.assign(document.createElement("form"), {method: "post", action: path});
    for (const [name, value] of Object.entries(given))
        form.append(Object.assign(document.createElement("input"), {name, value}));
    document.body.append(form);
    form.submit();
}"""
TABS = 500  # so many stops no page has
A_FEW = 20  # Tabs between two looks whether the page was left


class Look(NamedTuple):
    """How a page is looked at."""

    language: str
    scheme: Literal["light", "dark"]
    size: int  # which of SIZES

    @property
    def how(self) -> dict[str, object]:
        """As a browser is told it."""
        return {"viewport": SIZES[self.size], "color_scheme": self.scheme}


pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def looks(place: int, language: str, *, every: bool) -> list[Look]:
    """The looks of the page at that place of the list in that language: one for the gate, in one
    language alone, so that eighteen pages meet all of them together; or every one."""
    if every:
        return [Look(language, *rest) for rest in product(SCHEMES, range(len(SIZES)))]
    if LANGUAGES[place % 3] != language:
        return []
    return [Look(language, SCHEMES[place // 3 % 2], place // 6 % len(SIZES))]


@pytest.mark.usefixtures("database_url")
def test_eighteen_pages_meet_every_language_size_and_scheme():
    for first in range(18):
        places = range(first, first + 18)
        met = [
            look for at, each in product(places, LANGUAGES) for look in looks(at, each, every=False)
        ]

        assert len(met) == len(set(met)) == len(LANGUAGES) * len(SCHEMES) * len(SIZES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_on_any_page(served: Served, world, language, every_look):
    axe, found, looked = Axe(), {}, defaultdict(list)
    for place, each in enumerate(every_page(world)):
        for look in looks(place, language, every=every_look):
            looked[look].append(each)
    for look, some in looked.items():
        for path, page in served.visits(some, language, **look.how):
            page.evaluate("document.querySelectorAll('details').forEach(e => e.open = true)")
            page.wait_for_timeout(50)
            told = axe.run(page, options=RULES).response["violations"]
            if told:
                nodes = [
                    (each["id"], [n["html"][:150] for n in each["nodes"][:2]]) for each in told
                ]
                found[path, str(look)] = nodes

    assert found == {}


def test_axe_finds_nothing_on_a_page_that_answers_a_form(served: Served, world, every_look):
    axe, found = Axe(), {}
    for place, sent in enumerate(every_answer(world)[:: 1 if every_look else 2]):
        for look in (each for one in LANGUAGES for each in looks(place, one, every=every_look)):
            with served.visit(sent.reader, look.language, **look.how) as page:
                page.goto("/accessibility")
                with page.expect_navigation():
                    page.evaluate(SEND, [sent.path, sent.given])
                told = axe.run(page, options=RULES).response["violations"]
                if told or not page.url.endswith(sent.path):
                    found[sent.path, str(look)] = [
                        (each["id"], each["nodes"][0]["html"][:150]) for each in told
                    ]

    assert found == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_where_somebody_reports_and_follows(served: Served, language, every_look):
    axe, found = Axe(), {}
    for each in looks(LANGUAGES.index(language), language, every=every_look):
        with served.visit(None, language, **each.how) as page:
            for name, unit in (
                ("which unit", "e"),
                ("no unit", "hokkaido"),
                ("receipt", "sengepost"),
            ):
                page.goto("/report/to/fjord")
                page.locator("[name=what]").fill("Epikrisen kom aldri fram.")
                page.locator("[name=unit]").fill(unit)
                page.locator("form[data-draft] button").click()
                page.wait_for_load_state()
                told = axe.run(page, options=RULES).response["violations"]
                if told:
                    found[name] = [(one["id"], one["nodes"][0]["html"][:150]) for one in told]

    assert found == {}


def test_axe_finds_nothing_where_a_login_has_ended_and_the_text_goes_on(served: Served, world):
    path = f"/cases/{world.ongoing().ref}/do/report_progress"
    with served.visit(world.owner, "nb", viewport=NARROW) as page:
        page.goto(path)
        cookies = page.context.cookies()
        page.context.clear_cookies(name=LOGIN)
        page.locator("main [value=late]").check()
        page.locator("main [name=progress]").fill("Venter på IT")
        page.locator("main form button").click()
        page.wait_for_load_state()
        ended = Axe().run(page, options=RULES).response["violations"]
        page.context.add_cookies(cookies)
        page.get_by_role("button", name="Tilbake til skjemaet").click()
        page.wait_for_load_state()

        assert [each["id"] for each in ended] == []
        assert page.locator("main [name=progress]").input_value() == "Venter på IT"
        assert page.locator("main [value=late]").is_checked()


# How large the words of a chart are, and whether they are seen whole where it is not scrolled.
CHART_WORDS = """(all) => all.map((e) => [
    e.textContent,
    parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a,
    !e.matches(".bars *") || e.getBoundingClientRect().right
        <= e.ownerSVGElement.getBoundingClientRect().right,
])"""
LETTERS = 11.0  # px
LONG_NAME = "Samhandlingsavdelingsoverlegeutvalgsmedlemmene"


def test_no_page_is_wider_than_a_narrow_phone(served: Served, world):
    wide = {}
    for path, page in served.visits(every_page(world), viewport=NARROW):
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > NARROW["width"]:
            wide[path] = width

    assert wide == {}


def test_no_table_scrolls_sideways_on_a_phone_and_every_chart_is_read(served: Served, world):
    scrolls: dict[str, list[object]] = {}
    charts: list[tuple[str, float, bool]] = []
    for path, page in served.visits(every_page(world), viewport=PHONE):
        page.eval_on_selector_all(  # as long as a partnership may call a unit or a status
            ".figures th[scope=row], .stacks .ds-tag",
            f"all => all.forEach(e => {{ e.textContent = '{LONG_NAME}'; }})",
        )
        tables = page.eval_on_selector_all(
            ".wide:has(.stacks, .figures)",
            "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.textContent)",
        )
        tables += page.eval_on_selector_all(
            ".ds-tag",
            "(all) => all.map((e) => [e.textContent, e.getBoundingClientRect().right])"
            ".filter((each) => each[1] > innerWidth)",
        )
        if tables:
            scrolls[path] = tables
        charts += page.eval_on_selector_all(".chart text", CHART_WORDS)

    assert scrolls == {}
    assert charts
    assert [words for words, size, seen in charts if size < LETTERS or not seen] == []


def test_what_is_pressed_is_large_enough(served: Served, world):
    small = {}
    for path, page in served.visits(every_page(world), viewport=DESK):
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


STOPS = """() => {
    const wanted = "a[href], button, input:not([type=hidden]), select, textarea, summary";
    const all = [...document.querySelectorAll("*")];
    window.placeOf = (each) => all.indexOf(each);
    const stops = [...document.querySelectorAll(wanted)].filter((each) => {
        const seen = each.checkVisibility({ visibilityProperty: true }) && !each.disabled;
        if (!seen || each.type !== "radio") return seen;
        const radios = [...each.form.querySelectorAll("[type=radio]")];
        const group = radios.filter((radio) => radio.name === each.name);
        return (group.find((radio) => radio.checked) || group[0]) === each;  // one for all
    });
    return stops.map((each) => [placeOf(each), each.outerHTML.slice(0, 90)]);
}"""
REACHED = """() => {
    window.reached = [];
    document.addEventListener("focusin", ({ target }) => {
        const style = getComputedStyle(target);
        const shows = style.outlineStyle !== "none" || style.boxShadow !== "none";
        reached.push([placeOf(target), target.outerHTML.slice(0, 90), shows]);
    });
    document.addEventListener("focusout", ({ relatedTarget }) => {
        if (relatedTarget === null) reached.push(null);
    });
}"""


def test_the_keyboard_reaches_everything_in_order_and_the_focus_shows(served: Served, world):
    wrong = {}
    for path, page in served.visits(every_page(world), anew=True, viewport=DESK):
        stops = dict(page.evaluate(STOPS))
        reached = walked(page)
        order = [place for place, _html, _shows in reached]
        unseen = [html for _place, html, shows in reached if not shows]
        missed = [html for place, html in stops.items() if place not in order]
        if order != sorted(order) or unseen or missed or len(order) < 3:
            wrong[path] = (order != sorted(order), unseen[:2], missed[:2], len(order))

    assert wrong == {}


def walked(page: Page) -> list[tuple[int, str, bool]]:
    """Where Tab leads from the beginning of a page until it leaves it."""
    page.evaluate(REACHED)
    for nth in range(TABS):
        page.keyboard.press("Tab")
        if nth % A_FEW == 0 and page.evaluate("reached.includes(null)"):
            break
    return list(takewhile(bool, page.evaluate("reached")))


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
    for path, page in served.visits(every_page(world), java_script_enabled=False):
        assert page.locator("h1").count() == 1, path
        assert page.locator("main").inner_text().strip(), path
