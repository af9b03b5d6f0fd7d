"""What an installation gets is what the tests ran with, without what only tests need."""

from __future__ import annotations

import re
import tomllib
from itertools import chain

from tests.conftest import ROOT

PINNED = re.compile(
    r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)(.*)\n((?:    --hash=\S+(?: \\)?\n)+)", re.MULTILINE
)


def pinned(path):
    return {name: rest for name, *rest in PINNED.findall((ROOT / path).read_text("utf-8"))}


def test_each_package_has_the_version_and_the_hashes_that_were_tried():
    installed, tried = pinned("deploy/requirements.lock"), pinned("requirements.lock")

    assert installed
    assert installed.items() <= tried.items()


def test_no_tool_of_the_tests_comes_along():
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["dev"]
    names = {re.match(r"[A-Za-z0-9_-]+", each)[0].lower() for each in tools}

    assert pinned("deploy/requirements.lock").keys() & names == set()


def test_all_that_is_declared_comes_along():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {re.match(r"[A-Za-z0-9_-]+", each)[0].lower() for each in wanted} - {"samsak"}

    assert names <= pinned("deploy/requirements.lock").keys()
