"""The command that creates the database and loads partnerships."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import Face, command

if TYPE_CHECKING:
    from engine.definitions.model import Definition
from commands.workflows import workflow

DEFINITIONS = Path(__file__).parent.parent / "workflows" / "definitions"


@click.command()
@click.option(
    "--partnership",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A structure file (structure/1) to load; may be given several times.",
)
@command("json", "at")
def init(face: Face, files: tuple[Path, ...]) -> None:
    """Create or upgrade the database, store the workflow definitions and load partnerships."""
    from engine.definitions import versions
    from engine.language.sentences import _
    from engine.storage import migrate
    from workflows.partnerships.structure import load_structure, read_structure

    structures = [read_structure(file) for file in files]
    definitions = load_definitions(face).values()
    changed = migrate.upgrade(face.settings.database_url)
    loaded = []
    with face.session.begin():
        stored = versions.store(face.session, definitions, face.now)
        for structure in structures:
            partnership, bodies = load_structure(face.session, structure)
            loaded.append(
                {
                    "partnership": partnership.key,
                    "bodies": len(structure["bodies"]),
                    "changed": bodies,
                }
            )
    data = {
        "database": "upgraded" if changed else "current",
        "definitions": [f"{d.id} {d.version}" for d in stored],
        "partnerships": loaded,
    }

    def words() -> Iterable[str]:
        yield face.say(
            _("The database is ready.") if changed else _("The database was up to date.")
        )
        for each in loaded:
            yield face.say(_("{partnership}: {bodies} bodies, {changed} new or changed.", **each))

    face.answer(data, words)


def load_definitions(face: Face) -> dict[str, Definition]:
    """The definitions that come with Samsak, and those of the partnership's own folder, which
    may replace or add."""
    from engine.cases.guards import registered
    from engine.definitions.loader import load_folders

    own = face.settings.workflows
    return load_folders([DEFINITIONS, own] if own else [DEFINITIONS], registered())


@workflow.command("diagram")
@click.argument("name")
@click.option(
    "--format", "form", type=click.Choice(["mermaid", "dot"]), default="mermaid", show_default=True
)
@click.option("--language", type=click.Choice(["nb", "nn", "en"]), default=None)
@command()
def draw_diagram(face: Face, name: str, form: str, language: str | None) -> None:
    """A workflow as a drawing, in Mermaid or DOT text."""
    from engine.definitions import diagram, versions

    definition = versions.newest(face.session, name)[1]
    draw = diagram.mermaid if form == "mermaid" else diagram.dot
    click.echo(draw(definition, language or face.language).rstrip())
