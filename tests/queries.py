"""Counting the statements that reach the database, whoever sends them: a compiled `Statement`,
SQLAlchemy or SQLModel."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection, Cursor
from typing import Any

from sqlalchemy import Engine, event

# What opens, closes and sets up, and asks for nothing.
KEEPING = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "--")


class _Cursor(Cursor):
    """Sends one statement with many rows as one."""

    def executemany(self, sql: str, rows: Any, /) -> _Cursor:
        assert isinstance(self.connection, Heard)
        self.connection.hear(sql)
        self.connection.set_trace_callback(None)
        try:
            return super().executemany(sql, rows)
        finally:
            self.connection.set_trace_callback(self.connection.hear)


class Heard(Connection):
    """A connection that tells what it is asked."""

    asked: list[str]

    def cursor(self, *_factory: Any) -> Any:
        return super().cursor(_Cursor)

    def hear(self, statement: str) -> None:
        if not statement.lstrip().upper().startswith(KEEPING):
            self.asked.append(statement)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that run on SQLite meanwhile, on connections that are opened meanwhile; one
    that is sent with many rows counts once."""
    asked: list[str] = []

    def make(_dialect: object, _record: object, _args: object, given: dict[str, Any]) -> None:
        given["factory"] = Heard

    def listen(connection: Heard, _record: object) -> None:
        connection.asked = asked
        connection.set_trace_callback(connection.hear)

    event.listen(Engine, "do_connect", make)
    event.listen(Engine, "connect", listen)
    try:
        yield asked
    finally:
        event.remove(Engine, "do_connect", make)
        event.remove(Engine, "connect", listen)
