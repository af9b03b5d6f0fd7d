"""No statement of a list, a digest, the planner or the sender looks through a table that grows:
asked of the databases themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest

from engine.cases import lists, searching
from engine.cases.lists import Wanted
from engine.cases.search_index import take_in
from engine.storage.database import Database
from engine.storage.session import Session
from notifications.digest import runs
from notifications.letters.mime import Letterhead
from notifications.sending.tick import tick
from tests.mailbox import DAY, MONDAY, Mailroom, open_mailroom
from tests.notifications.relay import Outbox
from tests.queries import counted

GROWING = frozenset(
    {"case", "case_body", "case_person", "case_link", "event", "registry_event", "contact"}
    | {"notice", "delivery", "digest_entry", "reading", "search_mark"}
)


def lived_in(world: Mailroom) -> None:
    """Measures, a report and a meeting, some weeks old."""
    for number in range(3):
        world.ongoing() if number else world.measure("Et tiltak")
    world.do(world.deviation(email="fastlege@example.no"), "route", handler="mottak")


def a_month_of_mails(world: Mailroom, database: Database) -> None:
    """What a service does: ticks that plan, bundle and send, digests among them."""
    for days in range(0, 29, 7):
        now = MONDAY + DAY * days
        tick(database, now, mailer=Outbox(), letterhead=Letterhead(), clock=lambda now=now: now)


def looked_at(world: Mailroom) -> None:
    """What people look at: pages of lists, a search, a digest as it would be."""
    today = date(2026, 11, 23)
    take_in(world.session)
    for reader in (world.secretary, world.owner, world.gp):
        for workflow in ("measure", "deviation"):
            lists.page(world.session, Wanted(workflow), reader, today)
        searching.search(world.session, "tiltak", reader, today)
    list(runs.digest_for(world.session, world.id("owner"), MONDAY, world.secretary))


@contextmanager
def heard_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[Any, Any]]]:
    """The statements that reach PostgreSQL meanwhile, with their values."""
    asked: list[tuple[Any, Any]] = []
    run = psycopg.Connection.execute

    def heard(connection: Any, query: Any, params: Any = None, **more: Any) -> Any:
        asked.append((query, params))
        return run(connection, query, params, **more)

    with monkeypatch.context() as patched:
        patched.setattr(psycopg.Connection, "execute", heard)
        yield asked


def along_no_index(session: Session, query: Any, values: Any) -> list[str]:
    """The tables that PostgreSQL can but look through whole for a statement; what it would put
    into a hash while there is little of it does not count."""
    session.driver.execute("SET enable_seqscan = off")
    plan = session.driver.execute(f"EXPLAIN {query}", values)
    said = "\n".join(row[0] for row in plan.fetchall())
    for number in re.findall(r"hashed SubPlan (\d+)", said):
        said = re.sub(rf"\n( *)SubPlan {number}(\n\1 .*)*", "", said)
    return [table for table in re.findall(r'Seq Scan on "?(\w+)', said) if table in GROWING]


def steps(session: Session, sql: str) -> list[str]:
    """How SQLite goes about a statement; what is sent with many rows has its values apart."""
    many = [None] * sql.count("?") if "VALUES (?" in sql or "= ?" in sql or "=?" in sql else []
    plan = session.driver.execute(f"EXPLAIN QUERY PLAN {sql}", many)
    return [row[3] for row in plan.fetchall()]


def test_nothing_on_sqlite_looks_through_a_table_that_grows(sqlite_url, peopled):
    with counted() as asked:
        database = Database(sqlite_url, durable=False)
        with database.session() as session:
            world = open_mailroom(session)
            lived_in(world)
            asked.clear()
            a_month_of_mails(world, database)
            looked_at(world)
            statements = {re.sub(r"\d+", "1", sql): sql for sql in asked}.values()
            found = {(step, sql) for sql in list(statements) for step in steps(session, sql)}
        database.close()

    through = re.compile(rf"SCAN ({'|'.join(GROWING)})\b")
    assert len(statements) > 50
    assert {(step, sql) for step, sql in found if through.match(step)} == set()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_on_postgresql_looks_through_a_table_that_grows(world, database, monkeypatch):
    lived_in(world)
    with heard_of_postgresql(monkeypatch) as asked:
        a_month_of_mails(world, database)
        looked_at(world)
    begun = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)")
    statements = {sql: values for sql, values in asked if begun.match(sql)}
    found = {
        (table, sql)
        for sql, values in statements.items()
        for table in along_no_index(world.session, sql, values)
    }

    assert len(statements) > 50
    assert found == set()
