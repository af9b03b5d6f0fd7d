"""The pages as one browser after the other asks for them, in the world of the tests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from engine.people import logins
from engine.people.actors import Actor
from engine.settings import Settings
from engine.storage.database import Database
from tests.world import MONDAY, World
from web.app import create_app
from web.page import LOGIN
from web.site import Site

SECRET = "a secret of these tests, and of no other"


@dataclass
class Browsing:
    """An installation's pages at a moment that a test decides."""

    world: World
    database: Database
    at: datetime = MONDAY
    woken: list[int] = field(default_factory=list)
    settings: Settings = field(default_factory=lambda: Settings(secret=SECRET))
    demo: bool = False
    _apps: dict[tuple[int, bool], FastAPI] = field(default_factory=dict)

    def app(self) -> FastAPI:
        """The pages as a program; the same for every browser, as long as the settings stay."""
        told = (id(self.settings), self.demo)
        if told not in self._apps:
            self._apps[told] = self._app()
        return self._apps[told]

    def _app(self) -> FastAPI:
        site = Site(
            self.database,
            self.settings,
            clock=lambda: self.at,
            wake=lambda: self.woken.append(1),
            demo=self.demo,
        )
        return create_app(site)

    def browser(self, reader: Actor | None = None, language: str = "en") -> Browser:
        """A browser of its own; logged in where somebody is named."""
        client = TestClient(
            self.app(),
            base_url="http://samsak.test",
            follow_redirects=False,
            raise_server_exceptions=False,
            headers={"accept-language": language},
            cookies={"samsak_language": language},
        )
        if reader is not None:
            code = logins.begin_login(self.world.session, reader.email, "Test", self.at)
            client.cookies.set(LOGIN, code)
        return Browser(client)

    def later(self, **length: float) -> None:
        """Time passes."""
        self.at += timedelta(**length)


@dataclass
class Browser:
    """Somebody at the pages."""

    client: TestClient

    def get(self, path: str, status: int = 200) -> str:
        """A page as text, that answered with this status."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text[-2000:]
        return answer.text

    def post(self, path: str, status: int = 303, **given: Any) -> Response:
        """What a form answers, with this status."""
        answer = self.client.post(path, data=given)
        assert answer.status_code == status, answer.text[-2000:]
        return answer

    def form(self, path: str, action: str) -> Mapping[str, str]:
        """The hidden inputs of a form on a page, by where it is sent."""
        page = self.get(path)
        found = re.search(rf'<form[^>]*action="{re.escape(action)}".*?</form>', page, re.DOTALL)
        assert found, f"no form {action}"
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found[0])
        return dict(hidden)


def words(page: str) -> str:
    """What a page says, without its markup."""
    import html

    body = page.partition("<main")[2].partition("</main>")[0]
    text = html.unescape(
        re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", body, flags=re.DOTALL))
    )
    return " ".join(text.split())
