"""The command that creates the database and loads partnerships."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from commands.face import Face
from commands.options import command
from commands.upgrading import BackupWanted, after_upgrade, before_upgrade
from engine.definitions import versions
from engine.language.sentences import _
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.installation import found_installation
from engine.storage import migrate
from workflows.known_definitions import load_definitions
from workflows.partnerships.structure import load_structure, read_structure


@click.command()
@click.option(
    "--partnership",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A structure file (structure/1) to load; may be given several times.",
)
@click.option(
    "--rehearsal",
    is_flag=True,
    help="For trying things out: the database may be told what time it is (--at).",
)
@click.option(
    "--backup",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the backup before an upgrade goes; beside a SQLite file if left out.",
)
@click.option("--no-backup", "why_not", metavar="WHY", help="Upgrade without one, and say why.")
@command("json")
def init(face: Face, files: tuple[Path, ...], rehearsal: bool, **before: Any) -> None:
    """Create or upgrade the database, store the workflow definitions and load partnerships.

    Before an upgrade there is a backup, and before and after it is told what is wrong.
    """
    structures = [read_structure(file) for file in files]
    definitions = load_definitions(face.settings.workflows).values()
    looked = before_upgrade(face, BackupWanted(**before))
    changed = migrate.upgrade(face.settings.database_url)
    act = Act(OPERATOR, face.clock)
    with face.session.begin():
        found_installation(face.session, act, rehearsal=rehearsal)
        stored = versions.store(face.session, definitions, act)
        loaded = [_loaded(face, structure, act) for structure in structures]
    data = {
        "database": "upgraded" if changed else "current",
        "rehearsal": face.rehearsal,
        "definitions": [f"{d.id} {d.version}" for d in stored],
        "partnerships": loaded,
        "before": looked,
        "after": face.said(found := after_upgrade(face) if looked else []),
    }
    ready = _("The database is ready.") if changed else _("The database was up to date.")
    face.answer(data, lambda: [*_words(face, ready, loaded), *found])


def _loaded(face: Face, structure: dict[str, Any], act: Act) -> dict[str, Any]:
    partnership, bodies = load_structure(face.session, structure, act)
    return {
        "partnership": partnership.key,
        "bodies": len(structure["bodies"]),
        "changed": bodies,
    }


def _words(face: Face, ready: object, loaded: list[dict[str, Any]]) -> Iterable[object]:
    yield ready
    if face.rehearsal:
        yield _("It is for rehearsal: it may be told what time it is, and proves nothing.")
    for each in loaded:
        yield _("{partnership}: {bodies} bodies, {changed} new or changed.", **each)
