"""A stop is polite, and a hangup is none, but at a terminal."""

from __future__ import annotations

import os
import signal
from types import SimpleNamespace

import pytest

from notifications.stopping import leave_when_told, stop_when_told


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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_was_begun_is_put_away_where_the_program_is_told_to_end(number):
    put_away = []

    def work():
        with leave_when_told():
            try:
                os.kill(os.getpid(), number)
            finally:
                os.kill(os.getpid(), number)  # whoever asks twice gets no sooner there
                put_away.append(1)

    with pytest.raises(SystemExit) as left:
        work()
    assert (put_away, left.value.code) == ([1], 128 + number)
    assert signal.getsignal(number) is signal.SIG_DFL


def test_who_was_told_to_outlive_the_terminal_goes_on():
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    with leave_when_told():
        os.kill(os.getpid(), signal.SIGHUP)
