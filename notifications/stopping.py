"""A polite stop: by SIGTERM, or by Ctrl-C."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_when_told(stop: Callable[[], None]) -> Iterator[None]:
    """Meanwhile SIGTERM and SIGINT call `stop` and interrupt nothing; outside the main thread,
    which alone hears signals, they do as ever."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def heard(_number: int, _frame: FrameType | None) -> None:
        stop()

    before = {number: signal.signal(number, heard) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
