"""How a command is run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from errno import EPIPE

import pytest
from click.testing import CliRunner

from cli import main
from engine.definitions import versions


@pytest.mark.parametrize(
    "call",
    [
        "deviation report --to mottak --what Noe",
        "measure propose --title Ny --body asu --set years=2026",
    ],
)
def test_definitions_are_read_before_anybody_has_to_wait(sqlite_url, peopled, monkeypatch, call):
    path, parse = sqlite_url.removeprefix("sqlite:///"), versions._parsed.__wrapped__
    read = []

    def parsed(workflow, text):
        with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
        read.append(workflow)
        return parse(workflow, text)

    monkeypatch.setattr(versions, "_parsed", parsed)
    monkeypatch.setenv("SAMSAK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SAMSAK_AS", "secretary@example.no")

    done = CliRunner().invoke(main, call.split())

    assert done.exit_code == 0, done.output
    assert read


REPORT = ["deviation", "report", "--to", "mottak", "--what", "Noe"]


@pytest.fixture
def reporting(sqlite_url, peopled, monkeypatch):
    """A database, and how many cases stand in it for others."""
    monkeypatch.setenv("SAMSAK_DATABASE_URL", sqlite_url)
    path = sqlite_url.removeprefix("sqlite:///")

    def kept():
        with closing(sqlite3.connect(path)) as other:
            return other.execute('SELECT count(*) FROM "case"').fetchone()[0]

    return kept


def test_what_is_said_to_be_done_is_kept_before_it_is_said(reporting, monkeypatch):
    told, before = [], reporting()
    monkeypatch.setattr("commands.face.click.echo", lambda _said: told.append(reporting()))

    CliRunner().invoke(main, REPORT)

    assert set(told) == {before + 1}


def test_what_could_not_be_kept_is_not_said_to_be_done(reporting, monkeypatch):
    before = reporting()

    def full(_session):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("engine.storage.session.Session.keep", full)
    done = CliRunner().invoke(main, REPORT)

    assert (done.exit_code, done.stdout, reporting()) == (1, "", before)
    assert done.stderr


def test_who_stops_listening_has_not_undone_what_was_asked(reporting, monkeypatch):
    def gone(_said):
        raise BrokenPipeError(EPIPE, "Broken pipe")

    before = reporting()
    monkeypatch.setattr("commands.face.click.echo", gone)

    CliRunner().invoke(main, REPORT)

    assert reporting() == before + 1
