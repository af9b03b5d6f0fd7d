"""Commands for plans."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click

from commands.face import Face
from commands.lazy_group import complain
from commands.options import command
from commands.remedies import worded
from engine.days.dates import read_day
from engine.errors import BadInput, Remedy, WayOut
from engine.language.sentences import _, n_
from engine.people import registry, rights
from workflows import plans
from workflows.plan_import import importing, plan_rows
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.importing import Imported, ImportOptions, Progress
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.drafts import Finding, Level, PlanDraft
from workflows.views import plan_view

WAYS_OUT = {"period_unknown": WayOut.GIVE_PERIOD}
LEVELS = {Level.ERROR: _("Error"), Level.WARNING: _("Warning"), Level.NOTE: _("Note")}


@click.group()
def plan() -> None:
    """Import and show plans."""


class ImportIn(NamedTuple):
    """What is given of a plan that is imported."""

    file: Path
    partnership: str
    plan_id: str | None
    period: str | None
    adopted: str | None
    skip_bad_rows: bool


@plan.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--partnership", required=True, metavar="ID")
@click.option("--plan", "plan_id", metavar="ID", help="The plan's id; the file's name if left out.")
@click.option(
    "--period", metavar="2022-2025", help="The plan's years, where the file does not say."
)
@click.option(
    "--adopted",
    metavar="BODY:DATE[:CASE-NUMBER]",
    help="The decision by which the plan was adopted.",
)
@click.option(
    "--skip-bad-rows", is_flag=True, help="Take the good rows and list what was left out."
)
@command("json", "as", "at", "dry_run", into=ImportIn)
def import_plan(face: Face, given: ImportIn) -> None:
    """Import a plan from .xlsx, .docx or .csv.

    A second import changes only what differs in the file.
    """
    from workflows.plan_import.cells.bodies import BodyIndex
    from workflows.plan_import.reading.read_plan import read_plan

    session = face.session
    owner, act = registry.partnership(session, given.partnership), face.act()
    rights.require(act, rights.PLANS, owner.number)  # before a large file is read in vain
    adoption = _adoption(face, given.adopted, owner.number) if given.adopted else None
    wanted = given.plan_id or _plan_id(given.file)
    years = _period(given.period) or plans.period_of(session, wanted) or _years_in(wanted)
    draft = read_plan(given.file, BodyIndex(known_bodies(session, owner.number)), years)
    if draft.errors and not given.skip_bad_rows:
        _refuse(face, draft, wanted)
    with _progress(face, given.file) as progress:
        options = ImportOptions(wanted, given.skip_bad_rows, adoption, progress)
        imported = importing.import_plan(session, draft, owner, act, options)
    face.answer(_answer(face, imported), lambda: _words(face, imported, draft))


def _refuse(face: Face, draft: PlanDraft, plan_id: str) -> None:
    """Leave with 1: the findings on stdout, so that they can be worked through, the reason on
    stderr."""
    rows = len(draft.measures) + len(draft.rejected)
    nothing = Imported(plan=plan_id, rows=rows, findings=draft.findings)
    face.answer(_answer(face, nothing), lambda: _said(face, draft.findings, but=Level.ERROR))
    complain(click.get_current_context(), plan_rows.refused(draft))
    raise SystemExit(1)


def _plan_id(file: Path) -> str:
    """The file's name as a plan's id: small letters, and hyphens for what is neither letter nor
    digit."""
    letters = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "._") else "-"
        for sign in file.stem.lower().translate(letters)
    )
    return "-".join(part for part in plain.split("-") if part)[:80] or "plan"


def _years_in(plan_id: str) -> tuple[int, int] | None:
    """The period that a plan's id names, as hnt-2018-2021 does."""
    named = re.search(r"(?<!\d)(20\d\d)-(20\d\d)(?!\d)", plan_id)
    return (int(named[1]), int(named[2])) if named and named[1] <= named[2] else None


def _period(text: str | None) -> tuple[int, int] | None:
    if text is None:
        return None
    first, _dash, last = text.replace("–", "-").partition("-")
    try:
        start, end = int(first), int(last or first)
    except ValueError:
        raise BadInput(_("“{period}” is not a period such as 2022-2025.", period=text)) from None
    if not 1990 <= start <= end <= 2100:
        raise BadInput(_("“{period}” is not a period such as 2022-2025.", period=text))
    return start, end


def _adoption(face: Face, text: str, partnership_id: int) -> Adoption:
    key, _colon, rest = text.partition(":")
    day, _colon, case_number = rest.partition(":")
    decided_on = read_day(day)
    if decided_on is None:
        sentence = _(
            "“{adopted}” is not a decision: write the body, the day and the case number, such"
            " as asu:2018-02-13:5/18.",
            adopted=text,
        )
        raise BadInput(sentence)
    return Adoption(
        registry.body(face.session, key, partnership_id), decided_on, case_number.strip()
    )


def _answer(face: Face, imported: Imported) -> dict[str, Any]:
    counts = {
        name: getattr(imported, name)
        for name in ("plan", "rows", "entries", "measures", "created", "updated", "unchanged")
    }
    return {**counts, "findings": [_finding(face, finding) for finding in imported.findings]}


def _finding(face: Face, finding: Finding) -> dict[str, Any]:
    where = finding.where
    place = {
        "file": where.file,
        "table": where.table,
        "row": where.row or None,
        "column": where.column or None,
    }
    return {
        "level": str(finding.level),
        "code": finding.code,
        "where": place,
        "message": face.say(finding.sentence),
    }


def _words(face: Face, imported: Imported, draft: PlanDraft) -> Iterable[str]:
    yield from _said(face, imported.findings)
    counts = {
        name: getattr(imported, name)
        for name in ("plan", "rows", "measures", "created", "updated", "unchanged")
    }
    done = _(
        "{plan}: {rows} rows, {measures} measures; {created} new, {updated} changed, "
        "{unchanged} unchanged.",
        **counts,
    )
    yield face.say(done)
    if draft.rejected:
        yield face.say(n_("{n} row was left out.", "{n} rows were left out.", len(draft.rejected)))


def _said(face: Face, findings: Iterable[Finding], but: Level | None = None) -> Iterator[str]:
    for finding in findings:
        if finding.level != but:
            way_out = WAYS_OUT.get(finding.code)
            helps = f" {face.say(worded(Remedy(way_out)))}" if way_out else ""
            yield f"{face.say(LEVELS[finding.level])}: {face.say(plan_rows.said(finding))}{helps}"


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


@plan.command("list")
@command("json", "as", "at")
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
    yield from face.table((_("Number"), _("Case"), _("State"), _("Title")), rows)
