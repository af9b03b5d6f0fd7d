"""Results that follow what stands in a form, in a real browser: no page is loaded anew, the address
keeps up, and nothing that is wrong on the way is hidden."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from tests.chromium import DESK, Served
from tests.imported import fjord_plan
from web.page import LOGIN

STAYS = "window.stays = true"
BROKEN = """
window.broken = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.broken.push(event.violatedDirective);
});
"""


def still_there(page: Page) -> bool:
    """Whether it is the page that was opened first, and broke no rule of its headers."""
    assert page.evaluate("window.broken") == []
    return bool(page.evaluate("window.stays === true"))


def opened(page: Page, path: str) -> None:
    """Open a page that is known again."""
    page.add_init_script(BROKEN)
    page.goto(path)
    # What a browser fills in by itself after a step back would not be what the results belong to.
    expect(page.locator("form[data-hx-get]")).to_have_attribute("autocomplete", "off")
    page.evaluate(STAYS)


def test_typing_narrows_without_a_new_page_and_back_goes_back(served: Served, world):
    world.measure(title="Felles rutine")
    world.measure(title="Felles opplæring")
    with served.visit(world.secretary, "nb", viewport=DESK) as page:
        opened(page, "/search?q=felles")
        expect(page.get_by_role("status")).to_have_text("2 treff.")

        page.locator("#q").press("End")
        page.keyboard.type(" rutine")
        expect(page.get_by_role("status")).to_have_text("Ett treff.")
        expect(page.get_by_role("link", name="Felles opplæring")).to_have_count(0)
        expect(page.locator("#q")).to_be_focused()
        assert page.url.endswith("/search?q=felles+rutine")
        assert still_there(page)
        english = page.get_by_role("link", name="English")
        expect(english).to_have_attribute("href", "/search?q=felles+rutine&lang=en")

        page.go_back()
        expect(page.get_by_role("status")).to_have_text("2 treff.")
        expect(page.locator("#q")).to_have_value("felles")


def test_each_form_that_looks_something_up_is_followed(served: Served, world):
    world.ongoing()
    world.routed()
    world.meeting("asu", day=date(2026, 3, 30))
    plan = fjord_plan(world)
    for path in ("/lists/measure", "/inbox/deviation", f"/plans/{plan}", "/meetings", "/people"):
        with served.visit(world.secretary, "nb", viewport=DESK) as page:
            opened(page, path)
            before = page.locator("#told").text_content()
            chosen = page.locator(".filter select[name=body]")
            chosen.select_option(index=1)

            page.wait_for_url(f"**{path}?*body=*")
            expect(page.locator("#told")).not_to_have_text(before or "", timeout=3000)
            assert still_there(page)
            page.go_back()
            expect(page.locator("#told")).to_have_text(before or "")
            expect(chosen).to_have_value("")


def test_what_is_half_typed_is_not_asked_for(served: Served, world):
    world.ongoing()
    with served.visit(world.secretary, "nb", viewport=DESK) as page:
        opened(page, "/lists/measure")
        page.locator("#due").fill("0202-03-02")
        page.wait_for_timeout(800)
        assert page.url.endswith("/lists/measure")

        page.locator("#due").fill("2026-03-02")
        page.wait_for_url("**due=2026-03-02*")
        assert still_there(page)


def test_who_is_logged_out_meanwhile_comes_to_the_login(served: Served, world):
    world.ongoing()
    with served.visit(world.secretary, "nb", viewport=DESK) as page:
        opened(page, "/lists/measure")
        page.context.clear_cookies(name=LOGIN)
        page.locator("#state").select_option(index=1)

        page.wait_for_url("**/login?**")
        expect(page.get_by_role("heading", name="Logg inn")).to_be_visible()


def test_what_cannot_be_asked_for_is_told(served: Served, world):
    world.ongoing()
    with served.visit(world.secretary, "nb", viewport=DESK) as page:
        opened(page, "/lists/measure")
        page.context.set_offline(True)
        page.locator("#state").select_option(index=1)

        expect(page.get_by_role("status")).to_contain_text("Prøv igjen når du er på nett")


@pytest.mark.parametrize("path", ["/work", "/report/to/fjord", "/settings"])
def test_a_page_that_looks_nothing_up_loads_none_of_it(pages, world, path):
    page = pages.browser(world.owner).get(path)

    assert "htmx" not in page
    assert "narrowing" not in page
