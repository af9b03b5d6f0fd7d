"""The house's own modules as text and as trees, for the tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
# Each imports only from those before it.
ROOMS = ["engine", "workflows", "notifications", "web", "commands", "cli"]

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the house by its path."""
    files = [file for room in ROOMS for file in (ROOT / room).rglob("*.py")] + [ROOT / "cli.py"]
    return {
        file.relative_to(ROOT).as_posix(): ast.parse(file.read_text("utf-8"))
        for file in files
        if file.is_file()
    }


@cache
def text(path: str) -> str:
    """What stands in a file of the house."""
    return (ROOT / path).read_text("utf-8")


def room(path: str) -> str:
    """The room that a module stands in."""
    return Path(path).parts[0].removesuffix(".py")


def written_by_hand() -> list[str]:
    """The modules that are held to the lines; a migration is a record of what once was."""
    return [path for path in modules() if "/migrations/" not in path]


def dotted(path: str) -> str:
    """The name by which a module is imported."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@cache
def imports(path: str) -> tuple[str, ...]:
    """The full names that a module imports, those inside functions too: of the house the modules,
    of others what they are called."""
    ours = {dotted(each) for each in modules()}
    found: list[str] = []
    for node in ast.walk(modules()[path]):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = [f"{node.module}.{name.name}" for name in node.names]
            found += [name if name in ours else node.module for name in names]
    return tuple(dict.fromkeys(found))


def functions(path: str) -> Iterator[Function]:
    """The functions and methods of a module."""
    for node in ast.walk(modules()[path]):
        if isinstance(node, Function):
            yield node
