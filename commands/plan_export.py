"""Commands that give a plan out: as a file in its own layout, and as a table for a council."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import click

from commands.face import Face
from commands.options import command
from commands.typed_values import TypedDay
from engine.errors import BadInput
from engine.language.sentences import _
from workflows.documents.writing.plan_files import WRITERS, PlanTable
from workflows.views import plan_council
from workflows.views.plan_council import CouncilTable, council_table
from workflows.views.plan_export import exported

QUARTER = timedelta(days=91)


@click.command("export")
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--as-printed", is_flag=True, help="Without the columns for where each measure stands."
)
@command("json", "as", "at")
def export(face: Face, plan_id: str, file: Path, as_printed: bool) -> None:
    """Write a plan to .xlsx or .docx, laid out as its own file was."""
    found = exported(face.session, plan_id, face.actor, face.today, standing=not as_printed)
    _write(file, found.title, found.blocks)
    data = {"plan": found.plan.id, "file": str(file)}
    said = _("{plan} is written to {file}.", plan=found.plan.id, file=file.name)
    face.answer(data, lambda: [said])


@click.command("council")
@click.argument("plan_id", metavar="PLAN")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--since",
    type=TypedDay(),
    metavar="DATE",
    help="Changed since; a quarter if left out.",
)
@command("json", "as", "at")
def council(face: Face, plan_id: str, file: Path | None, since: date | None) -> None:
    """A plan for a council: status by area, what is late or at risk, what has changed."""
    day = since or face.today - QUARTER
    table = council_table(face.session, plan_id, day, face.actor, face.today)
    if file is not None:
        _write(file, table.plan.title, plan_council.blocks(table, table.plan.language))
    face.answer(plan_council.answer(table), lambda: _shown(face, table))


def _shown(face: Face, table: CouncilTable) -> Iterator[object]:
    yield from face.table(plan_council.area_heads(table), plan_council.area_rows(table))
    yield ""
    yield _("Late or at risk")
    yield from face.table(plan_council.CONCERNING, plan_council.concerning_rows(table))
    yield ""
    yield _("Changed since {day}", day=table.since)
    yield from face.table(plan_council.CHANGED, plan_council.changed_rows(table))


def _write(file: Path, title: str, blocks: Iterable[PlanTable]) -> None:
    """Write the file, of the kind that its name says; one that is there is left alone."""
    writer = WRITERS.get(file.suffix.lower())
    if writer is None:
        raise BadInput(_("Name a file that ends in .xlsx or .docx."))
    if file.exists():
        raise BadInput(_("The file “{file}” is there already.", file=file.name))
    file.write_bytes(writer.write(title, blocks))
