"""Heads in a file: written, compared, and checked by a program that knows nothing of Samsak."""

from __future__ import annotations

import json
import subprocess
import sys
from zipfile import ZipFile

import pytest

from engine.cases.anchors import anchor_chains
from engine.errors import BadInput
from tests.house import ROOT
from tests.world import tamper
from workflows.backups import back_up
from workflows.heads_file import compare, export_heads, kept_heads

pytestmark = pytest.mark.usefixtures("postgresql_programs")


@pytest.fixture
def exported(world, tmp_path):
    """A file of heads, after things happened."""
    world.approved()
    anchor_chains(world.session, world.at.date())
    world.routed()
    export_heads(world.session, tmp_path / "heads.json", world.at, world.at.date())
    return tmp_path / "heads.json"


def test_the_same_heads_at_the_same_moment_are_the_same_bytes(world, exported, tmp_path):
    export_heads(world.session, tmp_path / "again.json", world.at, world.at.date())

    assert (tmp_path / "again.json").read_bytes() == exported.read_bytes()


def test_a_file_or_a_backup_is_compared(world, database, exported, tmp_path):
    back_up(database, tmp_path / "backup.zip", world.at)
    world.approved()

    for file in (exported, tmp_path / "backup.zip"):
        kept = kept_heads(file)
        assert compare(world.session, kept) == []

    tamper(world.session, "UPDATE event SET hash = 'new' WHERE seq = 1")
    assert {each.what for each in compare(world.session, kept)} == {"kept_differs"}


def test_a_file_that_is_there_stays_as_it_is(world, exported):
    before = exported.read_bytes()

    with pytest.raises(BadInput, match="is there already"):
        export_heads(world.session, exported, world.at, world.at.date())

    assert exported.read_bytes() == before


def test_a_file_that_cannot_be_written_is_told(world, tmp_path):
    with pytest.raises(BadInput, match="cannot be written"):
        export_heads(world.session, tmp_path / "no" / "x.json", world.at, world.at.date())


@pytest.mark.parametrize(
    "said",
    [
        "no",
        "[]",
        '{"format": "other/1"}',
        '{"format": "samsak-heads/1"}',
        '{"format": "samsak-heads/1", "heads": [{"day": "soon"}]}',
        '{"format": "samsak-heads/1", "heads": []}',
    ],
)
def test_a_file_that_holds_no_heads_is_told(tmp_path, said):
    (tmp_path / "other.json").write_text(said)

    with pytest.raises(BadInput, match="holds no heads"):
        kept_heads(tmp_path / "other.json")


def shortened(exported, left):
    """The file of heads without those that do not belong to it any more."""
    said = json.loads(exported.read_text())
    said["made_at"] = "2026-03-04T09:00:00+00:00"
    exported.write_text(json.dumps({**said, "heads": said["heads"][:left]}))


@pytest.mark.parametrize("left", [0, 1, None])
def test_a_file_from_which_heads_were_removed_proves_nothing(exported, left):
    shortened(exported, left)

    with pytest.raises(BadInput, match=r"do not reach 4 March 2026.*proves nothing"):
        kept_heads(exported)


def test_of_a_database_without_a_case_a_file_is_as_good(world, database, tmp_path):
    export_heads(world.session, tmp_path / "heads.json", world.at, world.at.date())
    world.approved()

    assert [each.cases for each in kept_heads(tmp_path / "heads.json")] == [0]
    assert compare(world.session, kept_heads(tmp_path / "heads.json")) == []


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadInput, match="There is no file"):
        kept_heads(tmp_path / "nowhere.json")


def ran(heads, record):
    """The program in docs, with nothing but Python."""
    program = [sys.executable, "-I", "-S", str(ROOT / "docs" / "check_heads.py")]
    return subprocess.run(
        [*program, str(heads), str(record)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def checked(heads, record):
    """What it says of the record."""
    done = ran(heads, record)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def refused(heads, record):
    """Why it can say nothing: one line."""
    done = ran(heads, record)
    (said,) = done.stderr.splitlines()
    assert (done.returncode, done.stdout) == (1, "")
    return said


def test_a_program_without_samsak_finds_the_record_as_it_was_kept(
    world, database, exported, tmp_path
):
    back_up(database, tmp_path / "backup.zip", world.at)
    events = world.session.driver.execute("SELECT count(*) FROM event").fetchone()[0]
    heads = len(json.loads(exported.read_text())["heads"])

    status, said = checked(exported, tmp_path / "backup.zip")

    assert said == [f"{events} events and {heads} heads are as they were kept."]
    assert status == 0


def first_id(world, table):
    """PostgreSQL gives out no number twice: the first is not 1 where something was rolled back."""
    asked = f"SELECT min(id) FROM {table}"
    return world.session.driver.execute(asked).fetchone()[0]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("UPDATE event SET action = 'other' WHERE id = {event}", "broken: event {event} of T-"),
        (
            "UPDATE registry_event SET kind = 'other' WHERE id = {registry_event}",
            "broken: registry event {registry_event} of ",
        ),
        ("DELETE FROM event WHERE id = {event}", "broken: head of "),
        ("DELETE FROM registry_event WHERE id = {registry_event}", "broken: head of "),
    ],
)
def test_it_finds_what_was_changed(world, database, exported, tmp_path, change, found):
    first = {name: first_id(world, name) for name in ("event", "registry_event")}
    tamper(world.session, change.format(**first))
    back_up(database, tmp_path / "backup.zip", world.at)

    status, said = checked(exported, tmp_path / "backup.zip")

    assert any(line.startswith(found.format(**first)) for line in said)
    assert status == 1


@pytest.mark.parametrize("left", [0, 1, None])
def test_it_says_that_heads_were_removed(world, database, exported, tmp_path, left):
    back_up(database, tmp_path / "backup.zip", world.at)
    shortened(exported, left)

    assert "do not reach that day" in refused(exported, tmp_path / "backup.zip")


def test_it_says_what_it_cannot_read(world, database, exported, tmp_path):
    back_up(database, kept := tmp_path / "backup.zip", world.at)
    (empty := tmp_path / "empty").write_text("")

    for heads in (kept, empty):
        assert refused(heads, kept) == f"{heads} holds no heads that were exported."
    for record in (empty, exported, cut_off(kept, tmp_path)):
        assert refused(exported, record) == f"{record} is damaged, or holds no record of Samsak."
    for files in ((tmp_path / "no", kept), (exported, tmp_path / "no")):
        assert refused(*files) == f"{tmp_path / 'no'} cannot be read: No such file or directory"


def cut_off(backup, folder):
    """The copy in a backup without its end."""
    with ZipFile(backup) as archive:
        name = next(each for each in archive.namelist() if each.startswith("samsak."))
        copy = folder / f"cut-{name}"
        said = archive.read(name)
    until = said.index(b"COPY public.event ") + 100 if name.endswith("sql") else len(said) // 2
    copy.write_bytes(said[:until])
    return copy


def test_what_is_no_moment_is_broken(world, database, exported, tmp_path):
    if not database.sqlite:
        return  # it keeps no such value
    tamper(world.session, "UPDATE event SET at = 'soon' WHERE seq = 1")
    back_up(database, tmp_path / "backup.zip", world.at)

    assert checked(exported, tmp_path / "backup.zip")[0] == 1
