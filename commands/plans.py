"""Commands for plans: their list, and each as printed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from commands.face import Face
from commands.options import command
from commands.plan_import import import_plan
from engine.language.sentences import _, n_
from workflows import plans
from workflows.views import plan_view


@click.group()
def plan() -> None:
    """Import and show plans."""


plan.add_command(import_plan)


@plan.command("list")
@command("json", "as", "at", "limit")
def list_plans(face: Face) -> None:
    """The plans of your partnerships."""
    data = plan_view.listed(face.session, face.actor, face.today)
    rows = [
        (each["plan"], "–".join(str(year or "") for year in each["period"]), each["title"])
        for each in data
    ]
    face.answer(data, lambda: face.table((_("Plan"), _("Period"), _("Title")), rows))


@plan.command("show")
@click.argument("plan_id", metavar="PLAN")
@command("json", "as", "at")
def show_plan(face: Face, plan_id: str) -> None:
    """A plan as printed, with where each measure stands."""
    data = plan_view.whole(face.session, plan_id, face.actor, face.today)
    face.answer(data, lambda: _shown(face, data))


def _shown(face: Face, data: dict[str, Any]) -> Iterator[object]:
    yield f"{data['title']} ({data['plan']})"
    if data["not_adopted"]:
        yield n_(
            "One measure has not been adopted; nobody is reminded of it.",
            "{n} measures have not been adopted; nobody is reminded of them.",
            data["not_adopted"],
        )
    states = plans.state_labels(face.session)
    rows = [
        (
            each["number"],
            each["ref"] or (f"→ {each['alias_of']}" if each["alias_of"] else ""),
            states.get(each["state"] or "", ""),
            each["title"],
        )
        for each in data["entries"]
    ]
    yield from face.table((_("Number"), _("Case"), _("Status"), _("Title")), rows)
