"""An address hears of each tick; one that does not answer keeps nobody, and is told to nobody."""

from __future__ import annotations

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from commands.pings import Pings, failing

SECRET = "5c1e0a52"


class Watching(BaseHTTPRequestHandler):
    """Takes down what it is asked."""

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.heard.append((self.command, self.path, json.loads(body or "null")))
        self.send_response(self.server.status)
        self.end_headers()

    do_GET = do_POST = answer  # noqa: N815

    def log_message(self, *_said: object) -> None:
        """Says nothing."""


@pytest.fixture
def watching():
    """A server that waits for ticks, and its address."""
    server = HTTPServer(("127.0.0.1", 0), Watching)
    server.heard, server.status = [], 200
    server.address = f"http://127.0.0.1:{server.server_port}/ping/{SECRET}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def wait_until(comes) -> None:
    until = time.monotonic() + 20
    while not comes() and time.monotonic() < until:
        time.sleep(0.02)
    assert comes()


def free(pings: Pings) -> bool:
    return not pings._busy.locked()


def test_a_tick_is_told_with_a_call(watching):
    Pings(watching.address).well()

    wait_until(lambda: watching.heard)
    assert watching.heard == [("GET", f"/ping/{SECRET}", None)]


def test_a_failure_is_told_with_what_failed(watching):
    Pings(watching.address).failed({"plan": "OperationalError"})

    wait_until(lambda: watching.heard)
    assert watching.heard == [("POST", f"/ping/{SECRET}/fail", {"plan": "OperationalError"})]


def test_the_address_of_failures_keeps_its_query():
    assert failing("https://x.example.org/ping/1/?a=b") == "https://x.example.org/ping/1/fail?a=b"


def test_nobody_is_told_where_nobody_is_named(caplog):
    pings = Pings("")

    pings.well()

    assert free(pings)
    assert caplog.records == []


def test_who_refuses_is_logged_by_the_status(watching, caplog):
    watching.status = 404
    pings = Pings(watching.address)

    pings.well()

    wait_until(lambda: caplog.records and free(pings))
    assert caplog.records[0].status == 404
    assert SECRET not in str(vars(caplog.records[0]))


def test_who_is_away_is_logged_without_the_address(caplog):
    pings = Pings(f"http://127.0.0.1:1/ping/{SECRET}")

    pings.well()

    wait_until(lambda: caplog.records and free(pings))
    assert caplog.records[0].error == "ConnectionError"
    assert SECRET not in str([vars(each) for each in caplog.records])


def test_who_does_not_answer_keeps_nobody_and_is_asked_once(monkeypatch):
    monkeypatch.setattr("commands.pings.PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        pings = Pings(f"http://127.0.0.1:{silent.getsockname()[1]}/")
        began = time.monotonic()
        pings.well()
        pings.well()
        assert time.monotonic() - began < 0.5
        assert not free(pings)
        with silent.accept()[0]:
            silent.settimeout(0.3)
            with pytest.raises(TimeoutError):
                silent.accept()
            wait_until(lambda: free(pings))
