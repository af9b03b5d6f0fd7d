"""Twenty who ask for “my work”, or for a case, at once: Samsak against a page written by hand, each
in a server of its own."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

from bench.commands import surroundings
from bench.measure import Figure
from bench.pages import Pages, free_port, wait_for
from bench.setting import Setting
from web.page import LOGIN

AT_ONCE, EACH, ROUNDS = 20, 10, 12
ROOT = Path(__file__).parent.parent


class _Server:
    """A server in a process of its own, and those who ask it."""

    def __init__(self, setting: Setting, side: str, pages: Pages, url: str) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "bench.serving", side, url, pages.reader.email]
        self.process = subprocess.Popen(
            [*command, str(self.port)], cwd=ROOT, env=surroundings(setting.folder)
        )
        setting.stack.callback(self.process.wait)
        setting.stack.callback(self.process.terminate)
        self.headers = {"Cookie": f"{LOGIN}={pages.code}"}
        wait_for(f"http://127.0.0.1:{self.port}/openapi.json", answered=True)

    def slowest(self, threads: ThreadPoolExecutor, path: str) -> float:
        """Within how many seconds nineteen of twenty answers came, when all ask at once."""
        taken = [one for some in threads.map(self._ask, [path] * AT_ONCE) for one in some]
        return statistics.quantiles(taken, n=20)[-1]

    def _ask(self, path: str) -> list[float]:
        connection, taken = HTTPConnection("127.0.0.1", self.port), []
        for _number in range(EACH):
            start = time.perf_counter()
            connection.request("GET", path, headers=self.headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            taken.append(time.perf_counter() - start)
        connection.close()
        return taken


def twenty_at_once(setting: Setting) -> Iterator[Figure]:
    """The time in which nineteen of twenty answers come, side by side."""
    where = setting.hundred_thousand
    pages = Pages(where)
    ours, theirs = (_Server(setting, side, pages, where.url) for side in ("ours", "theirs"))
    with ThreadPoolExecutor(AT_ONCE) as threads:
        for name, path in (("my work", "/work"), ("a case page", "/cases/T-B7")):
            ratios = tuple(_compared(ours, theirs, threads, path))
            said = f"{name}, 100,000 cases, 20 at once, p95: against a page by hand"
            yield Figure(said, ratios, 1.3, 1.15, more=False)


def _compared(
    ours: _Server, theirs: _Server, threads: ThreadPoolExecutor, path: str
) -> Iterator[float]:
    """In rounds, by turns first, one more than counts: the first warms both up."""
    for number in range(ROUNDS + 1):
        sides = (ours, theirs) if number % 2 else (theirs, ours)
        taken = {side is ours: side.slowest(threads, path) for side in sides}
        if number:
            yield taken[True] / taken[False]
