"""Bringing a database to the version of this program, by Alembic."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _
from engine.storage.database import LETTERS

if TYPE_CHECKING:
    from alembic.config import Config

    from engine.storage.session import Session

FOLDER = Path(__file__).parent / "migrations"
# the newest migration, so that a command need not load Alembic to know it; a test holds the two
# together
HEAD = "0017"
PATIENCE = 120  # seconds to wait for somebody else who upgrades
UPGRADE_LOCK = 7_265_761_002  # advisory lock on PostgreSQL
VERSIONS = "alembic_version"


def upgrade(url: str) -> bool:
    """Create the tables of a new database, or bring an old one up to date, whole or not at all;
    False when there was nothing to do. Of several at once one does it, and the others wait.

    Raises `BadInput` when the database cannot be reached, or holds something that is not Samsak's.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        _make_file(Path(address.database))
    with _connected(address, changing=True) as connection:
        return _upgraded(connection)


@contextmanager
def _connected(address: URL, *, changing: bool = False) -> Iterator[Connection]:
    """A connection for a moment; `BadInput` where the database cannot be reached."""
    sqlite = address.get_backend_name() == "sqlite"
    engine = create_engine(address, poolclass=NullPool, connect_args={} if sqlite else LETTERS)
    if sqlite and changing:
        event.listen(engine, "connect", _without_own_transactions)
    try:
        with engine.connect() as connection:
            yield connection
    except DatabaseError as error:
        raise _unreachable(address, error) from None
    finally:
        engine.dispose()


def _make_file(path: Path) -> None:
    """A new database is for its owner alone; SQLite gives the files beside it the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def is_open(url: str) -> bool:
    """Whether others on the machine may read the database's file."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or os.name != "posix":
        return False
    return bool(Path(address.database or "").stat().st_mode & 0o077)


def _without_own_transactions(connection: sqlite3.Connection, _record: object) -> None:
    """The driver would commit around what changes tables; so transactions are said in words."""
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout={PATIENCE * 1000}")
    for pragma in ("journal_mode=WAL", "foreign_keys=OFF"):
        connection.execute(f"PRAGMA {pragma}")


def _upgraded(connection: Connection) -> bool:
    from alembic import command

    _take_turns(connection)
    before = version(connection)
    _refuse_others(connection, before)
    _refuse_newer(before)
    if before is None:
        _refuse_other_letters(connection)
    if before != HEAD:
        command.upgrade(_config(connection), "head")
        _refuse_orphans(connection)
    connection.commit()
    return before != HEAD


def _take_turns(connection: Connection) -> None:
    """Wait until nobody else changes the tables, and keep others waiting until the commit."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    connection.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}s'"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({UPGRADE_LOCK})"))


def version(connection: Connection) -> str | None:
    """The version of the tables, or None for an empty database."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def is_current(session: Session) -> bool:
    """Whether the tables are those that this program wants."""
    return version(session.connection) == HEAD


def require_current(url: str) -> None:
    """Refuse a database that is not there, older than this program, or newer."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        raise BadInput(
            _("There is no database yet ({file}).", file=address.database),
            remedy=Remedy(WayOut.CREATE_DATABASE),
        )
    found = _version_at(address)
    if found is None:
        raise BadInput(_("The database is empty."), remedy=Remedy(WayOut.CREATE_DATABASE))
    if found < HEAD:
        raise BadInput(
            _("The database is from an older version of Samsak."),
            remedy=Remedy(WayOut.UPGRADE_DATABASE),
        )
    _refuse_newer(found)


def older_tables(url: str) -> str | None:
    """The version of the tables where there are some of an older version than this program."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        return None
    found = _version_at(address)
    return found if found is not None and found < HEAD else None


def require_empty(url: str) -> None:
    """Refuse a PostgreSQL database that holds anything."""
    with _connected(make_url(url)) as connection:
        _refuse_other_letters(connection)
        tables = inspect(connection).get_table_names()
    if tables:
        raise BadInput(
            _("The database is not empty: it has the tables {tables}.", tables=tables[:5])
        )


def require_known(tables: str) -> None:
    """Refuse tables of a newer version than this program's."""
    _refuse_newer(tables)


def _version_at(address: URL) -> str | None:
    with _connected(address) as connection:
        return version(connection)


def _unreachable(address: URL, error: DatabaseError) -> BadInput:
    # what stands behind a ? may be a password too
    hidden = address.set(query={}).render_as_string(hide_password=True)
    return BadInput(
        _(
            "The database {address} cannot be used: {why}",
            address=hidden,
            why=" ".join(str(error.orig).split()),
        )
    )


def newest() -> str:
    """The version that this program wants."""
    from alembic.script import ScriptDirectory

    return str(ScriptDirectory(str(FOLDER)).get_current_head())


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


def _refuse_others(connection: Connection, before: str | None) -> None:
    tables = [name for name in inspect(connection).get_table_names() if name != VERSIONS]
    if before is None and tables:
        raise BadInput(
            _(
                "The database is not empty and not Samsak's: it has the tables {tables}.",
                tables=tables[:5],
            )
        )


def _refuse_other_letters(connection: Connection) -> None:
    """Where a server was installed on a machine without a language its databases know no letters:
    ø and Ø are two bytes each then, and nothing is found by them."""
    if connection.dialect.name != "postgresql":
        return
    encoding = connection.execute(text("SHOW server_encoding")).scalar()
    if encoding != "UTF8":
        raise BadInput(
            _(
                "The database keeps text as {encoding}, which does not have every letter. Samsak"
                " needs one that was made with UTF8.",
                encoding=encoding,
            )
        )


def _refuse_newer(found: str | None) -> None:
    if found is not None and found > HEAD:
        raise BadInput(
            _(
                "The database is from a newer version of Samsak than this program. Upgrade the "
                "program."
            )
        )


def _refuse_orphans(connection: Connection) -> None:
    """After tables were rebuilt with foreign keys off, no row may point to nothing."""
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if orphans:
        raise Refused(
            [
                Reason(
                    "database",
                    _(
                        "The database has rows that point to nothing, in {tables}.",
                        tables=sorted({row[0] for row in orphans}),
                    ),
                )
            ]
        )
