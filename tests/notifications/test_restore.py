"""A backup as the database again: whole or not at all, and silent until somebody lets it speak."""

from __future__ import annotations

import errno
import tempfile
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from engine.errors import BadInput
from engine.language.sentences import _
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.storage import backup_files, migrate
from engine.storage.database import Database
from notifications.outbox.maildir import MaildirMailer
from notifications.restore import restore
from notifications.sending import hold
from notifications.sending.tick import tick
from tests.mailbox import MONDAY, open_mailroom
from workflows import health
from workflows.backups import back_up

pytestmark = pytest.mark.usefixtures("postgresql_programs")
LATER = MONDAY + timedelta(hours=2)


@pytest.fixture
def elsewhere(database, postgresql_empty, tmp_path):
    """The address of a database of the same kind in which nothing is."""
    if database.sqlite:
        return f"sqlite:///{tmp_path}/restored/samsak.db"
    return postgresql_empty()


@pytest.fixture
def told(world, database, tmp_path):
    """A database from which nothing has been mailed, and a backup of it."""
    open_mailroom(world.session).measure()
    back_up(database, tmp_path / "backup.zip", MONDAY)
    return tmp_path / "backup.zip"


@contextmanager
def opened(url):
    database = Database(url, durable=False)
    yield database
    database.close()


def letters(folder: Path) -> int:
    return len([*(folder / "new").iterdir()]) if folder.exists() else 0


def test_it_is_the_database_that_was_backed_up(told, elsewhere, world):
    restored = restore(elsewhere, told, LATER)

    with opened(elsewhere) as database, database.session() as session:
        assert health.breaks(session, OPERATOR, MONDAY.date()) == []
        assert health.heads(session, MONDAY.date()) == health.heads(world.session, MONDAY.date())
    assert (restored.made_at, restored.breaks) == (MONDAY, [])


def test_nothing_is_sent_until_somebody_lets_it_go(told, elsewhere, tmp_path):
    restore(elsewhere, told, LATER)
    box = tmp_path / "box"

    with opened(elsewhere) as database, database.session() as session:
        silent = tick(database, LATER, mailer=MaildirMailer(box))
        assert (silent.bundled > 0, silent.sent.sent, letters(box)) == (True, 0, 0)
        assert hold.held(session) == hold.HeldMail(LATER, restored_from=MONDAY)

        hold.release(session, Act(OPERATOR, LATER))
        loud = tick(database, LATER, mailer=MaildirMailer(box))
        assert loud.sent.sent == letters(box) > 0


def test_what_is_held_later_is_not_held_for_the_backup(told, elsewhere):
    restore(elsewhere, told, LATER)

    with opened(elsewhere) as database, database.session() as session:
        hold.release(session, Act(OPERATOR, LATER))
        again = LATER + timedelta(days=90)
        hold.hold(session, Act(OPERATOR, again))
        assert hold.held(session) == hold.HeldMail(again, restored_from=None)


def test_a_database_that_is_there_stays_as_it_is(told, database, world):
    with pytest.raises(BadInput, match=r"is there already|is not empty"):
        restore(database.url.render_as_string(hide_password=False), told, LATER)

    assert hold.held(world.session) is None


def test_what_sqlite_left_beside_a_database_is_no_part_of_another(told, database, elsewhere):
    if not database.sqlite:
        return
    place = Path(elsewhere.removeprefix("sqlite:///"))
    place.parent.mkdir()
    place.with_name("samsak.db-wal").write_bytes(b"of another")

    with pytest.raises(BadInput, match=r"samsak\.db-wal is there already"):
        restore(elsewhere, told, LATER)

    assert not place.exists()


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"tables": "9999"}, "newer version"),
        ({"database": "other"}, "not a backup"),
        ({"format": "samsak-backup/9"}, "not a backup"),
    ],
)
def test_what_it_cannot_read_is_told_and_nothing_is_left(
    told, elsewhere, monkeypatch, changed, why
):
    about = {**backup_files.about_backup(told), **changed}
    copy = (
        backup_files.take_out(told, backup_files.COPIES[about["database"]], told.parent)
        if (about["database"] in backup_files.COPIES)
        else told
    )
    other = told.with_name("other.zip")
    monkeypatch.setattr(backup_files, "FORMAT", about.pop("format"))
    backup_files.write_backup(other, copy, about)
    monkeypatch.undo()

    with pytest.raises(BadInput, match=why):
        restore(elsewhere, other, LATER)


def test_a_backup_of_the_other_kind_of_database_is_told(told, database, tmp_path):
    other = "postgresql+psycopg://nobody@127.0.0.1:1/x" if database.sqlite else "sqlite:///x.db"

    with pytest.raises(BadInput, match="is a backup of a"):
        restore(other, told, LATER)


def test_a_disk_that_is_full_is_named_and_nothing_is_left(
    told, database, elsewhere, tmp_path, monkeypatch
):
    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    place = tmp_path / "restored"  # where a SQLite database goes, and a dump is laid down
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    monkeypatch.setattr(ZipFile, "extract", full)

    with pytest.raises(BadInput, match=rf"{place} cannot be written: No space left"):
        restore(elsewhere, told, LATER)

    assert [*place.iterdir()] == []


def test_what_cannot_be_brought_to_this_version_is_no_database(told, elsewhere, monkeypatch):
    def refuse(_url):
        raise BadInput(_("The copy of the database is not whole."))

    monkeypatch.setattr(migrate, "upgrade", refuse)

    with pytest.raises(BadInput, match="not whole"):
        restore(elsewhere, told, LATER)

    if elsewhere.startswith("sqlite"):
        assert [*Path(elsewhere.removeprefix("sqlite:///")).parent.iterdir()] == []
