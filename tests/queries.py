"""Counting the statements that reach the database, whoever sends them: a compiled `Statement`,
SQLAlchemy or SQLModel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection

from sqlalchemy import Engine, event

# What opens, closes and sets up, and asks for nothing.
KEEPING = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "--")


@contextmanager
def counted(*connections: Connection) -> Iterator[list[str]]:
    """The statements that run on SQLite meanwhile, on connections that are opened meanwhile and on
    those that are named."""
    asked: list[str] = []

    def hear(statement: str) -> None:
        if not statement.lstrip().upper().startswith(KEEPING):
            asked.append(statement)

    def listen(connection: Connection, _record: object) -> None:
        connection.set_trace_callback(hear)

    event.listen(Engine, "connect", listen)
    for connection in connections:
        connection.set_trace_callback(hear)
    try:
        yield asked
    finally:
        event.remove(Engine, "connect", listen)
        for connection in connections:
            connection.set_trace_callback(None)
