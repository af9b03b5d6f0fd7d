"""A folder to make something in is there as long as its process, and no longer."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from engine.storage.working_folder import working_folder

# As a backup that is being made: it says when it has begun, and then waits for its end.
BUSY = """
import sys
from pathlib import Path
from engine.storage.working_folder import working_folder
with working_folder(Path(sys.argv[1])) as folder:
    (folder / "samsak.db").write_text("a copy of everything")
    print("begun", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def busy(tmp_path):
    """A process that works there."""
    with subprocess.Popen(
        [sys.executable, "-c", BUSY, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"begun\n"
        yield process
        process.kill()


def test_it_is_gone_afterwards_also_where_its_work_fails(tmp_path):
    def fail():
        with working_folder(tmp_path) as folder:
            (folder / "samsak.db").write_text("a copy of everything")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [*tmp_path.iterdir()] == []


def test_what_a_killed_process_left_goes_with_the_next(busy, tmp_path):
    busy.send_signal(signal.SIGKILL)
    busy.wait()
    (left,) = tmp_path.iterdir()

    with working_folder(tmp_path):
        assert not left.exists()


def test_where_somebody_works_nothing_is_touched(busy, tmp_path):
    (theirs,) = tmp_path.iterdir()

    with working_folder(tmp_path):
        pass

    assert (theirs / "samsak.db").read_text() == "a copy of everything"


@pytest.mark.parametrize("holds", [{}, {"lock": ""}, {"samsak.db": "of somebody"}])
def test_what_may_be_of_others_stays(holds, tmp_path):
    other = tmp_path / ".samsak-other"
    other.mkdir()
    for name, said in holds.items():
        (other / name).write_text(said)

    with working_folder(tmp_path):
        pass

    assert [each.name for each in other.iterdir()] == [*holds]
