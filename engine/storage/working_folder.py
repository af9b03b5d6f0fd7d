"""A folder to make something in beside the place where it is to be: of one process alone, and gone
once that is done; what a process left that was killed goes with the next one."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

PREFIX = ".samsak-"
LOCK = "lock"


@contextmanager
def working_folder(beside: Path) -> Iterator[Path]:
    """A new folder in that one, gone afterwards, and with it any of a process that was killed;
    `OSError` where none can be made."""
    _remove_abandoned(beside)
    with TemporaryDirectory(prefix=PREFIX, dir=beside) as name:
        folder = Path(name)
        with (folder / LOCK).open("xb") as lock:
            _mark(lock)
            yield folder


def _mark(lock: IO[bytes]) -> None:
    """Say that somebody works here. It is held first and written then, so that a lock which nobody
    holds and in which something stands is one whose process has ended."""
    with suppress(OSError):  # a disk that knows no locks: then nothing is ever taken for abandoned
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        lock.write(b"%d" % os.getpid())
        lock.flush()


def _remove_abandoned(beside: Path) -> None:
    for folder in beside.glob(f"{PREFIX}*"):
        if _is_abandoned(folder):
            shutil.rmtree(folder, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    try:
        with (folder / LOCK).open("r+b") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return bool(lock.read())
    except OSError:  # somebody works there, or it is none of ours
        return False
