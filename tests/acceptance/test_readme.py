"""The sessions of the README and of the routine, as people type them: what they say is what the
command says.

`python -m tests.acceptance.test_readme` writes the answers into both anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.acceptance.conftest import EXAMPLES, ROOT, command

README, ROUTINE = ROOT / "README.md", ROOT / "docs" / "routine.md"

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
RECEIPT = re.compile(r"\b[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}\b")


def session(page: Path) -> list[tuple[str, list[str]]]:
    """The commands of a page with the lines they answer."""
    told: list[tuple[str, list[str]]] = []
    for block in BLOCK.findall(page.read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                told.append((line[2:], []))
            else:
                told[-1][1].append(line)
    return told


def stable(lines: list[str]) -> list[str]:
    """Lines without what is new each time: receipts, and the spaces between columns."""
    return [re.sub(r"\s{2,}|\t+", "  ", RECEIPT.sub("RECEIPT", line)).strip() for line in lines]


@pytest.mark.parametrize("page", [README, ROUTINE], ids=lambda page: page.stem)
def test_the_session_runs_as_it_is_told(tmp_path, page):
    shutil.copytree(EXAMPLES, tmp_path / "examples")
    told = session(page)

    answers = run([words for words, _lines in told], tmp_path)

    assert [(words, stable(lines)) for (words, _old), lines in zip(told, answers, strict=True)] == [
        (words, stable(lines)) for words, lines in told
    ]
    assert len(told) > 12


def run(commands: list[str], folder: Path) -> list[list[str]]:
    """All commands in one shell; `samsak` is the command that is tried."""
    mark = "=== next ==="
    (folder / ".venv" / "bin").mkdir(parents=True)
    wrapper = folder / ".venv" / "bin" / "samsak"
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.join(command())} "$@"\n')
    wrapper.chmod(0o755)
    script = "\n".join(f"{words}\necho '{mark}'" for words in commands)
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("SAMSAK_")
    }
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    return [part.strip("\n").splitlines() for part in done.stdout.split(f"{mark}\n")[:-1]]


def write_anew(page: Path) -> None:
    """Put what the command answers now into the page."""
    with tempfile.TemporaryDirectory() as name:
        shutil.copytree(EXAMPLES, Path(name) / "examples")
        commands = [words for words, _lines in session(page)]
        answers = dict(zip(commands, run(commands, Path(name)), strict=True))

    def block(found: re.Match[str]) -> str:
        words = [line[2:] for line in found[1].splitlines() if line.startswith("$ ")]
        lines = [line for each in words for line in (f"$ {each}", *answers[each])]
        return "\n".join(["```console", *(line.replace("\t", "  ") for line in lines), "```"])

    page.write_text(BLOCK.sub(block, page.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    for each in (README, ROUTINE):
        write_anew(each)
