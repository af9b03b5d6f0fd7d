"""The command, called as people call it: in a folder of its own, through a shell's eyes.

A process for each call shows nothing that a call in this process does not, but that what is
installed is whole. So the stories are told by processes of the command that SAMSAK_COMMAND names,
which is the wheel's, and in this process where none is named; the README and the demo always run as
processes.
"""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import main

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "examples"
INSTALLED = Path(sys.executable).parent / "samsak"
LONGEST = 120  # seconds


def command() -> list[str]:
    """The command that is tried: SAMSAK_COMMAND, else the one beside this Python, else the
    source."""
    if os.environ.get("SAMSAK_COMMAND"):
        return shlex.split(os.environ["SAMSAK_COMMAND"])
    return [str(INSTALLED)] if INSTALLED.is_file() else [sys.executable, str(ROOT / "cli.py")]


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)

    @property
    def reasons(self) -> list[str]:
        return self.err.splitlines()


@dataclass
class Samsak:
    """The command in a folder, with settings of its own."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: object, **settings: str) -> Said:
        """Call it; whatever it answers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMSAK_")}
        environment = (
            kept | {"SAMSAK_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8"} | self.settings | settings
        )
        done = subprocess.run(
            [*command(), *map(str, words)],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            timeout=LONGEST,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def ok(self, *words: object, **settings: str) -> Said:
        """Call it; it must be done."""
        said = self(*words, **settings)
        assert said.code == 0, f"samsak {' '.join(map(str, words))}\n{said.out}{said.err}"
        return said

    def json(self, *words: object, **settings: str) -> Any:
        """Call it with --json; it must be done."""
        return self.ok(*words, "--json", **settings).data

    def refused(self, *words: object, **settings: str) -> list[str]:
        """Call it; it must refuse, in sentences."""
        said = self(*words, **settings)
        assert said.code == 1, (
            f"samsak {' '.join(map(str, words))} left with {said.code}\n{said.out}{said.err}"
        )
        assert said.reasons
        assert "Traceback" not in said.err
        return said.reasons


class Here(Samsak):
    """The same calls in this process."""

    def __call__(self, *words: object, **settings: str) -> Said:
        mine = dict.fromkeys(name for name in os.environ if name.startswith("SAMSAK_"))
        environment = mine | {"SAMSAK_LANGUAGE": "en"} | self.settings | settings
        runner = CliRunner(env=environment)
        with contextlib.chdir(self.folder):
            said = runner.invoke(main, [*map(str, words)], catch_exceptions=False)
        return Said(said.exit_code, said.stdout, said.stderr)


def cheapest(folder: Path) -> Samsak:
    """The command that is named, as processes; without one, in this process."""
    return Samsak(folder) if os.environ.get("SAMSAK_COMMAND") else Here(folder)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is tried in this process says nothing of a command that is named."""
    here = [item for item in items if "here" in getattr(item, "fixturenames", ())]
    if os.environ.get("SAMSAK_COMMAND") and here:
        config.hook.pytest_deselected(items=here)
        items[:] = [item for item in items if item not in here]


@pytest.fixture
def installed(tmp_path: Path) -> Samsak:
    """The installed command in an empty folder, always as a process."""
    return Samsak(tmp_path)


@pytest.fixture
def samsak(tmp_path: Path) -> Samsak:
    """The command in an empty folder."""
    return cheapest(tmp_path)


@pytest.fixture(scope="session")
def partnership_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which nordre Trøndelag has its people and its adopted plan; made once."""
    folder = tmp_path_factory.mktemp("partnership")
    home = EXAMPLES / "nordre-trondelag"
    samsak = cheapest(folder)
    samsak.ok("init", "--rehearsal", "--partnership", home / "structure.yaml")
    samsak.ok(
        "person",
        "import",
        home / "people.csv",
        "--partnership",
        "nordre-trondelag",
        "--at",
        "2026-01-05T06:00",
    )
    samsak.ok(
        "plan",
        "import",
        home / "plan.csv",
        "--partnership",
        "nordre-trondelag",
        "--plan",
        "hnt-2018-2021",
        "--adopted",
        "asu:2018-02-13:5/18",
        "--as",
        "kari.nordmann@example.no",
        "--at",
        "2026-01-05T06:00",
    )
    return folder


@pytest.fixture
def north(partnership_folder: Path, tmp_path: Path) -> Samsak:
    """Nordre Trøndelag, fresh for this test."""
    for file in partnership_folder.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    return cheapest(tmp_path)


@pytest.fixture
def here(north: Samsak) -> Samsak:
    """The same in this process, for the many calls that differ in a word."""
    return Here(north.folder, north.settings)
