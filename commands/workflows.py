"""Commands for workflow definitions: list, check, show, draw, the schema for editors; and the lists
that a partnership puts in the place of theirs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.face import Face
from commands.options import command

if TYPE_CHECKING:
    from workflows.partnerships.own_lists import ListChange


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
    """Check a definition file, or a list of a partnership; says every problem with its line and
    key."""
    from engine.definitions.loader import text_of
    from engine.definitions.own_lists import is_list
    from engine.given_files import check_file
    from engine.language.sentences import _
    from workflows.known_definitions import load_file

    check_file(file)
    if is_list(text_of(file)):
        _check_list(face, file)
        return
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


def _check_list(face: Face, file: Path) -> None:
    from engine.language.sentences import _
    from workflows.known_definitions import load_definitions
    from workflows.partnerships.own_lists import read_own_list

    known = load_definitions(face.settings.workflows)
    found = read_own_list(file, known)
    label = known[found.workflow].fields[found.field].label
    said = _("{file} is a valid list for “{label}”.", file=file, label=label)
    data = {"workflow": found.workflow, "list": found.field, "problems": []}
    face.answer(data, lambda: [face.say(said)])


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
@click.option("--list", "of_list", is_flag=True, help="Of a list of a partnership.")
def schema(of_list: bool) -> None:
    """The JSON Schema of a definition file, for editors that check while one writes."""
    import json

    from engine.definitions.model import Definition
    from engine.definitions.own_lists import OwnList

    whole = OwnList if of_list else Definition
    click.echo(json.dumps(whole.model_json_schema(), ensure_ascii=False, indent=2))


@workflow.command("lists")
@click.argument("name")
@click.argument("field", required=False)
@click.option("--partnership", "key", metavar="ID", help="As that partnership has them.")
@click.option("--yaml", "as_file", is_flag=True, help="As files to begin a list of one's own with.")
@command("json")
def show_lists(face: Face, name: str, field: str | None, key: str | None, as_file: bool) -> None:
    """What can be chosen in a workflow, in the lists that a partnership may replace."""
    from engine.language.sentences import _
    from engine.people import registry
    from workflows.views.list_view import lists_told

    owner = registry.partnership(face.session, key) if key else None
    told = lists_told(face.session, name, owner, field)
    if as_file:
        click.echo("\n---\n".join(each.file() for each in told))
        return
    heads = (_("List"), _("Own"), _("Id"), _("Choice"), _("Meaning"))
    rows = [
        (each.field, "x" if each.own else "", name, option, option.meaning or "")
        for each in told
        for name, option in each.options.items()
    ]
    face.answer([each.answer() for each in told], lambda: face.table(heads, rows))


@workflow.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", "key", required=True, metavar="ID", help="The partnership's id.")
@command("json", "as", "at", "dry_run")
def import_list(face: Face, file: Path, key: str) -> None:
    """Put a partnership's own list in the place of the one it has, for cases from now on."""
    from engine.people import registry
    from workflows.partnerships import own_lists

    given = own_lists.read_own_list(file, own_lists.known_workflows(face.session))
    owner = registry.partnership(face.session, key)
    _answer(face, own_lists.put_list(face.session, owner, given, face.act()))


@workflow.command("drop")
@click.argument("name")
@click.argument("field")
@click.option("--partnership", "key", required=True, metavar="ID", help="The partnership's id.")
@command("json", "as", "at", "dry_run")
def drop_list(face: Face, name: str, field: str, key: str) -> None:
    """Go back to the list that comes with the workflow, for cases from now on."""
    from engine.people import registry
    from workflows.partnerships import own_lists

    owner = registry.partnership(face.session, key)
    _answer(face, own_lists.drop_list(face.session, owner, name, field, face.act()))


def _answer(face: Face, done: ListChange) -> None:
    from workflows.views.list_view import change_words

    data = {
        "label": done.label._asdict(),
        "new": [label._asdict() for label in done.new],
        "changed": [label._asdict() for label in done.changed],
        "gone": [label._asdict() for label in done.gone],
        "kept": done.kept,
        "open_cases": done.open_cases,
    }
    face.answer(data, lambda: change_words(done))
