"""A real browser at the pages of the tests' world, served on loopback."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from time import sleep

import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page

from engine.people import logins
from engine.people.actors import Actor
from tests.browsing import Browsing
from web.page import LANGUAGE, LOGIN

PROGRAM = "/usr/bin/chromium"
# Nothing but the pages that are asked for: no look-ups and updates of the browser's own.
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 700}
WEDGED = 20.0  # seconds after which a server that does not start is given up


@dataclass
class Served:
    """The pages at an address on loopback, and whom a browser is there."""

    pages: Browsing
    browser: Browser
    base: str
    strangers: list[str]

    @contextmanager
    def visit(
        self, reader: Actor | None = None, language: str = "nb", **how: object
    ) -> Iterator[Page]:
        """A page of a browser in which somebody is logged in; it notes what it asks other hosts."""
        context = self.browser.new_context(base_url=self.base, reduced_motion="reduce", **how)  # type: ignore[arg-type]
        try:
            self._prepare(context, reader, language)
            yield context.new_page()
        finally:
            context.close()

    def visits(
        self,
        pages: Iterable[tuple[str, Actor | None]],
        language: str = "nb",
        *,
        anew: bool = False,
        **how: object,
    ) -> Iterator[tuple[str, Page]]:
        """Each page as its reader sees it; a reader has one browser for all of hers, with a tab for
        each page if they are to be looked at `anew`."""
        for reader, asked in groupby(sorted(pages, key=_reader), key=itemgetter(1)):
            with self.visit(reader, language, **how) as page:
                for path, _reader_of_all in asked:
                    tab = page.context.new_page() if anew else page
                    tab.goto(path)
                    yield path, tab
                    if anew:
                        tab.close()

    def _prepare(self, context: BrowserContext, reader: Actor | None, language: str) -> None:
        context.set_default_timeout(10_000)
        context.on("request", lambda asked: self._note(asked.url))
        kept = {LANGUAGE: language}
        if reader is not None:
            session = self.pages.world.session
            kept[LOGIN] = logins.begin_login(session, reader.email, "Chromium", self.pages.at)
        context.add_cookies([{"name": n, "value": v, "url": self.base} for n, v in kept.items()])

    def _note(self, url: str) -> None:
        if not url.startswith((self.base, "data:")):
            self.strangers.append(url)


def _reader(page: tuple[str, Actor | None]) -> int:
    reader = page[1]
    return reader.person_id if reader else 0


@contextmanager
def serving(pages: Browsing, port: int = 0) -> Iterator[str]:
    """The address at which the pages are answered meanwhile."""
    config = uvicorn.Config(
        pages.app(), host="127.0.0.1", port=port, log_config=None, lifespan="off", ws="none"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield _address(server)
    finally:
        server.should_exit = True
        thread.join()


def _address(server: uvicorn.Server) -> str:
    waited = 0.0
    while not server.started:
        assert waited < WEDGED, "the server did not start"
        sleep(0.02)
        waited += 0.02
    host, port = server.servers[0].sockets[0].getsockname()
    return f"http://{host}:{port}"
