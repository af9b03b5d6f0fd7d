"""A backup that is stopped leaves nothing of what it copied."""

from __future__ import annotations

import os
import signal

import pytest
from click.testing import CliRunner

from cli import main
from engine.storage import backup_files

pytestmark = pytest.mark.usefixtures("postgresql_programs")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_what_stops_it_leaves_nothing(database_url, peopled, tmp_path, monkeypatch, number):
    folder, write = tmp_path / "kept", backup_files.write_backup
    folder.mkdir()
    monkeypatch.setattr(signal, "getsignal", lambda _number: signal.SIG_DFL)

    def stopped(*given):
        (work,) = folder.iterdir()
        assert [each.name for each in work.iterdir() if each.stat().st_size > 10**5]
        os.kill(os.getpid(), number)
        write(*given)

    monkeypatch.setattr(backup_files, "write_backup", stopped)
    env = {"SAMSAK_DATABASE_URL": database_url}
    done = CliRunner().invoke(main, ["backup", str(folder / "k.zip")], env=env)

    assert (done.exit_code, [*folder.iterdir()]) == (128 + number, [])
