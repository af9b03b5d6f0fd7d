"""docs/architecture.md lists every module with the first sentence of its own docstring.

`python -m tests.test_architecture` writes the list anew.
"""

from __future__ import annotations

import ast
import re
from itertools import groupby
from pathlib import Path

from tests.house import ROOT, modules, written_by_hand

PAGE = ROOT / "docs" / "architecture.md"
HEADING = "## Every module\n"


def listed() -> str:
    """One line a module, folder by folder, each with the first sentence of its docstring."""
    lines = []
    for folder, paths in groupby(sorted(written_by_hand(), key=_order), key=_folder):
        opening = f"{folder}/__init__.py"
        lines.append(f"\n**{folder}/** {_said(opening)}\n" if opening in modules() else "")
        lines += [f"- `{Path(path).name}` {_said(path)}" for path in paths if path != opening]
    return "\n".join(lines).strip() + "\n"


def _folder(path: str) -> str:
    return Path(path).parent.as_posix()


def _order(path: str) -> tuple[int, str, bool, str]:
    rooms = ["engine", "workflows", "notifications", "web", "commands", "cli.py"]
    return (
        rooms.index(Path(path).parts[0]),
        _folder(path),
        not path.endswith("__init__.py"),
        path,
    )


def _said(path: str) -> str:
    said = " ".join((ast.get_docstring(modules()[path]) or "").split())
    return re.split(r"(?<=\.)\s", said, maxsplit=1)[0]


def test_every_module_is_listed_with_what_it_says_of_itself():
    told = PAGE.read_text("utf-8").partition(HEADING)[2].strip() + "\n"

    assert told == listed()


def test_every_module_says_what_it_is():
    assert [path for path in written_by_hand() if not _said(path)] == []


if __name__ == "__main__":
    before = PAGE.read_text("utf-8").partition(HEADING)[0]
    PAGE.write_text(f"{before}{HEADING}\n{listed()}", "utf-8")
