"""The service manager hears that all is ready, that it lives, and that it ends."""

from __future__ import annotations

import pytest

from commands import systemd
from commands.systemd import Systemd
from tests.commands.managing import heard, listening

MINUTE = "60000000"  # microseconds


@pytest.fixture
def place(tmp_path):
    return str(tmp_path / "notify")


def test_it_is_ready_once(place):
    manager = Systemd({"NOTIFY_SOCKET": place})
    with listening(place) as bound:
        manager.tell(ready=False, alive=True)
        assert heard(bound) == []
        manager.tell(ready=True, alive=True)
        manager.tell(ready=True, alive=True)
        assert heard(bound) == ["READY=1"]
        manager.end()
        assert heard(bound) == ["STOPPING=1"]


def test_it_says_twice_in_a_while_that_it_lives_and_nothing_once_it_does_not(place, monkeypatch):
    clock = [1000.0]
    monkeypatch.setattr(systemd.time, "monotonic", lambda: clock[0])
    manager = Systemd({"NOTIFY_SOCKET": place, "WATCHDOG_USEC": MINUTE})
    with listening(place) as bound:
        manager.tell(ready=True, alive=True)
        clock[0] += 29
        manager.tell(ready=True, alive=True)
        assert heard(bound) == ["READY=1", "WATCHDOG=1"]
        clock[0] += 1
        manager.tell(ready=True, alive=True)
        assert heard(bound) == ["WATCHDOG=1"]
        clock[0] += 600
        manager.tell(ready=True, alive=False)
        assert heard(bound) == []


def test_a_socket_may_have_no_file():
    with listening("@samsak-test-of-a-name") as bound:
        Systemd({"NOTIFY_SOCKET": "@samsak-test-of-a-name"}).end()
        assert heard(bound) == ["STOPPING=1"]


@pytest.mark.parametrize("environ", [{}, {"NOTIFY_SOCKET": "/nowhere/notify"}])
def test_without_one_nothing_happens(environ):
    manager = Systemd(environ)

    manager.tell(ready=True, alive=True)
    manager.end()
