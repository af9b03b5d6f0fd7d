"""Playing something through without holding anybody up: on copies of the tables that it writes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlmodel

from engine.storage.session import Session
from engine.storage.statements import table_of


@contextmanager
def aside(session: Session, written: Sequence[type[sqlmodel.SQLModel]]) -> Iterator[None]:
    """What is read is of one moment; what is written to these tables goes to copies that nobody
    else sees, and is gone in the end. Others read and write meanwhile as they like.

    Writing to any other table would take the database's lock.
    """
    copy = _copy_on_sqlite if session.sqlite else _copy_on_postgresql
    with _unhindered(session):
        session.driver.execute(_BEGIN[session.dialect.name])
        session.depth, session.aside = 1, True
        try:
            for model in written:
                copy(session, table_of(model).name)
            yield
        finally:
            session.driver.execute("ROLLBACK")
            session.depth, session.aside = 0, False
            session.cache.clear()


_BEGIN = {"sqlite": "BEGIN", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ"}


@contextmanager
def _unhindered(session: Session) -> Iterator[None]:
    """On SQLite the keys of a copy would point into the copies; on PostgreSQL what was prepared
    for the tables would go past them."""
    driver = session.driver
    if session.sqlite:
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
    else:
        kept, driver.prepare_threshold = driver.prepare_threshold, None
        try:
            yield
        finally:
            driver.prepare_threshold = kept


def _copy_on_sqlite(session: Session, name: str) -> None:
    made = "SELECT sql FROM main.sqlite_master WHERE tbl_name = ? AND type = ? AND sql IS NOT NULL"
    for (sql,) in session.driver.execute(made, (name, "table")).fetchall():
        session.driver.execute(re.sub(r"^CREATE TABLE", "CREATE TEMP TABLE", sql))
    session.driver.execute(f'INSERT INTO temp."{name}" SELECT * FROM main."{name}"')  # noqa: S608 - a name of our own
    for (sql,) in session.driver.execute(made, (name, "index")).fetchall():
        session.driver.execute(re.sub(r"\bINDEX ", "INDEX temp.", sql, count=1))


def _copy_on_postgresql(session: Session, name: str) -> None:
    schema = session.driver.execute("SELECT current_schema()").fetchone()[0]
    origin = f'"{schema}"."{name}"'
    session.driver.execute(f'CREATE TEMP TABLE "{name}" (LIKE {origin} INCLUDING ALL)')
    session.driver.execute(f'INSERT INTO pg_temp."{name}" SELECT * FROM {origin}')  # noqa: S608 - as above
