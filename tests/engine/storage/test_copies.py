"""Copies of a whole database: what is damaged, missing or refused is told, and no password is."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from engine.errors import BadInput
from engine.storage import copies
from engine.storage.database import Database


def test_a_damaged_sqlite_file_is_told(tmp_path, sqlite_url):
    whole = bytearray((tmp_path / "samsak.db").read_bytes())
    page = 4096
    whole[5 * page : 6 * page] = b"\xff" * page
    (tmp_path / "damaged.db").write_bytes(whole)

    with (
        pytest.raises(BadInput, match="damaged"),
        copies.copied(Database(f"sqlite:///{tmp_path}/damaged.db"), tmp_path / "copy.db"),
    ):
        pass


def test_a_missing_program_is_told_with_where_it_comes_from(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(BadInput, match=r"psql is not on this machine.*postgresql-client"):
        copies.put_back(make_url("postgresql://samsak@127.0.0.1/samsak"), tmp_path / "x.sql", "")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://samsak:s3cret@127.0.0.1:1/samsak?sslmode=disable",
        "postgresql+psycopg://samsak@127.0.0.1:1/samsak?sslmode=disable&password=s3cret",
    ],
)
def test_a_password_goes_past_the_command_line(address, monkeypatch, tmp_path):
    seen = tmp_path / "seen"
    program = tmp_path / "psql"
    program.write_text(f'#!/bin/sh\necho "$PGPASSWORD / $@" > {seen}\necho no >&2\nexit 2\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")

    with pytest.raises(BadInput, match="psql says no: no"):
        copies.put_back(make_url(address), tmp_path / "x.sql", "")

    password, _slash, given = seen.read_text().partition(" / ")
    assert password == "s3cret"
    assert "s3cret" not in given
    assert "postgresql://samsak@127.0.0.1:1/samsak?sslmode=disable" in given


@pytest.mark.usefixtures("postgresql_programs")
def test_a_dump_that_ends_too_early_is_told(world, database, monkeypatch, tmp_path):
    if database.sqlite:
        return  # it has a check of its own
    monkeypatch.setattr(copies, "LAST_LINE", "-- something else")

    with pytest.raises(BadInput, match="not whole"), copies.copied(database, tmp_path / "x.sql"):
        pass


def test_a_full_disk_is_that_of_the_copy(sqlite_url, monkeypatch, tmp_path):
    connect = sqlite3.connect

    def small(place, *given, **more):
        connection = connect(place, *given, **more)
        if str(place).endswith("copy.db"):
            connection.execute("PRAGMA max_page_count=20")
        return connection

    monkeypatch.setattr(sqlite3, "connect", small)

    with (
        pytest.raises(OSError, match=r"copy\.db") as full,
        copies.copied(Database(sqlite_url), tmp_path / "copy.db"),
    ):
        pass
    assert full.value.errno == errno.ENOSPC


@pytest.mark.usefixtures("postgresql_programs")
def test_a_full_disk_is_that_of_the_dump(database):
    if database.sqlite:
        return
    with (
        pytest.raises(OSError, match="No space") as full,
        copies.copied(database, Path("/dev/full")),
    ):
        pass
    assert full.value.errno == errno.ENOSPC
