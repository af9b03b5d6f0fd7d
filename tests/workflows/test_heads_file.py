"""Heads in a file: written, compared, and checked by a program that knows nothing of Samsak."""

from __future__ import annotations

import json
import subprocess
import sys

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
    ],
)
def test_a_file_that_holds_no_heads_is_told(tmp_path, said):
    (tmp_path / "other.json").write_text(said)

    with pytest.raises(BadInput, match="holds no heads"):
        kept_heads(tmp_path / "other.json")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadInput, match="There is no file"):
        kept_heads(tmp_path / "nowhere.json")


def checked(heads, record):
    """What the program in docs says, with nothing but Python."""
    program = [sys.executable, "-I", "-S", str(ROOT / "docs" / "check_heads.py")]
    done = subprocess.run(
        [*program, str(heads), str(record)], capture_output=True, encoding="utf-8", check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


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
