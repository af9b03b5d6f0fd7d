"""A stop is polite, and a hangup is none, but at a terminal."""

from __future__ import annotations

import os
import signal
from types import SimpleNamespace

import pytest

from notifications.stopping import stop_when_told


@pytest.fixture(autouse=True)
def _kept():
    """The tests themselves may have been told to outlive their terminal."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def stops(monkeypatch, *, terminal: bool, number: int) -> int:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: terminal))
    told = []
    with stop_when_told(lambda: told.append(1)):
        os.kill(os.getpid(), number)
    return len(told)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_ends_it_is_heard(monkeypatch, number):
    assert stops(monkeypatch, terminal=False, number=number) == 1


def test_a_terminal_that_is_closed_stops_it(monkeypatch):
    assert stops(monkeypatch, terminal=True, number=signal.SIGHUP) == 1


def test_a_hangup_elsewhere_does_nothing(monkeypatch):
    assert stops(monkeypatch, terminal=False, number=signal.SIGHUP) == 0


def test_who_was_told_to_outlive_the_terminal_does(monkeypatch):
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    assert stops(monkeypatch, terminal=True, number=signal.SIGHUP) == 0
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
