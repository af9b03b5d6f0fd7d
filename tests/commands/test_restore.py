"""What `restore` says: of when the backup is, that all is held, and what the archive knows."""

from __future__ import annotations

import json
import os
import signal
import tempfile

import pytest
import time_machine
from click.testing import CliRunner

from cli import main
from commands import restore as restoring
from engine.storage import copies
from notifications.outbox.archive import ArchiveAway
from tests.mailbox import MONDAY
from tests.notifications.sending.test_sent_before import HOUR, Box, call, ticked
from workflows.backups import back_up

pytestmark = pytest.mark.usefixtures("postgresql_programs")


@pytest.fixture
def box(tmp_path):
    return Box(tmp_path / "box")


@pytest.fixture
def restored(world, database, box, tmp_path, postgresql_empty):
    """`restore`, typed with those options, of a backup of before some emails went."""
    call(world, 2)
    back_up(database, tmp_path / "backup.zip", MONDAY)
    assert ticked(database, box, MONDAY + HOUR).sent.sent > 1
    url = f"sqlite:///{tmp_path}/there/samsak.db" if database.sqlite else postgresql_empty()

    def typed(*options: str):
        words = ["restore", str(tmp_path / "backup.zip"), *options]
        surroundings = {"SAMSAK_DATABASE_URL": url, "SAMSAK_LANGUAGE": "en"}
        with time_machine.travel(MONDAY + 2 * HOUR, tick=False):
            return CliRunner().invoke(main, words, env=surroundings)

    return typed


def test_the_archive_is_asked_at_once(restored, box, monkeypatch):
    monkeypatch.setattr(restoring, "archive_from", lambda _settings: box)

    done = restored("--json")

    said = json.loads(done.stdout)
    assert said["sent_before"] == len(box.letters()) > 1
    assert (said["archive_away"], said["held"], done.exit_code) == ("", True, 0)


def test_an_archive_that_is_away_is_told_of(restored, box, monkeypatch):
    class Gone(Box):
        def words_of(self, *_asked):
            raise ArchiveAway("connection refused")

    monkeypatch.setattr(restoring, "archive_from", lambda _settings: Gone(box.folder))

    done = restored()

    assert (
        "The email archive did not answer (connection refused). Move and cancel no meeting until"
        in done.output
    )
    assert ("went before" in done.output, done.exit_code) == (False, 0)


def test_where_there_is_none_nothing_is_said_of_it(restored):
    done = restored("--json")

    said = json.loads(done.stdout)
    assert (said["sent_before"], said["archive_away"]) == (None, "")


def test_what_stops_it_leaves_nothing(restored, tmp_path, monkeypatch):
    def stopped(_url, copy, _words):
        assert copy.stat().st_size > 10**5
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(copies, "put_back", stopped)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "there"))

    assert restored().exit_code == 128 + signal.SIGTERM
    assert [*(tmp_path / "there").iterdir()] == []
