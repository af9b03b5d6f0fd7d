"""PostgreSQL databases for tests. Copying a template takes ten times as long as putting a copy back
as it was, so a worker uses its copies again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

USES = 150  # afterwards the rows that were deleted cost more than a new copy

ALONE = """
    SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
TABLES = "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
SEQUENCES = """
    SELECT format('%I', sequencename), start_value, last_value FROM pg_sequences
    WHERE schemaname = 'public'
"""
# Whoever makes, changes or drops a table, a trigger or a function leaves other rows here.
SHAPE = """
    SELECT md5(string_agg(each, ',' ORDER BY each)) FROM (
        SELECT concat('class ', oid, ' ', xmin) FROM pg_class WHERE oid >= 16384
        UNION ALL SELECT concat('column ', attrelid, ' ', attnum, ' ', xmin) FROM pg_attribute
            WHERE attrelid >= 16384
        UNION ALL SELECT concat('trigger ', oid, ' ', xmin) FROM pg_trigger
        UNION ALL SELECT concat('function ', oid, ' ', xmin) FROM pg_proc WHERE oid >= 16384
        UNION ALL SELECT concat('constraint ', oid, ' ', xmin) FROM pg_constraint
        UNION ALL SELECT concat('schema ', oid, ' ', xmin) FROM pg_namespace
        UNION ALL SELECT concat('extension ', oid, ' ', xmin) FROM pg_extension
        UNION ALL SELECT concat('setting ', setdatabase, ' ', xmin) FROM pg_db_role_setting
    ) shape(each)
"""


@dataclass
class Copy:
    """A database of one worker, and how it was as it was made."""

    name: str
    shape: str
    uses: int = 0


@dataclass
class Copies:
    """Copies of one template on a server, whose address has `{}` for the name of the database."""

    server: str
    template: str
    prefix: str
    free: list[Copy] = field(default_factory=list)
    made: int = 0
    rows: dict[str, bytes] = field(default_factory=dict)
    sequences: list[tuple[str, int, bool]] = field(default_factory=list)

    def take(self) -> Copy:
        """A copy that nobody has, as the template is."""
        found = self.free.pop() if self.free else self._new()
        found.uses += 1
        return found

    def give_back(self, copy: Copy) -> None:
        """Put it back as it was; drop it where its tables are not those of the template."""
        if copy.uses < USES and self._renewed(copy):
            self.free.append(copy)
        else:
            drop(self.server, copy.name)

    def _new(self) -> Copy:
        self.made += 1
        name = f"{self.prefix}_{self.made}"
        copy_of(self.server, self.template, name)
        with psycopg.connect(self.server.format(name), autocommit=True) as connection:
            if not self.rows:
                self._keep(connection)
            return Copy(name, _shape(connection))

    def _keep(self, connection: psycopg.Connection[Any]) -> None:
        for (table,) in connection.execute(TABLES).fetchall():
            with connection.cursor().copy(f"COPY {table} TO STDOUT".encode()) as out:
                self.rows[table] = b"".join(bytes(part) for part in out)
        self.sequences = [
            (name, start if last is None else last, last is not None)
            for name, start, last in connection.execute(SEQUENCES).fetchall()
        ]

    def _renewed(self, copy: Copy) -> bool:
        with psycopg.connect(self.server.format(copy.name), autocommit=True) as connection:
            connection.execute(ALONE)
            if _shape(connection) != copy.shape:
                return False
            with connection.transaction():
                self._put_back(connection)
        return True

    def _put_back(self, connection: psycopg.Connection[Any]) -> None:
        deletes = "; ".join(f"DELETE FROM {table}" for table in self.rows)
        connection.execute("SET LOCAL lock_timeout = '20s'")
        connection.execute(f"SET LOCAL session_replication_role = replica; {deletes}".encode())
        for table, rows in self.rows.items():
            if rows:
                with connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as put:
                    put.write(rows)
        for sequence in self.sequences:
            connection.execute("SELECT setval(%s, %s, %s)", sequence)


def _shape(connection: psycopg.Connection[Any]) -> str:
    row = connection.execute(SHAPE.encode()).fetchone()
    assert row is not None
    return str(row[0])


def made_once(server: str, name: str, template: str, fill: Callable[[str], object]) -> str:
    """The name of a database, filled if it is not there yet."""
    known = f"SELECT 1 FROM pg_database WHERE datname = '{name}'"
    if not run_on(server.format("postgres"), known):
        copy_of(server, template, name)
        fill(for_sqlalchemy(server.format(name)))
    return name


def copy_of(server: str, template: str, name: str) -> None:
    """A copy as files costs a quarter of one through the server's log."""
    run_on(
        server.format("postgres"),
        f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY",
    )


def drop(server: str, name: str) -> None:
    """Whoever is connected or not."""
    run_on(server.format("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


def for_sqlalchemy(uri: str) -> str:
    """The address as SQLAlchemy takes it."""
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


def run_on(uri: str, *statements: str) -> list[tuple[object, ...]]:
    """Run the statements, each for itself; the rows of the last one, if it has any."""
    with psycopg.connect(uri, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []
