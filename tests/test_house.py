"""The house stands as docs/architecture.md draws it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
# Each imports only from those before it.
ROOMS = ["engine", "workflows", "notifications", "commands", "cli"]

# A library is known to the modules named here; a folder stands for what is in it.
LIBRARIES = {
    "apscheduler": ["notifications/clock.py"],
    "click": ["commands", "cli.py"],
    "css_inline": ["notifications"],
    "docx": ["workflows/documents"],
    "holidays": ["engine/days/calendar.py"],
    "icalendar": ["notifications"],
    "jinja2": ["notifications", "web"],
    "openpyxl": ["workflows/documents"],
    "smtplib": ["notifications/outbox/smtp.py"],
    "stdnum": ["engine/identity_numbers.py"],
    "transitions": ["engine/definitions/machine.py"],
    "babel": ["engine/language"],
}
SAYS_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "manager",
    "managers",
    "common",
    "misc",
}


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the house by its path."""
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")] + [ROOT / "cli.py"]
    return {
        file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8"))
        for file in files
        if file.is_file()
    }


def imports(path: str) -> Iterator[str]:
    """The full names that a module imports, those inside functions too."""
    for node in ast.walk(modules()[path]):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def room(path: str) -> str:
    return Path(path).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules())
def test_imports_point_one_way(path):
    later = ROOMS[ROOMS.index(room(path)) + 1 :]

    assert [name for name in imports(path) if name.split(".")[0] in later] == []


@pytest.mark.parametrize("path", modules())
def test_a_library_is_known_to_few(path):
    strange = [
        name
        for name in imports(path)
        if not any(
            path == place or path.startswith(f"{place}/")
            for place in LIBRARIES.get(name.split(".")[0], [path])
        )
    ]

    assert strange == []


@pytest.mark.parametrize("path", modules())
def test_a_file_says_by_its_name_what_is_in_it(path):
    assert not SAYS_NOTHING & set(path.removesuffix(".py").split("/"))


@pytest.mark.parametrize("path", modules())
def test_one_place_reads_the_environment(path):
    reads = [node.attr for node in ast.walk(modules()[path]) if isinstance(node, ast.Attribute)]

    assert path == "engine/settings.py" or not {"environ", "getenv"} & set(reads)


def test_nobody_else_owns_our_names():
    ours = set(ROOMS) | {"examples"}
    owners = {
        (distribution.name, file.parts[0])
        for distribution in distributions()
        for file in distribution.files or []
        if file.parts[0].removesuffix(".py") in ours
    }

    assert {owner for owner, _file in owners} <= {"samsak"}
