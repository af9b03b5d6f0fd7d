"""Each trouble of the database says which it is, and never what somebody wrote."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import Any

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.storage.database import Database
from engine.storage.faults import code_of, is_of_the_database, sentence_of, sentence_of_code

SECRET = "Pasienten i rom 12"


def run(driver: Any, statements: Iterable[str]) -> None:
    for statement in statements:
        driver.execute(statement)


def trouble(database: Database, *statements: str) -> str:
    """What the last statement comes to."""
    with (
        database.session() as session,
        pytest.raises((sqlite3.Error, psycopg.Error)) as raised,
    ):
        run(session.driver, statements)
    assert is_of_the_database(raised.value)
    return said_of(raised.value)


def said_of(error: BaseException) -> str:
    """What is said of it; the same as is said later of the code that was kept, if it has one."""
    said = str(sentence_of(error))
    assert str(sentence_of_code(code_of(error)) or said) == said
    return said


def of_sqlite(path: str, *statements: str) -> str:
    with (
        pytest.raises(sqlite3.Error) as raised,
        closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection,
    ):
        run(connection, statements)
    return said_of(raised.value)


def test_a_full_disk(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")

    said = of_sqlite(
        path,
        "PRAGMA max_page_count=1",
        "CREATE TABLE t (x)",
        "INSERT INTO t VALUES (zeroblob(1000000))",
    )

    assert said.startswith("The disk of the database is full")


def test_a_code_says_afterwards_what_it_was():
    assert str(sentence_of_code("SQLITE_FULL")).startswith("The disk of the database is full")
    assert str(sentence_of_code("53100")).startswith("The disk of the database is full")
    assert sentence_of_code("ValueError") is None


def test_a_locked_database(sqlite_url):
    path = sqlite_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        said = of_sqlite(path, "BEGIN IMMEDIATE")

    assert said.startswith("Somebody else holds the database")


def test_a_database_that_may_not_be_written(sqlite_url):
    said = of_sqlite(
        sqlite_url.removeprefix("sqlite:///"), "PRAGMA query_only=1", "DELETE FROM counter"
    )

    assert said.startswith("Samsak may not write to the database")


def test_a_damaged_database(tmp_path):
    file = tmp_path / "samsak.db"
    file.write_text("Dette er et brev. " * 100)

    assert of_sqlite(str(file), "SELECT * FROM event").startswith("The database is damaged")


def test_a_database_that_cannot_be_opened(tmp_path):
    said = of_sqlite(str(tmp_path / "ingen" / "samsak.db"), "SELECT 1")

    assert said.startswith("The database cannot be opened")


@pytest.mark.parametrize("statement", ["SELECT colour FROM event", "SELECT 1 FROM colours"])
def test_tables_of_another_version(database, statement):
    assert trouble(database, statement).startswith("The tables are not those")


def test_two_who_do_the_same(database):
    twice = f"INSERT INTO counter (series, last) VALUES ('{SECRET}', 1)"
    said = trouble(database, twice, twice)

    assert said.startswith("Somebody else did the same just before you")
    assert SECRET not in said


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (
            ("SELECT pg_terminate_backend(pg_backend_pid())",),
            "The connection to the database was lost",
        ),
        (("SET statement_timeout = 1", "SELECT pg_sleep(9)"), "It took the database longer"),
        (
            ("SET default_transaction_read_only = on", "DELETE FROM counter"),
            "Samsak may not write to the database",
        ),
    ],
)
def test_troubles_of_a_server(database, statements, said):
    assert trouble(database, *statements).startswith(said)


def test_what_sqlalchemy_wraps_is_the_same_trouble(session):
    with pytest.raises(DBAPIError) as raised:
        session.execute(text("SELECT colour FROM event"))

    assert str(sentence_of(raised.value)).startswith("The tables are not those")


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_waits_for_ever(session):
    limits = {
        name: session.driver.execute(f"SHOW {name}").fetchone()[0]
        for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    }

    assert limits == {
        "lock_timeout": "30s",
        "statement_timeout": "10min",
        "idle_in_transaction_session_timeout": "10min",
    }
