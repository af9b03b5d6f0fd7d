"""What is looked at before a commit is what `make lint` looks at."""

from __future__ import annotations

import re
import subprocess

import yaml

from tests.house import ROOMS, ROOT


def commands_of_lint() -> list[str]:
    """The commands of `make lint`, as make would run them."""
    dry = ["make", "--dry-run", "--silent", "--old-file=.venv/installed", "lint"]
    told = subprocess.run(dry, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [line for line in told.splitlines() if line.startswith(".venv/bin/")]


def test_pre_commit_runs_what_lint_runs():
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    entries = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]

    assert entries == commands_of_lint()


def test_every_room_says_that_it_is_typed():
    rooms = [name for name in ROOMS if (ROOT / name).is_dir()]

    assert [name for name in rooms if not (ROOT / name / "py.typed").is_file()] == []


def test_every_room_is_looked_at_for_dead_code_and_types():
    told = (ROOT / "pyproject.toml").read_text("utf-8")
    looked_at = re.findall(r"^(?:paths|files) = \[(.*)\]$", told, re.MULTILINE)

    assert len(looked_at) == 2
    assert all(f'"{name}' in paths for paths in looked_at for name in ROOMS)
