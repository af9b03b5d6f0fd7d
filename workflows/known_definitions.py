"""The definitions that come with Samsak, and those of a partnership's own folder."""

from __future__ import annotations

from pathlib import Path

from engine.cases.guards import registered
from engine.definitions.loader import load, load_folders
from engine.definitions.model import Definition
from engine.given_files import check_file

DEFINITIONS = Path(__file__).parent / "definitions"


def load_file(file: Path) -> Definition:
    """The definition in a file, checked with the guards that there are; raises
    `DefinitionRefused` with its problems."""
    check_file(file)
    text = file.read_text(encoding="utf-8", errors="replace")
    return load(text, str(file), guards=registered())


def load_definitions(own: Path | None = None) -> dict[str, Definition]:
    """All of them by id; one of the own folder may replace or add.

    Raises `DefinitionRefused` with the problems of all files together.
    """
    return load_folders([DEFINITIONS, own] if own else [DEFINITIONS], registered())
