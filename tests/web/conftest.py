"""What tests of pages may ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from engine.storage.database import Database
from tests.browsing import Browsing
from tests.chromium import PROGRAM, QUIET, Served, serving
from tests.world import World


@pytest.fixture
def pages(world: World, database: Database) -> Browsing:
    """The pages of Fjord, on the database of this test."""
    return Browsing(world, database)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser, started once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def served(pages: Browsing, chromium: Browser) -> Iterator[Served]:
    """The pages of Fjord in a real browser; it asks no other host."""
    with serving(pages) as address:
        served = Served(pages, chromium, address, [])
        yield served
    assert served.strangers == []
