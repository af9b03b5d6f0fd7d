"""Commands for plans: their list, and each as printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from commands.face import Face
from commands.options import command
from commands.plan_editions import diff, list_editions, take_back
from commands.plan_export import council, export
from commands.plan_import import import_plan
from commands.plan_roll import roll
from commands.typed_values import TypedDay
from engine.language.sentences import _, n_
from workflows.views import plan_view
from workflows.views.plan_tree import Tree, TreeRow


@click.group()
def plan() -> None:
    """Import and show plans."""


plan.add_command(import_plan)
plan.add_command(roll)
plan.add_command(export)
plan.add_command(council)
plan.add_command(diff)
plan.add_command(list_editions)
plan.add_command(take_back)


@plan.command("list")
@command("json", "as", "at", "limit")
def list_plans(face: Face) -> None:
    """The plans of your partnerships."""
    data = plan_view.listed(face.session, face.actor, face.today)
    rows = [
        (each["plan"], "–".join(str(year or "") for year in each["period"]), _title(each))
        for each in data
    ]
    face.answer(data, lambda: face.table((_("Plan"), _("Period"), _("Title")), rows))


def _title(listed: dict[str, Any]) -> object:
    taken_back = _("{title} (undone)", title=listed["title"])
    return taken_back if listed["taken_back"] else listed["title"]


@plan.command("show")
@click.argument("plan_id", metavar="PLAN")
@click.option("--as-of", type=TypedDay(), metavar="DATE", help="As it stood at the end of the day.")
@command("json", "as", "at")
def show_plan(face: Face, plan_id: str, as_of: date | None) -> None:
    """A plan as printed, with where each measure stands."""
    tree, data = plan_view.shown(face.session, plan_id, face.actor, face.today, as_of)
    face.answer(data, lambda: _shown(face, data, tree, as_of))


def _shown(face: Face, data: dict[str, Any], tree: Tree, as_of: date | None) -> Iterator[object]:
    yield f"{data['title']} ({data['plan']})"
    if not tree.rows:
        yield _("The plan was empty that day.") if as_of else plan_view.TAKEN_BACK
        return
    if data["not_adopted"]:
        yield n_(
            "One measure has not been adopted; nobody is reminded of it.",
            "{n} measures have not been adopted; nobody is reminded of them.",
            data["not_adopted"],
        )
    heads = (
        _("Number"),
        _("Case"),
        _("Status"),
        _("Progress"),
        _("Responsible"),
        _("Years"),
        _("Title"),
    )
    yield from face.table(heads, map(_row, tree.rows))


def _row(row: TreeRow) -> tuple[object, ...]:
    entry = row.entry
    gone = _("{title} (not in the newest edition)", title=entry.title)
    return (
        entry.number,
        entry.ref or (f"→ {entry.alias_of}" if entry.alias_of else ""),
        row.state,
        row.light,
        ", ".join(row.owners),
        _("Continuous") if row.ongoing and not row.years else row.years,
        gone if entry.gone else entry.title,
    )
