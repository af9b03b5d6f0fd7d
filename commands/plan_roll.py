"""The command that makes the plan of the next year or period from the one before."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from commands import findings
from commands.face import Face
from commands.options import command
from commands.plan_import import ImportIn, import_file
from engine.people import registry
from workflows import plans
from workflows.plan_import.rolling import roll_plan
from workflows.plan_import.typed_plans import typed_period


class RollIn(NamedTuple):
    """What is given of a plan that is rolled."""

    old: str
    new: str
    file: Path | None
    period: str
    adopted: str | None
    skip_bad_rows: bool
    same: tuple[str, ...]
    new_rows: tuple[str, ...]
    end_gone: str


@click.command("roll")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--period", required=True, metavar="2022-2025", help="The new plan's years.")
@click.option(
    "--adopted",
    metavar="BODY:DATE[:CASE-NUMBER]",
    help="The decision by which the plan was adopted.",
)
@click.option(
    "--skip-bad-rows", is_flag=True, help="Take the good rows and list what was left out."
)
@click.option(
    "--same",
    multiple=True,
    metavar="ROW=MEASURE",
    help="The row with that number is this measure of the plan; may be repeated.",
)
@click.option(
    "--new",
    "new_rows",
    multiple=True,
    metavar="ROW",
    help="That row is a new measure; may be repeated.",
)
@click.option(
    "--end-gone",
    default="",
    metavar="REASON",
    help="Withdraw the measures that are not in the file, for this reason.",
)
@command("json", "as", "at", "dry_run", into=RollIn, of_cases=True)
def roll(face: Face, given: RollIn) -> None:
    """Make the next plan from the one before: carried on, changed, new and ended.

    Measures that are carried on keep their cases and their history. With a file the new plan says
    what it says; without one, all that has not ended is carried on.
    """
    old = plans.visible(face.session, given.old, face.actor, face.today)
    period = typed_period(given.period)
    if given.file is None and period is not None:
        rolled = roll_plan(face.session, old, given.new, period, face.act())
        data = {"plan": rolled.plan.id, "follows": old.id}
        answer = {**data, "told": [each.answer() for each in rolled.told]}
        face.answer(answer, lambda: findings.table(face, rolled.told))
        return
    owner = next(
        each for each in registry.partnerships(face.session) if each.number == old.partnership_id
    )
    import_file(face, _as_import(given, owner.key), follows=old.id)


def _as_import(given: RollIn, partnership: str) -> ImportIn:
    assert given.file is not None, "without a file nothing is imported"
    return ImportIn(
        file=given.file,
        partnership=partnership,
        plan_id=given.new,
        period=given.period,
        adopted=given.adopted,
        skip_bad_rows=given.skip_bad_rows,
        columns=(),
        left_out=(),
        taken=(),
        sheets=(),
        same=given.same,
        new=given.new_rows,
        end_gone=given.end_gone,
        separate=False,
    )
