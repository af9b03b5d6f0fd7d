"""The container files are without mistakes that can be read, and hold all that Samsak is."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import yaml

from engine.settings import SECRETS, SETTINGS
from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"
READERS = Path(__file__).parent / "lint" / "node_modules" / ".bin"
CONTAINERFILE = (DEPLOY / "Containerfile").read_text("utf-8")
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def read_by(reader, file):
    command = [READERS / reader, DEPLOY / file]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def test_the_containerfile_is_without_mistakes():
    done = read_by("dockerfilelint", "Containerfile")

    assert done.returncode == 0, done.stdout


def test_the_compose_file_is_without_mistakes():
    done = read_by("dclint", "compose.yaml")

    assert (done.returncode, done.stdout.strip()) == (0, "")


def test_all_of_the_wheel_is_copied():
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]
    parts = wheel["targets"]["wheel"]["only-include"]
    copied = {
        each
        for line in re.findall(r"^COPY (?!--)(.+) \S+$", CONTAINERFILE, re.MULTILINE)
        for each in line.split()
    }

    assert {*parts, "pyproject.toml", "deploy/requirements.lock"} <= copied
    assert all((ROOT / each).exists() for each in copied)


def test_it_does_not_run_as_root_and_installs_what_was_tried():
    assert re.findall(r"^USER (.+)$", CONTAINERFILE, re.MULTILINE) == ["10001"]
    assert "--require-hashes -r requirements.lock" in CONTAINERFILE


def test_its_settings_are_settings_of_samsak():
    service = COMPOSE["services"]["samsak"]
    known = {*SETTINGS, *(f"{name}_FILE" for name in SECRETS)}
    secrets = {Path(file).name for name, file in service["environment"].items() if "_FILE" in name}

    assert service["environment"].keys() <= known
    assert secrets == set(service["secrets"])
    assert COMPOSE["secrets"].keys() == {
        each for s in COMPOSE["services"].values() for each in s["secrets"]
    }


def test_only_this_machine_reaches_it():
    assert all(each.startswith("127.0.0.1:") for each in COMPOSE["services"]["samsak"]["ports"])
    assert "ports" not in COMPOSE["services"]["database"]
