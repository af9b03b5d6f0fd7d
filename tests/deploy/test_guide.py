"""The guide of docs/install.md takes nothing that the folder of a release has not; `make guide`
follows it in an empty Debian."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from cli import main
from tests.conftest import ROOT
from tests.deploy.clean_root import COMMANDS, SETTINGS, STEPS

GUIDE = (ROOT / "docs" / "install.md").read_text("utf-8")
MADE = ("wheels", "samsak-*.whl")  # by `make release`, beside deploy/ and examples/


def test_every_step_is_followed():
    assert [title[:2] for title, _text in STEPS.findall(GUIDE)] == [f"{n}." for n in range(1, 7)]
    assert sum(len(COMMANDS.findall(text)) for _title, text in STEPS.findall(GUIDE)) == 4


def test_what_it_takes_is_in_the_folder():
    taken = set(re.findall(r"/root/samsak/([\w./*-]*[\w*])", GUIDE)) - set(MADE)
    there = {each for each in taken if (ROOT / "deploy" / each).exists() or (ROOT / each).exists()}

    assert taken
    assert taken == there


def test_what_is_written_by_hand_is_named_in_the_settings_that_come_along():
    settings = (ROOT / "deploy" / "samsak.env").read_text("utf-8")

    assert all(f"\n{name}=" in settings for name in SETTINGS)


@pytest.mark.parametrize("name", sorted(set(re.findall(r"^samsak (\w+)", GUIDE, re.MULTILINE))))
def test_its_commands_are_commands(name):
    assert CliRunner().invoke(main, [name, "--help"]).exit_code == 0
