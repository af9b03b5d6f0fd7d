"""The command that imports a plan."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import click

from commands import findings
from commands.face import Face
from commands.lazy_group import complain
from commands.options import command
from commands.plan_options import takes_a_plan
from engine.errors import BadInput
from engine.given_files import check_file
from engine.language.sentences import _
from engine.people import registry, rights
from engine.people.tables import Partnership
from workflows import plans
from workflows.plan_import import importing, plan_rows
from workflows.plan_import.importing import Imported, ImportOptions, Progress
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.read_before import as_before
from workflows.plan_import.reading.answers import ReadingAnswers, kept_answers, typed_columns
from workflows.plan_import.reading.drafts import Level, PlanDraft
from workflows.plan_import.typed_plans import (
    plan_id,
    typed_adoption,
    typed_answers,
    typed_period,
    years_in,
)


class ImportIn(NamedTuple):
    """What is given of a plan that is imported."""

    file: Path
    partnership: str
    plan_id: str | None
    period: str | None
    adopted: str | None
    skip_bad_rows: bool
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    taken: tuple[str, ...]
    sheets: tuple[str, ...]
    same: tuple[str, ...]
    new_rows: tuple[str, ...]
    end_gone: str
    separate: bool

    @property
    def answers(self) -> ReadingAnswers:
        """What was said of the file's columns and tables."""
        return ReadingAnswers(typed_columns(self.columns), self.left_out, self.taken, self.sheets)


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID", help="Whose plan.")
@click.option("--plan", "plan_id", metavar="ID", help="The plan's id; the file's name if left out.")
@click.option(
    "--period", metavar="2022-2025", help="The plan's years, where the file does not say."
)
@takes_a_plan
@click.option(
    "--separate",
    is_flag=True,
    help="It is a plan of its own, though its rows are in another one.",
)
@command("json", "as", "at", "dry_run", into=ImportIn, of_cases=True)
def import_plan(face: Face, given: ImportIn) -> None:
    """Import a plan from .xlsx, .docx, .csv, .xls, .xlsb or .ods.

    A second import changes only what differs in the file.
    """
    import_file(face, given)


def import_file(face: Face, given: ImportIn, follows: str = "") -> None:
    """Import the file; as the plan that follows another one, where that is named."""
    from workflows.plan_import.cells.bodies import BodyIndex
    from workflows.plan_import.reading.read_plan import PlanFile

    owner, act = registry.partnership(face.session, given.partnership), face.act()
    rights.require(act, rights.PLANS, owner.number)  # before a large file is read in vain
    wanted = given.plan_id or plan_id(given.file)
    options = replace(_options(face, given, wanted, owner), follows=follows)
    years = typed_period(given.period) or plans.period_of(face.session, wanted) or years_in(wanted)
    known = BodyIndex(known_bodies(face.session, owner.number))
    kept = kept_answers(plans.answers_of(face.session, wanted, "reading"))
    file = PlanFile(given.file, known, years, given.answers.over(kept), called=wanted)
    _require_unchanged(given.file, options.digest)
    if same := as_before(face.session, owner, file.reading_digest, act, options):
        return face.answer(findings.answer(face, same), lambda: findings.words(face, same))
    draft = file.draft()
    del file  # its tables are read, and may be large
    if draft.errors and not given.skip_bad_rows:
        _refuse(face, draft, wanted)
    with _progress(face, given.file) as progress:
        options = replace(options, progress=progress)
        done = importing.import_plan(face.session, draft, owner, act, options)
    left_out = len(draft.rejected)
    return face.answer(findings.answer(face, done), lambda: findings.words(face, done, left_out))


def _options(face: Face, given: ImportIn, plan_id: str, owner: Partnership) -> ImportOptions:
    check_file(given.file)
    typed = given.adopted
    return ImportOptions(
        plan_id,
        skip_bad_rows=given.skip_bad_rows,
        adoption=typed_adoption(face.session, typed, owner.number) if typed else None,
        digest=_digest(given.file),
        answers=typed_answers(given.same, given.new_rows),
        end_gone=given.end_gone,
        separate=given.separate,
    )


def _digest(file: Path) -> str:
    """The SHA-256 of the file as it is now."""
    return sha256(file.read_bytes()).hexdigest()


def _require_unchanged(file: Path, digest: str) -> None:
    """That what was read is the file which the edition will name."""
    if _digest(file) != digest:
        raise BadInput(
            _("The file was saved while it was read, so nothing was imported. Import it again.")
        )


def _refuse(face: Face, draft: PlanDraft, plan_id: str) -> None:
    """Leave with 1: the findings on stdout, so that they can be worked through, the reason on
    stderr."""
    rows = len(draft.measures) + len(draft.rejected)
    nothing = Imported(plan=plan_id, rows=rows, findings=draft.findings)
    face.answer(
        findings.answer(face, nothing), lambda: findings.said(face, draft.findings, but=Level.ERROR)
    )
    complain(click.get_current_context(), plan_rows.refused(draft))
    raise SystemExit(1)


@contextmanager
def _progress(face: Face, file: Path) -> Iterator[Progress]:
    """A bar on a terminal, nothing in a pipe."""
    if not sys.stderr.isatty() or face.as_json:
        yield lambda _done, _of: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(file.name, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
