"""Commands for the editions of a plan: their list, and taking the newest one back."""

from __future__ import annotations

from datetime import date

import click

from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay
from engine.errors import BadInput
from engine.language.sentences import Sentence, _, n_
from workflows import plans
from workflows.plan_changes import BECAME_WORDS
from workflows.plan_import.taking_back import take_back_newest
from workflows.views import edition_list
from workflows.views.plan_diff import WORDS, DiffRow, PlanOn, difference


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


@click.command("diff")
@click.argument("plan_id", metavar="PLAN")
@click.argument("other", metavar="OTHER", required=False)
@click.option("--from", "since", type=TypedDay(), metavar="DATE", help="As it stood on that day.")
@click.option("--to", "until", type=TypedDay(), metavar="DATE", help="Until that day, or today.")
@command("json", "as", "at")
def diff(
    face: Face, plan_id: str, other: str | None, since: date | None, until: date | None
) -> None:
    """What is other in a plan than in another one, or than on an earlier day."""
    if (other is None) == (since is None):
        raise BadInput(_("Name another plan, or give the day to compare with by --from."))
    last = until or face.today
    one = PlanOn(plan_id, since or last)
    rows = difference(face.session, one, PlanOn(other or plan_id, last), face.actor, face.today)
    face.answer([each.answer() for each in rows], lambda: _differences(face, rows))


def _differences(face: Face, rows: list[DiffRow]) -> list[str]:
    heads = (
        _("Became"),
        _("Was"),
        _("Number"),
        _("Case"),
        _("Status before"),
        _("Status"),
        _("Changed"),
        _("Title"),
    )
    told = [
        (
            BECAME_WORDS[each.became],
            each.was,
            each.number,
            each.ref,
            *each.labels,
            [WORDS[part] for part in each.parts],
            each.title,
        )
        for each in rows
    ]
    return face.table(heads, told)


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
    face.answer(data, lambda: [_undone(plan.id, undone.file, cases)])


def _undone(plan: str, file: str, cases: int) -> Sentence:
    """What was undone; a plan that was carried on as it is came from no file."""
    if not file:
        return n_(
            "{plan}: its newest edition is undone, with one case.",
            "{plan}: its newest edition is undone, with {n} cases.",
            cases,
            plan=plan,
        )
    return n_(
        "{plan}: the import of {file} is undone, with one case.",
        "{plan}: the import of {file} is undone, with {n} cases.",
        cases,
        plan=plan,
        file=file,
    )
