"""A polite stop: by SIGTERM, or by Ctrl-C. A terminal that is closed stops it too; elsewhere SIGHUP
means “read your settings anew”, of which there is nothing to do while a process runs."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

Handler = Callable[[int, FrameType | None], None]


@contextmanager
def stop_when_told(stop: Callable[[], None]) -> Iterator[None]:
    """Meanwhile SIGTERM and SIGINT call `stop` and interrupt nothing, as SIGHUP does at a terminal,
    which elsewhere does nothing; outside the main thread, which alone hears signals, they do as
    ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(_number: int, _frame: FrameType | None) -> None:
        stop()

    hears = dict.fromkeys((signal.SIGTERM, signal.SIGINT), heard) | _on_hangup(heard)
    with _hearing(hears):
        yield


@contextmanager
def leave_when_told() -> Iterator[None]:
    """Meanwhile SIGTERM and SIGHUP end the program by an exception, as Ctrl-C does, so that what
    was begun is put away; outside the main thread they do as ever. The second one changes
    nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ends = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    ends = [each for each in ends if signal.getsignal(each) is not signal.SIG_IGN]  # as by nohup

    def heard(number: int, _frame: FrameType | None) -> None:
        for each in ends:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)  # as a shell calls it

    with _hearing(dict.fromkeys(ends, heard)):
        yield


@contextmanager
def _hearing(hears: Mapping[signal.Signals, Handler | signal.Handlers]) -> Iterator[None]:
    """Meanwhile these signals are heard so, and afterwards as before."""
    before = {number: signal.signal(number, hear) for number, hear in hears.items()}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _on_hangup(heard: Handler) -> dict[signal.Signals, Handler | signal.Handlers]:
    if not hasattr(signal, "SIGHUP"):  # on Windows
        return {}
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    kept = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # as by nohup
    return {signal.SIGHUP: heard if at_terminal and not kept else signal.SIG_IGN}
