"""Style sheets and pictures are asked for once."""

from __future__ import annotations

import re

import pytest

from web.assets import asset, icon
from web.rendering import WEB


def test_an_address_bears_the_hash_of_its_content_and_is_kept_for_ever(pages):
    browser = pages.browser()

    answer = browser.client.get(asset("samsak.css"))

    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert ".road" in answer.text


@pytest.mark.parametrize(
    "path", ["/static/0/samsak.css", "/static/0/%2e%2e/page.py", "/static/0/designsystemet.LICENSE"]
)
def test_another_hash_and_another_file_are_not_there(pages, path):
    pages.browser().get(path, 404)


def test_what_is_not_there_fails_when_it_is_named():
    with pytest.raises(LookupError):
        asset("nothing.css")
    with pytest.raises(LookupError):
        icon("Nothing")


def test_a_picture_is_not_read_aloud():
    assert 'aria-hidden="true"' in icon("Calendar")


# the report page, and my work: what a first visit brings over the wire, in kB
@pytest.mark.parametrize(("path", "most"), [("/report/to/fjord", 80), ("/work", 120)])
def test_a_first_visit_is_light(pages, world, path, most):
    browser = pages.browser(world.owner)
    page = browser.client.get(path)
    found = set(re.findall(r'"(/static/[^"]+)"', page.text))
    asked = [browser.client.get(each) for each in found]

    sizes = [int(each.headers["content-length"]) for each in asked]
    assert len(page.content) + sum(sizes) <= most * 1000


def test_each_picture_that_a_page_shows_is_there_and_no_other():
    templates = "".join(path.read_text(encoding="utf-8") for path in WEB.rglob("*.html"))

    shown = set(re.findall(r'icon\("(\w+)"\)', templates))
    assert shown == {path.stem for path in (WEB / "static" / "icons").glob("*.svg")}
