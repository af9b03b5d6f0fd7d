"""The tables in which what happened is kept: the database itself refuses to change or remove a row
of them, by triggers that the first migration made."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import text

from engine.storage.session import Session

TABLES = ("event", "registry_event", "anchor")
_ON_SQLITE = (
    "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
)
_ON_POSTGRESQL = """
    SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgenabled IN ('O', 'A') AND p.prosrc LIKE '%RAISE EXCEPTION%'
"""


def without_triggers(session: Session) -> Iterator[str]:
    """The tables of what happened that the database would let somebody change."""
    asked = _ON_SQLITE if session.sqlite else _ON_POSTGRESQL
    verbs = ("update", "delete") if session.sqlite else ("change", "truncate")
    known = {(table, name) for table, name in session.execute(text(asked))}
    for table in TABLES:
        if not {(table, f"{table}_refuses_{verb}") for verb in verbs} <= known:
            yield table


def has_gap(session: Session, table: str) -> bool:
    """Whether a number is missing between the first row and the last.

    Told on SQLite alone, where each number follows the one before; PostgreSQL uses numbers up for
    what was refused too.
    """
    if not session.sqlite:
        return False
    asked = f'SELECT count(*), max(id), min(id) FROM "{table}"'  # noqa: S608 - a name of our own
    count, last, first = session.execute(text(asked)).one()
    return bool(count) and (first != 1 or last != count)
