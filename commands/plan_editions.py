"""Commands for the editions of a plan: their list, and taking the newest one back."""

from __future__ import annotations

import click

from commands.face import Face
from commands.options import command
from engine.language.sentences import _
from workflows import plans
from workflows.plan_import.taking_back import take_back_newest
from workflows.views import edition_list


@click.command("editions")
@click.argument("plan_id", metavar="PLAN")
@command("json", "as", "at", "limit")
def list_editions(face: Face, plan_id: str) -> None:
    """The imports of a plan, the newest first: when, from which file, by whom."""
    data = edition_list.editions(face.session, plan_id, face.actor, face.today)
    rows = [
        (
            each["edition"],
            edition_list.KIND_WORDS[each["kind"]],
            each["at"],
            each["by"],
            each["opened"],
            each["moved"],
            each["file"],
        )
        for each in data
    ]
    heads = (_("Import"), _("Kind"), _("When"), _("By"), _("Opened"), _("Changed"), _("File"))
    face.answer(data, lambda: face.table(heads, rows))


@click.command("take-back")
@click.argument("plan_id", metavar="PLAN")
@click.option("--reason", default="", help="Why the import is undone.")
@command("json", "as", "at", "dry_run", of_cases=True)
def take_back(face: Face, plan_id: str, reason: str) -> None:
    """Undo the newest import of a plan as one, as long as nobody has built on it."""
    plan = plans.visible(face.session, plan_id, face.actor, face.today)
    undone = take_back_newest(face.session, plan, face.act(reason))
    cases = len(undone.cases)
    data = {"plan": plan.id, "edition": undone.number, "file": undone.file, "cases": cases}
    said = _(
        "{plan}: the import of {file} is undone, with {n} cases.",
        plan=plan.id,
        file=undone.file,
        n=cases,
    )
    face.answer(data, lambda: [said])
