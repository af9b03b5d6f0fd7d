"""How a command is run."""

from __future__ import annotations

import sqlite3
from contextlib import closing

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
