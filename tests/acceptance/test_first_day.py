"""docs/first-day.md: its commands are run as they stand, on the day for which they are written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from cli import main
from tests.house import ROOT

PAGE = (ROOT / "docs" / "first-day.md").read_text("utf-8")
COMMANDS = re.findall(r"^    (samsak|export) (.+)$", PAGE, re.MULTILINE)


def test_the_first_day_goes_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    environ = {"SAMSAK_DATABASE_URL": f"sqlite:///{tmp_path / 'samsak.db'}"}
    with time_machine.travel("2026-01-05T08:00:00+00:00"):
        for program, words in COMMANDS:
            if program == "export":
                environ |= dict([words.split("=", 1)])
                continue
            done = CliRunner(env=environ).invoke(main, shlex.split(words))
            assert done.exit_code == 0, (words, done.output)

    assert len(COMMANDS) > 15


def test_the_day_is_said():
    assert "5 January 2026" in PAGE
