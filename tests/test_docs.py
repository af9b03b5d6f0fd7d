"""The documentation says everything there is: commands, options, settings, events, findings,
guards."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import click
import pytest
import yaml

from cli import main
from engine import settings
from engine.cases.events import ADVANCED, CORRECTED, OPENED
from engine.cases.guards import registered
from engine.people.rights import membership_roles
from notifications.notices.notices import NoticeKind
from tests.web.test_app import ROUTES
from workflows.documents.losses import BY_ROW

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SHARED = {"--json", "--as", "--at", "--dry-run", "--limit"}
FINDS = {"Loss", "add", "against", "_note", "_try", "TimeProblem", "Finding"}


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def leaves(command: click.Command, path: str) -> list[tuple[str, click.Command]]:
    """Every command that does something, with the words that call it."""
    if not isinstance(command, click.Group):
        return [(path, command)]
    context = click.Context(command)
    found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
    return [leaf for name, each in found if each for leaf in leaves(each, f"{path} {name}")]


COMMANDS = leaves(main, "samsak")


def section(path: str) -> str:
    """What the page says of one command."""
    found = re.search(
        rf"^## {re.escape(path)}\n(.*?)(?=^## |\Z)", page("commands.md"), re.MULTILINE | re.DOTALL
    )
    assert found, f"docs/commands.md has no {path}"
    return found[1]


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=[path for path, _command in COMMANDS])
def test_every_option_of_a_command_is_explained_with_an_example(path, command):
    told = section(path)

    names = {
        name
        for each in command.params
        if isinstance(each, click.Option)
        for name in (*each.opts, *each.secondary_opts)
    }
    assert [name for name in sorted(names) if f"`{name}" not in told] == []
    assert f"\n    {path}" in told


def test_no_page_tells_of_a_command_that_is_gone():
    headings = re.findall(r"^## (samsak .+)$", page("commands.md"), re.MULTILINE)
    told = set(headings)
    assert len(headings) == len(told), "a command stands there twice"

    assert told == {path for path, _command in COMMANDS}


def test_every_shared_option_is_explained():
    head = page("commands.md").split("\n## ", 1)[0]

    assert [name for name in SHARED if f"`{name}" not in head] == []


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text("utf-8")

    assert [
        name
        for name in main.list_commands(click.Context(main))
        if f"`{name}`" not in readme and f"`samsak {name}`" not in readme
    ] == []


def test_every_setting_is_explained():
    assert [name for name in settings.SETTINGS if f"`{name}`" not in page("settings.md")] == []


def test_every_kind_of_event_is_explained():
    kinds = {OPENED, ADVANCED, CORRECTED, "added", "item", "decided", "moved", "held", "cancelled"}

    assert [kind for kind in kinds if f"`{kind}`" not in page("decisions.md")] == []


def test_every_kind_of_notice_is_explained():
    assert [kind for kind in NoticeKind if f"`{kind}`" not in page("mail.md")] == []


def test_every_guard_is_explained():
    assert [name for name in registered() if f"`{name}`" not in page("decisions.md")] == []


def test_every_seat_is_explained():
    assert [role for role in membership_roles() if f"`{role}`" not in page("commands.md")] == []


def codes() -> set[str]:
    """The codes of findings, as the sources write them."""
    found = set(BY_ROW)
    for file in [
        *(ROOT / "workflows" / "documents").glob("*.py"),
        *(ROOT / "workflows" / "plan_import").rglob("*.py"),
    ]:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in FINDS:
                words = [
                    each.value
                    for each in node.args
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                found |= {
                    word
                    for word in words
                    if re.fullmatch(r"[a-z]+(_[a-z]+)+|alias|deferred|mended", word)
                }
    return found


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def test_every_finding_is_explained():
    known = codes()

    assert len(known) > 20
    assert [code for code in sorted(known) if f"| `{code}` |" not in page("plans.md")] == []


def test_no_finding_is_explained_that_is_gone():
    told = set(
        re.findall(r"^\| `([a-z_]+)` \| (?:error|warning|note)", page("plans.md"), re.MULTILINE)
    )

    assert told - codes() == set()


@pytest.mark.parametrize(
    "file",
    sorted([*DOCS.glob("*.md"), ROOT / "README.md", ROOT / "CHANGELOG.md"]),
    ids=lambda f: f.name,
)
def test_every_link_leads_somewhere(file):
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", file.read_text("utf-8"))

    assert [link for link in links if not (file.parent / link).exists()] == []


def test_what_is_typed_about_deviations_names_people_and_bodies_of_the_example():
    told, example = page("deviations.md"), ROOT / "examples" / "nordre-trondelag"
    structure = yaml.safe_load((example / "structure.yaml").read_text("utf-8"))
    people = (example / "people.csv").read_text("utf-8")

    typed = re.findall(r"(?:--to |--set (?:handler|awaited|participants)=)([\w,-]+)", told)
    bodies = {key for keys in typed for key in keys.split(",")}
    assert bodies - {body["id"] for body in structure["bodies"]} == set()
    assert {who for who in re.findall(r"--as (\S+@\S+)", told) if who not in people} == set()
    handlers = set(re.findall(r"--set handler=([\w-]+)", told))
    assert handlers.isdisjoint(re.findall(r"--set awaited=([\w-]+)", told)), "nobody asks herself"


def test_every_address_told_of_deviations_is_a_page_of_an_example():
    addresses = re.findall(r"`(/[a-z][^`?]*)[^`]*`", page("deviations.md"))
    routes = [re.sub(r"{[^}]+}", "[^/]+", path) for _method, path in ROUTES]
    examples = {file.parent.name for file in ROOT.glob("examples/*/structure.yaml")}

    assert len(addresses) > 2
    assert [each for each in addresses if not any(re.fullmatch(r, each) for r in routes)] == []
    keys = {each.split("/")[3] for each in addresses if each.startswith("/report/to/")}
    assert keys
    assert keys - examples == set()


@pytest.mark.parametrize("workflow", ["measure", "deviation"])
def test_the_glossary_has_every_state(workflow):
    from workflows.known_definitions import DEFINITIONS

    text = (DEFINITIONS / f"{workflow}.yaml").read_text("utf-8")
    states = re.findall(
        r"^  (\w+):$", text.split("\nstates:\n")[1].split("\nfields:\n")[0], re.MULTILINE
    )

    assert len(states) > 5
    assert [state for state in states if f"`{state}`" not in page("glossary.md")] == []
