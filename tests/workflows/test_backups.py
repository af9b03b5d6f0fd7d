"""A backup: everything of one moment, checked, in a file that says what it is."""

from __future__ import annotations

import stat
from datetime import timedelta
from zipfile import ZipFile

import pytest

from engine.errors import BadInput
from engine.people.actors import OPERATOR
from engine.storage import copies
from engine.storage.backup_files import about_backup, take_out
from engine.storage.database import Database
from engine.storage.installation import last_backup
from tests.world import MONDAY, tamper
from workflows import health
from workflows.backups import back_up, faults

pytestmark = pytest.mark.usefixtures("postgresql_programs")


def copy_of(file, folder):
    """The copy in a backup, with what it says of itself."""
    about = about_backup(file)
    name = "samsak.db" if about["database"] == "sqlite" else "samsak.sql"
    return take_out(file, name, folder), about


def test_a_backup_holds_everything_and_says_what_it_is(world, database, tmp_path):
    world.approved()
    today = world.at.date()
    file = tmp_path / "backup.zip"

    made = back_up(database, file, world.at)

    copy, about = copy_of(file, tmp_path / "out")
    assert (made.cases, made.broken) == (1, 0)
    assert made.size == file.stat().st_size
    assert about["heads"][-1]["hash"] == health.heads(world.session, today)[-1].hash
    assert about["database"] == ("sqlite" if database.sqlite else "postgresql")
    assert about["made_at"] == world.at.isoformat()
    assert last_backup(world.session) == world.at
    assert b"T-2026-1" in copy.read_bytes()


def test_a_backup_that_no_later_one_followed_is_told(world, database, tmp_path):
    tamper(world.session, "UPDATE installation SET rehearsal = false")
    world.session.cache.clear()
    never = [*faults(world.session, world.at)]
    back_up(database, tmp_path / "backup.zip", world.at)

    def told(days):
        found = faults(world.session, world.at + timedelta(days=days))
        return [(code, str(said)) for code, said in found]

    assert never == told(0) == told(3) == []
    assert [code for code, _said in told(4)] == ["backup_old"]
    assert "2 March 2026" in told(4)[0][1]


def test_the_copy_of_a_sqlite_database_opens_and_holds(sqlite_url, peopled, tmp_path):
    back_up(Database(sqlite_url), tmp_path / "backup.zip", MONDAY)

    copy, _about = copy_of(tmp_path / "backup.zip", tmp_path / "out")

    with Database(f"sqlite:///{copy}").session() as session:
        assert health.breaks(session, OPERATOR, MONDAY.date()) == []


def test_what_others_are_writing_is_not_in_it_and_keeps_nobody_waiting(world, database, tmp_path):
    with world.session.begin():
        world.approved()
        with copies.copied(database, tmp_path / "copy") as session:
            assert health.heads(session, world.at.date())[-1].cases == 0


def test_what_comes_while_postgresql_is_copied_is_not_in_it(world, database, tmp_path, monkeypatch):
    told = copies._told

    def late(command, url):
        world.approved()
        told(command, url)

    monkeypatch.setattr(copies, "_told", late)
    back_up(database, tmp_path / "backup.zip", world.at)

    copy, about = copy_of(tmp_path / "backup.zip", tmp_path / "out")
    assert b"T-2026-1" not in copy.read_bytes()
    assert about["heads"][-1]["cases"] == 0


def test_a_record_that_does_not_hold_is_copied_and_told(world, database, tmp_path):
    world.approved()
    tamper(world.session, "UPDATE mandate SET valid_from = '2026-02-01'")

    assert back_up(database, tmp_path / "backup.zip", world.at).broken == 1


def test_a_backup_is_for_its_owner_alone_and_leaves_nothing_beside_it(world, database, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()

    back_up(database, folder / "backup.zip", world.at)

    assert [each.name for each in folder.iterdir()] == ["backup.zip"]
    assert stat.S_IMODE((folder / "backup.zip").stat().st_mode) == 0o600


def test_a_name_that_is_taken_stays_as_it_is(world, database, tmp_path):
    (tmp_path / "backup.zip").write_text("of yesterday")

    with pytest.raises(BadInput, match="is there already"):
        back_up(database, tmp_path / "backup.zip", world.at)

    assert (tmp_path / "backup.zip").read_text() == "of yesterday"


def test_a_folder_that_is_not_there_is_told(world, database, tmp_path):
    with pytest.raises(BadInput, match=r"nowhere.*cannot be written"):
        back_up(database, tmp_path / "nowhere" / "backup.zip", world.at)


def test_a_copy_that_is_damaged_is_not_kept(sqlite_url, tmp_path, monkeypatch):
    def damaged(copy):
        raise BadInput(copies._("SQLite finds the copy damaged: {said}", said="page 7"))

    monkeypatch.setattr(copies, "require_unbroken", damaged)

    with pytest.raises(BadInput, match="damaged: page 7"):
        back_up(Database(sqlite_url), tmp_path / "backup.zip", MONDAY)

    assert [each.name for each in tmp_path.iterdir()] == ["samsak.db"]


@pytest.mark.parametrize("holds", [{}, {"about.json": "{}"}, {"about.json": "no"}])
def test_a_file_that_is_no_backup_is_told_from_one(holds, tmp_path):
    file = tmp_path / "other.zip"
    with ZipFile(file, "w") as archive:
        for name, said in holds.items():
            archive.writestr(name, said)

    with pytest.raises(BadInput, match="is not a backup that Samsak made"):
        about_backup(file)


def test_a_backup_with_a_broken_copy_is_told(sqlite_url, tmp_path):
    file = tmp_path / "backup.zip"
    back_up(Database(sqlite_url), file, MONDAY)
    said = bytearray(file.read_bytes())
    said[len(said) // 2] ^= 0xFF
    file.write_bytes(said)

    with pytest.raises(BadInput, match="is damaged"):
        take_out(file, "samsak.db", tmp_path / "out")
