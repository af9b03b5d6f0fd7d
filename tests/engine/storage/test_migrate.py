from __future__ import annotations

from importlib import import_module
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


def test_a_server_that_does_not_answer_is_told_without_its_password():
    with pytest.raises(BadInput) as refused:
        migrate.require_current("postgresql+psycopg://samsak:hemmelig@127.0.0.1:1/samsak")

    assert "cannot be used" in str(refused.value)
    assert "hemmelig" not in str(refused.value)
