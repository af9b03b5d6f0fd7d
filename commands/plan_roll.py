"""The command that makes the plan of the next year or period from the one before."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from commands import findings
from commands.face import Face
from commands.options import command
from commands.plan_import import ImportIn, import_file
from commands.plan_options import takes_a_plan
from engine.errors import BadInput
from engine.language.sentences import _
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
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    taken: tuple[str, ...]
    sheets: tuple[str, ...]
    same: tuple[str, ...]
    new_rows: tuple[str, ...]
    end_gone: str


@click.command("roll")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--period", required=True, metavar="2022-2025", help="The new plan's years.")
@takes_a_plan
@command("json", "as", "at", "dry_run", into=RollIn, of_cases=True)
def roll(face: Face, given: RollIn) -> None:
    """Make the next plan from the one before: carried on, changed, new and ended.

    Measures that are carried on keep their cases and their history. With a file the new plan says
    what it says; without one, all that has not ended is carried on.
    """
    old = plans.visible(face.session, given.old, face.actor, face.today)
    period = typed_period(given.period)
    if given.file is None and period is not None:
        _refuse_what_files_alone_need(given)
        rolled = roll_plan(face.session, old, given.new, period, face.act())
        data = {"plan": rolled.plan.id, "follows": old.id}
        found = [findings.finding_told(face, each) for each in rolled.findings]
        answer = {**data, "told": [each.answer() for each in rolled.told], "findings": found}
        said = (*findings.said(face, rolled.findings), *findings.table(face, rolled.told))
        face.answer(answer, lambda: said)
        return
    owner = next(
        each for each in registry.partnerships(face.session) if each.number == old.partnership_id
    )
    import_file(face, _as_import(given, owner.key), follows=old.id)


def _refuse_what_files_alone_need(given: RollIn) -> None:
    """Without a file the other options would do nothing, and nobody would know."""
    only = given._replace(old="", new="", period="")
    if any(only):
        raise BadInput(_("These options are for a plan's file: give the file too."))


def _as_import(given: RollIn, partnership: str) -> ImportIn:
    assert given.file is not None, "without a file nothing is imported"
    shared = given._asdict()
    del shared["old"], shared["new"]
    return ImportIn(**shared, partnership=partnership, plan_id=given.new, separate=False)
