"""Bringing a database to the version of this program, by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from engine.errors import BadInput, Refused, Unmet
from engine.languages import _

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"


def upgrade(url: str) -> bool:
    """Create the tables of a new database, or bring an old one up to date; False when there was nothing to do.

    Raises `BadInput` when the database cannot be reached, or holds something that is not Samsak's.
    """
    from alembic import command

    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            before = version(connection)
            _refuse_strangers(connection, before)
            if address.get_backend_name() == "sqlite":
                connection.execute(text("PRAGMA journal_mode=WAL"))
                connection.execute(text("PRAGMA foreign_keys=OFF"))
            command.upgrade(_config(connection), "head")
            _refuse_orphans(connection)
            connection.commit()
            return version(connection) != before
    except OperationalError as error:
        hidden = address.render_as_string(hide_password=True)
        raise BadInput(_("The database {address} cannot be reached: {why}", address=hidden, why=str(error.orig))) from None
    finally:
        engine.dispose()


def version(connection: Connection) -> str | None:
    """The version of the tables, or None for an empty database."""
    if "alembic_version" not in inspect(connection).get_table_names():
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


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


def _refuse_strangers(connection: Connection, before: str | None) -> None:
    tables = inspect(connection).get_table_names()
    if before is None and tables:
        raise BadInput(_("The database is not empty and not Samsak's: it has the tables {tables}.", tables=tables[:5]))


def _refuse_orphans(connection: Connection) -> None:
    """After tables were rebuilt with foreign keys off, no row may point to nothing."""
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
    if orphans:
        raise Refused([Unmet("database", _("The database has rows that point to nothing, in {tables}.",
                                           tables=sorted({row[0] for row in orphans})))])  # fmt: skip
