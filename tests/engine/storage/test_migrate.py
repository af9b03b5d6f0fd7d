from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlmodel
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from engine.errors import BadInput
from engine.storage import migrate
from tests import house
from tests.conftest import WORKER
from tests.postgresql import drop, for_sqlalchemy, run_on

for path in house.written_by_hand():
    if "table=True" in house.text(path):
        import_module(house.dotted(path))


def connected(url: str) -> Connection:
    return create_engine(url, poolclass=NullPool).connect()


def shape(connection: Connection) -> dict[str, Any]:
    """What a database says of its tables: columns, keys, uniques, indexes, foreign keys."""
    found = inspect(connection)
    return {
        table: _table(found, table)
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def _table(found: Any, table: str) -> dict[str, Any]:
    return {
        "columns": {c["name"]: (str(c["type"]), c["nullable"]) for c in found.get_columns(table)},
        "key": found.get_pk_constraint(table)["constrained_columns"],
        "unique": sorted(tuple(u["column_names"]) for u in found.get_unique_constraints(table)),
        "indexes": sorted(
            (i["name"], tuple(i["column_names"]), i["unique"]) for i in found.get_indexes(table)
        ),
        "foreign": sorted(
            (tuple(f["constrained_columns"]), f["referred_table"])
            for f in found.get_foreign_keys(table)
        ),
    }


def emptied(connection: Connection) -> None:
    """Only the tables go; on SQLite a new file would do as well."""
    for statement in (
        ["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"]
        if connection.dialect.name == "postgresql"
        else []
    ):
        connection.execute(text(statement))
    connection.commit()


def test_migrated_tables_are_those_that_the_code_declares(database_url):
    with connected(database_url) as connection:
        differences = compare_metadata(
            MigrationContext.configure(connection), sqlmodel.SQLModel.metadata
        )

    assert differences == []


def test_migrated_tables_are_those_that_creating_makes(database_url, tmp_path):
    with connected(database_url) as connection:
        migrated = shape(connection)
        emptied(connection)
    created = (
        database_url
        if database_url.startswith("postgresql")
        else f"sqlite:///{tmp_path / 'created.db'}"
    )
    with connected(created) as connection:
        sqlmodel.SQLModel.metadata.create_all(connection)

        assert shape(connection) == migrated


def test_the_head_that_commands_know_is_the_newest_migration():
    assert migrate.newest() == migrate.HEAD


def test_a_database_that_is_up_to_date_is_left_alone(database_url):
    assert migrate.upgrade(database_url) is False
    migrate.require_current(database_url)


def test_an_empty_database_gets_its_tables(tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'samsak.db'}"

    assert migrate.upgrade(url) is True
    migrate.require_current(url)


def test_a_database_that_is_not_there_says_how_to_make_one(tmp_path):
    with pytest.raises(BadInput, match="There is no database yet"):
        migrate.require_current(f"sqlite:///{tmp_path / 'samsak.db'}")


def test_a_database_of_somebody_else_is_refused(database_url):
    with connected(database_url) as connection:
        connection.execute(text("DROP TABLE alembic_version"))
        connection.commit()

    with pytest.raises(BadInput, match="not Samsak's"):
        migrate.upgrade(database_url)


@pytest.fixture
def postgresql_without_letters(postgresql_server):
    """As of a server that was installed on a machine without a language."""
    name = f"letters_{WORKER}"
    run_on(
        postgresql_server.format("postgres"),
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'",
    )
    yield for_sqlalchemy(postgresql_server.format(name))
    drop(postgresql_server, name)


@pytest.mark.parametrize("asked", [migrate.upgrade, migrate.require_empty])
def test_a_database_that_does_not_have_every_letter_is_refused(postgresql_without_letters, asked):
    with pytest.raises(BadInput, match="keeps text as SQL_ASCII"):
        asked(postgresql_without_letters)


@pytest.mark.parametrize(
    ("found", "said"), [("0000", "from an older version"), ("9999", "Upgrade the program")]
)
def test_a_database_of_another_version_is_refused(database_url, found, said):
    _set_version(database_url, found)

    with pytest.raises(BadInput, match=said):
        migrate.require_current(database_url)


def test_a_newer_database_is_not_upgraded_either(database_url):
    _set_version(database_url, "9999")

    with pytest.raises(BadInput, match="Upgrade the program"):
        migrate.upgrade(database_url)


def _set_version(url: str, version: str) -> None:
    with connected(url) as connection:
        connection.execute(
            text("UPDATE alembic_version SET version_num = :version"), {"version": version}
        )
        connection.commit()


def test_a_file_that_is_no_database_is_refused_in_words(tmp_path):
    file = tmp_path / "samsak.db"
    file.write_text("Dette er et brev. " * 100)

    with pytest.raises(BadInput, match="cannot be used"):
        migrate.upgrade(f"sqlite:///{file}")


@pytest.mark.parametrize(
    "address", ["samsak:hemmelig@127.0.0.1:1/samsak", "samsak@127.0.0.1:1/samsak?password=hemmelig"]
)
def test_a_server_that_does_not_answer_is_told_without_its_password(address):
    with pytest.raises(BadInput) as refused:
        migrate.require_current(f"postgresql+psycopg://{address}")

    assert "cannot be used" in str(refused.value)
    assert "hemmelig" not in str(refused.value)


@pytest.fixture
def empty_url(database_url: str, tmp_path: Path) -> str:
    """A database without tables."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'empty.db'}"
    with connected(database_url) as connection:
        emptied(connection)
    return database_url


UPGRADE = "import sys; from engine.storage.migrate import upgrade; print(upgrade(sys.argv[1]))"
KILLED = f"import os; from engine.storage import migrate; {{}} = lambda *_: os._exit(9); {UPGRADE}"


def begun(url: str, program: str = UPGRADE) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, url], cwd=house.ROOT, stdout=subprocess.PIPE, text=True
    )


@pytest.mark.parametrize("place", ["migrate._refuse_orphans", "migrate._config"])
def test_an_upgrade_that_is_killed_leaves_nothing_and_is_done_again(empty_url, place):
    killed = begun(empty_url, KILLED.format(place))
    killed.communicate()

    assert killed.returncode == 9
    assert migrate.upgrade(empty_url)
    assert not migrate.upgrade(empty_url)


def test_of_several_who_upgrade_at_once_one_does_it(empty_url):
    upgrading = [begun(empty_url) for _number in range(3)]

    assert sorted(each.communicate()[0].strip() for each in upgrading) == ["False", "False", "True"]


def test_a_version_table_without_a_version_is_an_empty_database(empty_url):
    with connected(empty_url) as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
        connection.commit()
    with pytest.raises(BadInput, match="is empty"):
        migrate.require_current(empty_url)

    assert migrate.upgrade(empty_url)


def test_a_new_database_is_for_its_owner_alone(tmp_path):
    file = tmp_path / "folder" / "samsak.db"

    migrate.upgrade(f"sqlite:///{file}")

    rights = {each.name: each.stat().st_mode & 0o777 for each in file.parent.iterdir()}
    assert set(rights.values()) == {0o600}
    assert not migrate.is_open(f"sqlite:///{file}")
    Path(file).chmod(0o644)
    assert migrate.is_open(f"sqlite:///{file}")
