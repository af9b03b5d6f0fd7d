"""A service keeps its connections, and never writes into a file that nobody sees any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.storage.database import Database
from engine.storage.faults import is_of_the_database, sentence_of
from engine.storage.migrate import upgrade


@pytest.fixture
def file(tmp_path: Path):
    return tmp_path / "samsak.db"


@pytest.fixture
def kept(file: Path):
    """A database whose connection is kept for the next who asks."""
    upgrade(f"sqlite:///{file}")
    database = Database(f"sqlite:///{file}", pooled=True)
    with database.session() as session:
        session.driver.execute("CREATE TABLE older (id)")
        session.driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield database
    database.close()


def tables(database: Database) -> set[str]:
    with database.session() as session:
        found = {row[0] for row in session.driver.execute("SELECT name FROM sqlite_master")}
    return found & {"older", "newer"}


def put_away(file: Path, folder: Path) -> None:
    folder.mkdir()
    for each in file.parent.glob(f"{file.name}*"):
        shutil.move(each, folder / each.name)


def test_a_file_that_was_put_in_place_of_another_is_the_database(kept, file, tmp_path):
    put_away(file, tmp_path / "away")
    upgrade(f"sqlite:///{file}")
    other = Database(f"sqlite:///{file}")
    with other.session() as session:
        session.driver.execute("CREATE TABLE newer (id)")
    other.close()

    assert tables(kept) == tables(kept) == {"newer"}


def test_where_the_file_is_gone_nobody_goes_on_with_what_was_open(kept, file, tmp_path):
    put_away(file, tmp_path / "away")

    with pytest.raises(Exception, match="gone") as refused:
        kept.session()

    assert is_of_the_database(refused.value)
    assert "cannot be opened" in str(sentence_of(refused.value))
    assert not file.exists()


def test_a_file_that_came_back_is_gone_on_with(kept, file, tmp_path):
    put_away(file, tmp_path / "away")
    with pytest.raises(Exception, match="gone"):
        kept.session()
    for each in (tmp_path / "away").iterdir():
        shutil.move(each, file.parent / each.name)

    assert tables(kept) == {"older"}
