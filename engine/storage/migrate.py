"""Bringing a database to the version of this program, by Alembic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from engine.errors import BadInput, Reason, Refused, Remedy, WayOut
from engine.language.sentences import _

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent / "migrations"
# the newest migration, so that a command need not load Alembic to know it; a test holds the two
# together
HEAD = "0001"


def upgrade(url: str) -> bool:
    """Create the tables of a new database, or bring an old one up to date; False when there was
    nothing to do.

    Raises `BadInput` when the database cannot be reached, or holds something that is not Samsak's.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return _upgraded(connection)
    except DatabaseError as error:
        raise _unreachable(address, error) from None
    finally:
        engine.dispose()


def _upgraded(connection: Connection) -> bool:
    from alembic import command

    before = version(connection)
    _refuse_strangers(connection, before)
    _refuse_newer(before)
    if connection.dialect.name == "sqlite":
        connection.execute(text("PRAGMA journal_mode=WAL"))
        connection.execute(text("PRAGMA foreign_keys=OFF"))
    command.upgrade(_config(connection), "head")
    _refuse_orphans(connection)
    connection.commit()
    return version(connection) != before


def version(connection: Connection) -> str | None:
    """The version of the tables, or None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())


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


def _version_at(address: URL) -> str | None:
    engine = create_engine(address, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            return version(connection)
    except DatabaseError as error:
        raise _unreachable(address, error) from None
    finally:
        engine.dispose()


def _unreachable(address: URL, error: DatabaseError) -> BadInput:
    hidden = address.render_as_string(hide_password=True)
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


def _refuse_strangers(connection: Connection, before: str | None) -> None:
    tables = inspect(connection).get_table_names()
    if before is None and tables:
        raise BadInput(
            _(
                "The database is not empty and not Samsak's: it has the tables {tables}.",
                tables=tables[:5],
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
