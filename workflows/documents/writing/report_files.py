"""A report as a file to read: a document or a tagged PDF, with charts above their tables."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from engine.extras import need
from workflows.documents.writing.plan_files import DOCX

PDF = "application/pdf"
LAYOUT = Path(__file__).parent / "report.typ"
WIDTH = 15  # centimetres of a chart, as in the layout
SHARP = 200  # dots an inch, for paper


class ReportSection(NamedTuple):
    """A table of a report in words; with a bar for each row where it has a chart (None where a
    count is hidden), which `alt` tells to whoever does not see it."""

    title: str
    heads: list[str]
    rows: list[list[str]]
    note: str = ""
    bars: list[int | None] = []
    alt: str = ""


class ReportText(NamedTuple):
    """A report in one language: its title, whose it is, and its sections."""

    title: str
    partnership: str
    language: str
    sections: Sequence[ReportSection]


def report_as_docx(report: ReportText) -> bytes:
    """The report as a document: its charts as pictures with alternative texts, its tables with
    headers that repeat on each page."""
    need("documents")
    import docx
    from docx.oxml.ns import qn

    document = docx.Document()
    document.core_properties.title = report.title
    document.core_properties.language = report.language
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), report.language)
    document.add_heading(report.title, level=0)
    document.add_paragraph(report.partnership, style="Subtitle")
    charts = iter(_charts(report))
    for section in report.sections:
        document.add_heading(section.title, level=1)
        if section.bars:
            _chart_into(document, next(charts), section.alt)
        _table_into(document, section)
        if section.note:
            document.add_paragraph(section.note)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _table_into(document: Any, section: ReportSection) -> None:
    from docx.oxml import OxmlElement

    table = document.add_table(rows=0, cols=len(section.heads), style="Table Grid")
    for texts in [section.heads, *section.rows]:
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.text = text
    head = table.rows[0]
    head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the library has no word for it
    for cell in head.cells:
        cell.paragraphs[0].runs[0].bold = True


def _chart_into(document: Any, chart: bytes, alt: str) -> None:
    from docx.shared import Cm

    picture = document.add_picture(io.BytesIO(chart), width=Cm(WIDTH))
    picture._inline.docPr.set("descr", alt)  # noqa: SLF001 - the library has no word for it


def _charts(report: ReportText) -> list[bytes]:
    """A picture of each chart, in the order of their sections."""
    if not any(section.bars for section in report.sections):
        return []
    drawn = _typeset(report, {"charts": "yes"}, format="png", ppi=SHARP)
    return drawn if isinstance(drawn, list) else [drawn]


def report_as_pdf(report: ReportText) -> bytes:
    """The report as a PDF that screen readers read: tagged, with title, language and alternative
    texts."""
    # PDF/UA: title, language, tags and alternative texts, or no file
    made: bytes = _typeset(report, {}, format="pdf", pdf_standards="ua-1")
    return made


def _typeset(report: ReportText, inputs: Mapping[str, str], **wanted: Any) -> Any:
    need("documents")
    import typst

    said = {**report._asdict(), "sections": [each._asdict() for each in report.sections]}
    given = {"said": json.dumps(said), **inputs}
    return typst.compile(LAYOUT.read_bytes(), sys_inputs=given, ignore_system_fonts=True, **wanted)


class ReportWriter(NamedTuple):
    """How a report is written to a file of one kind, and what browsers call that kind."""

    write: Callable[[ReportText], bytes]
    kind: str


REPORT_WRITERS = {
    ".docx": ReportWriter(report_as_docx, DOCX),
    ".pdf": ReportWriter(report_as_pdf, PDF),
}
