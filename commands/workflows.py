"""Commands for workflow definitions: list, check, show, draw, and the schema for editors."""

from __future__ import annotations

from pathlib import Path

import click

from commands.face import Face
from commands.options import command


@click.group()
def workflow() -> None:
    """The workflow definitions: list, check, show, draw, and their schema."""


@workflow.command("list")
@command("json", "limit")
def list_workflows(face: Face) -> None:
    """The workflows in use, with their versions."""
    from engine.definitions import versions
    from engine.language.sentences import _

    found = [definition for _number, definition in versions.in_use(face.session)]
    data = [
        {"id": d.id, "version": d.version, "label": d.label._asdict(), "states": list(d.states)}
        for d in found
    ]
    heads = (_("Workflow"), _("Version"), _("Name"), _("Statuses"))
    rows = [(d.id, d.version, d.label, [s.label for s in d.states.values()]) for d in found]
    face.answer(data, lambda: face.table(heads, rows))


@workflow.command()
@click.argument("file", type=click.Path(path_type=Path))
@command("json")
def check(face: Face, file: Path) -> None:
    """Check a definition file; says every problem with its line and key."""
    from engine.language.sentences import _
    from workflows.known_definitions import load_file

    definition = load_file(file)
    data = {"id": definition.id, "version": definition.version, "problems": []}
    face.answer(
        data,
        lambda: [
            face.say(
                _("{file} is a valid definition of “{label}”.", file=file, label=definition.label)
            )
        ],
    )


@workflow.command("show")
@click.argument("name")
@command()
def show_workflow(face: Face, name: str) -> None:
    """The text of the newest version of a workflow."""
    from engine.definitions import versions

    click.echo(versions.newest(face.session, name)[1].source.rstrip())


@workflow.command()
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "dot"]),
    default="mermaid",
    show_default=True,
    help="For which program.",
)
@click.option(
    "--language", type=click.Choice(["nb", "nn", "en"]), default=None, help="Of its labels."
)
@command()
def diagram(face: Face, name: str, form: str, language: str | None) -> None:
    """A workflow as a drawing, in Mermaid or DOT text."""
    from engine.definitions import diagram as drawing
    from engine.definitions import versions

    definition = versions.newest(face.session, name)[1]
    draw = drawing.mermaid if form == "mermaid" else drawing.dot
    click.echo(draw(definition, language or face.language).rstrip())


@workflow.command()
def schema() -> None:
    """The JSON Schema of a definition file, for editors that check while one writes."""
    import json

    from engine.definitions.model import Definition

    click.echo(json.dumps(Definition.model_json_schema(), ensure_ascii=False, indent=2))
