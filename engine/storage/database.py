"""A database by its address: SQLite or PostgreSQL; it makes sessions."""

from __future__ import annotations

import os
import sqlite3
from functools import cached_property
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool, QueuePool

from engine.extras import need
from engine.storage.columns import compact
from engine.storage.session import Session

CONNECT_SECONDS = 10
CONNECTIONS = 45  # a web server works in 40 threads
PATIENCE = {
    "lock_timeout": "30s",  # as long as on SQLite
    "statement_timeout": "10min",
    "idle_in_transaction_session_timeout": "10min",
}
# Then the driver makes moments in UTC, and none has to be moved there.
CLOCK = {"TimeZone": "UTC"}
# Whatever the database keeps text as: else the driver answers bytes where that is no letters.
LETTERS = {"client_encoding": "utf8"}


class Database:
    """A database by its address; makes sessions.

    `durable=False` lets SQLite skip a sync (never in real use). `pooled` keeps its connections for
    the next who asks, as a server wants.
    """

    def __init__(self, url: str, *, durable: bool = True, pooled: bool = False) -> None:
        self.url = make_url(url)
        self.durable, self.pooled = durable, pooled
        self.sqlite = self.url.get_backend_name() == "sqlite"

    @cached_property
    def engine(self) -> Engine:
        """The SQLAlchemy engine: driver-level autocommit, transactions said in words by `Session`.

        So SQLAlchemy may not roll back by itself, as it would when a flush is refused inside a
        savepoint.
        """
        ours: dict[str, Any] = {
            "json_serializer": compact,
            "json_deserializer": orjson.loads,
            "skip_autocommit_rollback": True,
        }
        return self._of_sqlite(ours) if self.sqlite else self._of_postgresql(ours)

    def _of_postgresql(self, ours: dict[str, Any]) -> Engine:
        need("postgresql")
        ours |= {"isolation_level": "AUTOCOMMIT", "pool_size": CONNECTIONS, "pool_pre_ping": True}
        return create_engine(self.url, connect_args=self._patience(), **ours)

    def _of_sqlite(self, ours: dict[str, Any]) -> Engine:
        pool: dict[str, Any] = {"poolclass": NullPool}
        if self.pooled:
            pool = {"poolclass": QueuePool, "pool_size": CONNECTIONS}
        patience = {"timeout": 30, "check_same_thread": False}
        engine = create_engine(self.url, connect_args=patience, **pool, **ours)
        event.listen(engine, "connect", self._on_sqlite_connect)
        event.listen(engine, "checkout", self._on_sqlite_checkout)
        return engine

    def _patience(self) -> dict[str, Any]:
        """How long PostgreSQL may take: to answer a call, to give a lock, to do anything at all,
        and for us to go on with what we began; and its clock. What the address says counts before
        the first, and not before the clock."""
        given = str(self.url.query.get("options", ""))
        limits, clock = (
            " ".join(f"-c {name}={value}" for name, value in each.items())
            for each in (PATIENCE, CLOCK)
        )
        return {
            "connect_timeout": int(str(self.url.query.get("connect_timeout", CONNECT_SECONDS))),
            "options": f"{limits} {given} {clock}",
            **LETTERS,
        }

    def _on_sqlite_checkout(
        self, _connection: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: object
    ) -> None:
        """A connection that was kept leads to the file that it opened, whatever was put into its
        place since: it is given up for one to the file that is there now."""
        opened = record.info.get("file")
        if opened is not None and opened != (there := self._file()):
            if there is not None:
                raise DisconnectionError
            gone = sqlite3.OperationalError("the file of the database is gone")
            gone.sqlite_errorname = "SQLITE_CANTOPEN"
            raise gone

    def _file(self) -> tuple[int, int] | None:
        """Which file there is; None where there is none."""
        try:
            found = os.stat(self.url.database or "")  # noqa: PTH116 - for each that is asked
        except OSError:
            return None
        return found.st_dev, found.st_ino

    def _on_sqlite_connect(
        self, connection: sqlite3.Connection, record: ConnectionPoolEntry
    ) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            f"synchronous={'FULL' if self.durable else 'NORMAL'}",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # else REPLACE removes an event, and no trigger hears of it
            "busy_timeout=30000",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        record.info["file"] = self._file()
        connection.create_function("casefold", 1, _casefold, deterministic=True)

    @property
    def file_is_gone(self) -> bool:
        """Whether there is no file any more: then what is written is lost, and SQLite says nothing
        of it."""
        return self.sqlite and not Path(self.url.database or "").is_file()

    def session(self) -> Session:
        """A new session on its own connection."""
        return Session(self.engine)

    def close(self) -> None:
        """Close every connection."""
        if "engine" in self.__dict__:
            self.engine.dispose()


def _casefold(text: str | None) -> str | None:
    return None if text is None else text.casefold()
