"""Commands for reports to the council on what was learnt from deviations."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from commands.completion import MEETING
from commands.face import Face
from commands.options import command
from commands.remedies import in_words
from engine.errors import BadInput
from engine.language.sentences import _, n_
from engine.people import registry
from workflows.councils import meetings
from workflows.councils.gone_cases import gone_from
from workflows.councils.meeting_standing import STATE_LABELS
from workflows.councils.meetings import MeetingState
from workflows.deviations import council_reports
from workflows.deviations.council_reports import PlacedReport
from workflows.deviations.report_figures import Figures, title_of
from workflows.views.council_report_files import report_file
from workflows.views.council_report_view import report_tables, shown_report


@click.group()
def report() -> None:
    """Report to the council what was learnt from deviations."""


@report.command("draft")
@click.argument("partnership")
@command("json", "as", "at")
def draft(face: Face, partnership: str) -> None:
    """The report as it would be today; nothing is kept of it."""
    owner = registry.partnership(face.session, partnership)
    figures = council_reports.draft(face.session, owner, face.actor, face.today)
    face.answer(figures, lambda: _lines(face, figures))


@report.command("propose")
@click.argument("number", type=MEETING, metavar="M")
@command("json", "as", "at", "dry_run")
def propose(face: Face, number: int) -> None:
    """Freeze the report, and put it on the agenda of a meeting; made anew where it is there.

    When the meeting is recorded as held, every deviation in it has been reported.
    """
    found = meetings.get(face.session, number, face.actor, face.today)
    made = council_reports.propose(face.session, found, face.act())
    face.answer(shown_report(made), lambda: [_stands(made)])


@report.command("show")
@click.argument("number", type=int, metavar="REPORT")
@command("json", "as", "at")
def show(face: Face, number: int) -> None:
    """A report as it was frozen, and on which agenda it is."""
    found = council_reports.find_report(face.session, number, face.actor, face.today)
    gone = gone_from(face.session, [number], face.actor, face.today).get(number, [])
    told = [line for each in gone for line in in_words(each.reason)]
    lines = [_stands(found), *told, _("Digest: {digest}", digest=found.report.digest), ""]
    data = {**shown_report(found), "gone": [{"ref": e.ref, "state": e.state} for e in gone]}
    face.answer(data, lambda: [*lines, *_lines(face, found.figures)])


@report.command("export")
@click.argument("number", type=int, metavar="REPORT")
@click.argument("file", type=click.Path(path_type=Path))
@command("json", "as", "at")
def export(face: Face, number: int, file: Path) -> None:
    """Write a report to .json, .docx or .pdf.

    The .json file holds the figures as they were frozen; its SHA-256 is the report's digest.
    """
    found = council_reports.find_report(face.session, number, face.actor, face.today)
    made = report_file(found, file.suffix.lower(), face.language)
    if file.exists():
        raise BadInput(_("The file “{file}” is there already.", file=file.name))
    file.write_bytes(made.content)
    said = _("Report {report} is written to {file}.", report=number, file=file.name)
    face.answer({"report": number, "file": str(file)}, lambda: [said])


@report.command("list")
@command("json", "as", "at", "limit")
def list_reports(face: Face) -> None:
    """The reports that you may see, the newest first."""
    found = council_reports.listed_reports(face.session, face.actor, face.today)
    heads = (_("Number"), _("Report"), _("Meeting"), _("Date"), _("Status"))
    data = [{n: v for n, v in shown_report(each).items() if n != "figures"} for each in found]
    face.answer(data, lambda: face.table(heads, map(_row, found)))


def _row(placed: PlacedReport) -> list[object]:
    meeting = placed.meeting
    stands: list[object] = ["", "", ""]
    if meeting:
        stands = [meeting.id, meeting.day, STATE_LABELS[MeetingState(meeting.state)]]
    return [placed.report.id, title_of(placed.figures), *stands]


def _stands(placed: PlacedReport) -> object:
    """On which agenda a report stands."""
    if placed.meeting is None or placed.item is None:
        return _("Report {report} is on no agenda.", report=placed.report.id)
    cases = next(each["value"] for each in placed.figures["numbers"] if each["key"] == "total")
    return n_(
        "Report {report}, on {n} deviation, is item {item} of meeting {number} ({day}).",
        "Report {report}, on {n} deviations, is item {item} of meeting {number} ({day}).",
        cases,
        report=placed.report.id,
        item=placed.item.number,
        number=placed.meeting.id,
        day=placed.meeting.day,
    )


def _lines(face: Face, figures: Figures) -> Iterator[object]:
    """A report in words, table by table."""
    yield title_of(figures)
    for table in report_tables(figures):
        if table.rows:
            yield ""
            yield table.title
            yield from face.table(table.heads, table.rows)
            yield from [table.note] if table.note else []
