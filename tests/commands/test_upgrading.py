"""Before the database is upgraded there is a backup of it, and before and after it is told what is
wrong; where any of it fails the database stays as it was."""

from __future__ import annotations

from shutil import copytree

import pytest
from click.testing import CliRunner

from cli import main
from engine.storage import migrate
from engine.storage.backup_files import about_backup
from engine.storage.database import Database
from notifications.restore import restore
from tests.mailbox import MONDAY

pytestmark = pytest.mark.usefixtures("postgresql_programs")
WAS = migrate.HEAD
NEWER = f'''
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{WAS}"


def upgrade() -> None:
    op.add_column("meeting", sa.Column("place", sa.String(200), nullable=True))
'''


@pytest.fixture
def old(world, database, tmp_path, monkeypatch):
    """The address of a database with a measure in it, for a program that is a version newer: that
    one has given meetings a place."""
    world.measure()
    with world.session.begin():
        world.session.driver.execute("ALTER TABLE meeting DROP COLUMN place")
    copytree(migrate.FOLDER, tmp_path / "migrations")
    (tmp_path / "migrations" / "versions" / "v9999_newer.py").write_text(NEWER)
    monkeypatch.setattr(migrate, "FOLDER", tmp_path / "migrations")
    monkeypatch.setattr(migrate, "HEAD", "9999")
    return database.url.render_as_string(hide_password=False)


def typed(url: str, *words: str):
    return CliRunner().invoke(
        main, ["init", *words], env={"SAMSAK_DATABASE_URL": url, "SAMSAK_LANGUAGE": "en"}
    )


def tables(url: str) -> str | None:
    database = Database(url)
    with database.session() as session:
        found = session.driver.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    database.close()
    return str(found)


def test_there_is_a_backup_before_it_and_both_looks_are_told(old, tmp_path, postgresql_empty):
    done = typed(old, "--backup", str(tmp_path / "before.zip"))

    assert done.exit_code == 0, done.output
    said = done.output.splitlines()
    before, after = said.index("Before the upgrade:"), said.index("After the upgrade:")
    assert f"{tmp_path / 'before.zip'}: the database as it was before the upgrade." in said
    assert before < said.index("The database is ready.") < after
    assert tables(old) == migrate.HEAD
    assert about_backup(tmp_path / "before.zip")["tables"] == WAS

    again = f"sqlite:///{tmp_path}/there/samsak.db" if "sqlite" in old else postgresql_empty()
    assert restore(again, tmp_path / "before.zip", MONDAY).breaks == []
    assert tables(again) == migrate.HEAD


def test_why_there_is_none_is_said(old):
    done = typed(old, "--no-backup", "taken by the machine an hour ago")

    assert "No backup was made before the upgrade: taken by the machine" in done.output
    assert (done.exit_code, tables(old)) == (0, migrate.HEAD)


def test_where_nothing_is_said_it_lies_beside_the_file_or_is_asked_for(old, tmp_path):
    done = typed(old)

    if "sqlite" in old:
        (made,) = tmp_path.rglob(f"*-before-{migrate.HEAD}-*.zip")
        assert (made.stat().st_mode & 0o077, tables(old)) == (0, migrate.HEAD)
    else:
        assert "Say where the backup before the upgrade goes" in done.output
        assert (done.exit_code != 0, tables(old)) == (True, WAS)


def test_an_upgrade_that_fails_leaves_everything_as_it_was(old, tmp_path, monkeypatch):
    def broken(_connection: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(migrate, "_refuse_orphans", broken)
        done = typed(old, "--backup", str(tmp_path / "before.zip"))

    assert done.exit_code != 0
    assert tables(old) == WAS
    assert about_backup(tmp_path / "before.zip")["tables"] == WAS
    assert typed(old, "--no-backup", "it is there").exit_code == 0


def test_where_no_backup_can_be_made_nothing_is_upgraded(old, tmp_path):
    taken = tmp_path / "before.zip"
    taken.write_text("something else")

    done = typed(old, "--backup", str(taken))

    assert "is there already" in done.output
    assert (done.exit_code != 0, tables(old), taken.read_text()) == (True, WAS, "something else")


def test_a_new_database_and_one_that_is_up_to_date_need_none(tmp_path):
    url = f"sqlite:///{tmp_path}/new/samsak.db"

    assert "upgrade" not in typed(url).output
    assert "upgrade" not in typed(url).output
    assert list(tmp_path.rglob("*.zip")) == []
