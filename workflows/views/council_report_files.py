"""A report to the council as a file: for reading in a language, or its frozen figures as they
are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.errors import BadInput
from engine.language.sentences import _, say
from workflows.deviations.council_reports import PlacedReport
from workflows.deviations.report_figures import Figures, title_of
from workflows.documents.writing.report_files import REPORT_WRITERS, ReportSection, ReportText
from workflows.views.council_report_view import ReportTable, report_tables

JSON_FILE = ".json"
ENDINGS = (JSON_FILE, *REPORT_WRITERS)


class ReportFile(NamedTuple):
    """A file's name, what it holds, and what browsers call its kind."""

    name: str
    content: bytes
    kind: str


def report_file(placed: PlacedReport, ending: str, language: str) -> ReportFile:
    """A report as a file of that ending: the figures as they were frozen and hashed, or what they
    say in a language. BadInput for another ending."""
    name = f"report-{placed.report.id}{ending}"
    if ending == JSON_FILE:
        return ReportFile(name, placed.report.figures.encode(), "application/json")
    writer = REPORT_WRITERS.get(ending)
    if writer is None:
        raise BadInput(_("Name a file that ends in .json, .docx or .pdf."))
    text = report_text(placed.figures, language)
    return ReportFile(name, writer.write(text), writer.kind)


def report_text(figures: Figures, language: str) -> ReportText:
    """A report in a language, table by table; those without a row are left out."""
    return ReportText(
        title=say(title_of(figures), language),
        partnership=figures["name"],
        language=language,
        sections=list(_sections(figures, language)),
    )


def _sections(figures: Figures, language: str) -> Iterator[ReportSection]:
    for table in report_tables(figures):
        if table.rows:
            title, note = say(table.title, language), table.note
            yield ReportSection(
                title=title,
                heads=[say(head, language) for head in table.heads],
                rows=[[say(cell, language) for cell in row] for row in table.rows],
                note=say(note, language) if note else "",
                bars=list(table.bars),
                alt=say(_alt(table), language) if table.bars else "",
            )


def _alt(table: ReportTable) -> object:
    """What a chart shows, for whoever does not see it."""
    told = [_("{what}: {count}", what=row[0], count=row[1]) for row in table.rows]
    return _("A bar chart. {told}", told=told)
