"""What everybody may know of the pages."""

from __future__ import annotations

import re

from engine.settings import Settings
from tests.browsing import words


def test_privacy_and_accessibility_are_linked_from_every_page_and_answered_to_anybody(pages):
    browser = pages.browser()
    foot = browser.get("/").partition("<footer")[2]

    for path, heading in [("/privacy", "Privacy"), ("/accessibility", "Accessibility")]:
        assert f'href="{path}"' in foot
        assert re.search(rf"<h1[^>]*>{heading}</h1>", browser.get(path))


def test_how_long_something_is_kept_is_what_the_program_does(pages):
    said = words(pages.browser().get("/privacy"))

    assert re.findall(r"\d+ (?:minutes|hours)", said) == ["30 minutes", "12 hours", "24 hours"]


def test_the_address_to_write_to_is_the_installations_own(pages):
    assert "answer any email" in words(pages.browser().get("/accessibility"))

    pages.settings = Settings(mail_from="Samsak <samsak@fjord.example>")

    for path in ("/privacy", "/accessibility"):
        assert "write to samsak@fjord.example" in words(pages.browser().get(path))
