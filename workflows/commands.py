"""Commands for the installation: database, workflow definitions, proof."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.command_line import Face, command

if TYPE_CHECKING:
    from engine.definitions import Definition

DEFINITIONS = Path(__file__).parent / "definitions"


@click.command()
@click.option("--partnership", "files", multiple=True, type=click.Path(path_type=Path), metavar="FILE",
              help="A structure file (structure/1) to load; may be given several times.")  # fmt: skip
@command("json", "at")
def init(face: Face, files: tuple[Path, ...]) -> None:
    """Create or upgrade the database, store the workflow definitions and load partnerships."""
    from engine import migrate, versions
    from engine.languages import _
    from workflows import partnerships

    structures = [partnerships.read(file) for file in files]
    definitions = load_definitions(face).values()
    changed = migrate.upgrade(face.settings.database_url)
    loaded = []
    with face.session.begin():
        stored = versions.store(face.session, definitions, face.now)
        for structure in structures:
            partnership, bodies = partnerships.load(face.session, structure)
            loaded.append({"partnership": partnership.key, "bodies": len(structure["bodies"]), "changed": bodies})
    data = {"database": "upgraded" if changed else "current", "definitions": [f"{d.id} {d.version}" for d in stored],
            "partnerships": loaded}  # fmt: skip

    def words() -> Iterable[str]:
        yield face.say(_("The database is ready.") if changed else _("The database was up to date."))
        for each in loaded:
            yield face.say(_("{partnership}: {bodies} bodies, {changed} new or changed.", **each))

    face.answer(data, words)


def load_definitions(face: Face) -> dict[str, Definition]:
    """The definitions that come with Samsak, and those of the partnership's own folder, which may replace or add."""
    from engine.definition_files import load_folders
    from engine.guards import registered

    own = face.settings.workflows
    return load_folders([DEFINITIONS, own] if own else [DEFINITIONS], registered())


@click.group()
def workflow() -> None:
    """The workflow definitions: list, check, show, draw."""


@workflow.command("list")
@command("json")
def list_workflows(face: Face) -> None:
    """The workflows in use, with their versions."""
    from engine import versions
    from engine.languages import _

    found = [definition for _number, definition in versions.in_use(face.session)]
    data = [{"id": d.id, "version": d.version, "label": d.label._asdict(), "states": list(d.states)} for d in found]
    heads = (_("Workflow"), _("Version"), _("Name"), _("States"))
    face.answer(data, lambda: face.table(heads, [(d.id, d.version, d.label, ", ".join(d.states)) for d in found]))


@workflow.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@command("json")
def check(face: Face, file: Path) -> None:
    """Check a definition file; says every problem with its line and key."""
    from engine.definition_files import load
    from engine.guards import registered
    from engine.languages import _

    definition = load(file.read_text(encoding="utf-8", errors="replace"), str(file), guards=registered())
    data = {"id": definition.id, "version": definition.version, "problems": []}
    face.answer(data, lambda: [face.say(_("{file} is a sound definition of “{label}”.", file=file, label=definition.label))])


@workflow.command("show")
@click.argument("name")
@command()
def show_workflow(face: Face, name: str) -> None:
    """The text of the newest version of a workflow."""
    from engine import versions

    click.echo(versions.newest(face.session, name)[1].source.rstrip())


@workflow.command()
@click.argument("name")
@click.option("--format", "form", type=click.Choice(["mermaid", "dot"]), default="mermaid", show_default=True)
@click.option("--language", type=click.Choice(["nb", "nn", "en"]), default=None)
@command()
def diagram(face: Face, name: str, form: str, language: str | None) -> None:
    """A workflow as a drawing, in Mermaid or DOT text."""
    from engine import diagram as drawing
    from engine import versions

    definition = versions.newest(face.session, name)[1]
    draw = drawing.mermaid if form == "mermaid" else drawing.dot
    click.echo(draw(definition, language or face.language).rstrip())


@click.command()
@command("json")
def verify(face: Face) -> None:
    """Recompute every chain of events and every anchor; leaves with 1 when one does not hold."""
    from engine import history
    from engine.languages import _, n_
    from workflows.proof import broken

    found = list(history.verify(face.session))
    data = {"sound": not found, "breaks": [each._asdict() for each in found]}
    good = _("Every event and every anchor holds.")
    face.answer(data, lambda: [face.say(broken(each)) for each in found] or [face.say(good)])
    if found:
        click.echo(face.say(n_("{n} place does not hold.", "{n} places do not hold.", len(found))), err=True)
        raise SystemExit(1)


@click.command()
@command("json", "at")
def doctor(face: Face) -> None:
    """Look for what is not as it should be: due days, chains, definitions, people who cannot be reached."""
    from engine.languages import _
    from workflows.proof import ailments

    found = list(ailments(face.session, face.today))
    data = {"well": not found, "ailments": [{"code": code, "message": face.say(said)} for code, said in found]}
    face.answer(data, lambda: [face.say(said) for _code, said in found] or [face.say(_("All is well."))])
    if found:
        raise SystemExit(1)
