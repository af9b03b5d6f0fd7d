"""Checking a definition file, in a process of its own: nothing else has loaded the guards there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from workflows.known_definitions import DEFINITIONS

CHECK = ("-c", "from cli import main; main()", "workflow", "check")


def checked(file: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *CHECK, str(file)], capture_output=True, text=True)


@pytest.mark.parametrize("name", ["measure", "deviation"])
def test_the_definitions_that_come_along_are_valid(name):
    done = checked(DEFINITIONS / f"{name}.yaml")

    assert (done.returncode, done.stderr) == (0, "")


def test_a_guard_that_there_is_none_of_is_told_with_its_line(tmp_path):
    text = (DEFINITIONS / "measure.yaml").read_text(encoding="utf-8")
    file = tmp_path / "own.yaml"
    file.write_text(text.replace("has_years", "has_tears"), encoding="utf-8")

    done = checked(file)

    assert done.returncode == 1
    assert "has_tears" in done.stderr
    assert "Traceback" not in done.stderr
