"""What a page costs beside its queries and its template, how a list grows, how long a start takes."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from urllib.error import HTTPError
from urllib.request import urlopen

from starlette.requests import Request

from bench import world
from bench.commands import MAIN, surroundings
from bench.measure import Figure, cost, pairs
from bench.setting import Setting
from bench.world import NOW, World
from engine.people import logins
from engine.people.actors import Actor
from engine.settings import Settings
from engine.storage.database import Database
from web.app import create_app
from web.cases import case_pages
from web.page import LOGIN, Page
from web.site import Site
from web.work import my_work

EMPTY = """
import sys, uvicorn
from fastapi import FastAPI
app = FastAPI()
@app.get("/")
def front() -> str:
    return "x"
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")
"""
TOO_LONG = 120.0  # seconds after which a server that does not answer is given up


class Pages:
    """The pages of a world, asked as a web server asks them, without a network."""

    def __init__(self, where: World, reader: Actor | None = None) -> None:
        self.reader = reader or where.owner
        self.database = Database(where.url, durable=False, pooled=True)
        self.site = Site(self.database, Settings(), clock=lambda: NOW)
        self.app, self.loop = create_app(self.site), asyncio.new_event_loop()
        with self.database.session() as session:
            self.code = logins.begin_login(session, self.reader.email, "bench", NOW)

    def scope(self, path: str, query: str = "") -> dict[str, object]:
        """A request of somebody who is logged in."""
        return {
            "type": "http",
            "method": "GET",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(b"cookie", f"{LOGIN}={self.code}".encode()), (b"host", b"localhost")],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
            "scheme": "http",
            "http_version": "1.1",
            "app": self.app,
        }

    def ask(self, path: str, query: str = "") -> None:
        """A whole request: routing, login, queries, template, headers."""
        self.loop.run_until_complete(self._ask(self.scope(path, query)))

    async def _ask(self, scope: dict[str, object]) -> None:
        statuses = []

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        await self.app(scope, receive, send)
        assert statuses == [200], statuses

    def alone(self, path: str, handler: Callable[[Page], object]) -> None:
        """Its queries and its template alone, by somebody who is known already."""
        page = Page(self.site, Request(self.scope(path)))
        page.__dict__["reader"] = self.reader
        handler(page)
        page.close()


def page_beside_its_work(setting: Setting) -> Iterator[Figure]:
    """A whole request of “my work” and of a case, against its queries and its template alone."""
    pages = Pages(setting.hundred_thousand)
    for name, path, handler in (
        ("my work", "/work", my_work.my_work),
        ("a case page", "/cases/T-B7", lambda page: case_pages.case_page(page, "T-B7")),
    ):
        found = pairs(
            lambda _n, path=path: pages.ask(path),
            lambda _n, path=path, handler=handler: pages.alone(path, handler),
            40,
            clock=time.process_time,
        )
        said = f"{name}, 100,000 cases: a request beside its queries and template alone"
        yield Figure(said, cost(found), 1.6, 1.3, more=False)


def list_page(setting: Setting) -> Iterator[Figure]:
    """The first page of a list, at a million cases against a thousand."""
    large, small = Pages(setting.million), Pages(setting.thousand)
    found = pairs(
        lambda _n: large.ask("/lists/measure"), lambda _n: small.ask("/lists/measure"), 40
    )
    yield Figure("a list page, 1,000,000 cases against 1,000", cost(found), 1.5, 1.2, more=False)


def start(setting: Setting) -> Iterator[Figure]:
    """`samsak run` to its first answer, against an empty FastAPI program."""
    where = world.build(world.fresh(setting.folder, "start"), cases=50)
    empty = setting.folder / "empty_pages.py"
    empty.write_text(EMPTY, encoding="utf-8")
    environment = {**surroundings(setting.folder), "SAMSAK_DATABASE_URL": where.url}

    def answered(*words: str) -> None:
        port = free_port()
        command = [sys.executable, *(word.format(port=port) for word in words)]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as program:
            wait_for(f"http://127.0.0.1:{port}/")
            program.terminate()

    found = pairs(
        lambda _n: answered(str(MAIN), "run", "--port", "{port}"),
        lambda _n: answered(str(empty), "{port}"),
        10,
        1,
    )
    yield Figure(
        "samsak run to its first answer against an empty FastAPI program",
        cost(found),
        3,
        2,
        more=False,
    )


def free_port() -> int:
    """A port at which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def wait_for(address: str, *, answered: bool = False) -> None:
    """Until a server gives the page, or with `answered` until it says anything."""
    end = time.monotonic() + TOO_LONG
    while time.monotonic() < end:
        try:
            with urlopen(address) as answer:
                answer.read()
                return
        except HTTPError:
            if answered:
                return
            raise
        except OSError:
            time.sleep(0.005)
    raise TimeoutError(address)
