"""A report as a file: what its readers, with or without a screen, are given."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from workflows.documents.writing.report_files import (
    ReportSection,
    ReportText,
    report_as_docx,
    report_as_pdf,
)

SECTION = ReportSection(
    title="Etter enhet",
    heads=["Enhet", "Denne perioden"],
    rows=[["Steinkjer", "skjult"], ["Helseforetaket", "12"], ["Namsos", "0"]],
    note="Tall under fem er skjult.",
    bars=[None, 12, 0],
    alt="Steinkjer: skjult, Helseforetaket: 12",
)
POINTS = ReportSection("Læringspunkter", ["Læringspunkt"], [["#panic() *Ring* $før$ helg."]] * 90)
REPORT = ReportText("Rapport om avvik", "Fjord helsefellesskap", "nn", [SECTION, POINTS])


@pytest.fixture(scope="module")
def pdf() -> PdfReader:
    return PdfReader(io.BytesIO(report_as_pdf(REPORT)))


def test_a_pdf_has_title_language_and_tags(pdf):
    root = pdf.trailer["/Root"]

    assert pdf.metadata is not None
    assert pdf.metadata.title == "Rapport om avvik"
    assert root["/Lang"] == "nn"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_a_chart_has_words_for_who_does_not_see_it(pdf):
    assert SECTION.alt in set(alternatives(pdf.trailer["/Root"]["/StructTreeRoot"]))


def alternatives(element):
    """The alternative texts in a tree of tags."""
    if "/Alt" in element:
        yield element["/Alt"]
    below = element.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        child = each.get_object()
        if isinstance(child, dict):
            yield from alternatives(child)


def test_a_pdf_shows_every_cell_and_note(pdf):
    text = "\n".join(page.extract_text() for page in pdf.pages)

    for words in (*SECTION.heads, "Helseforetaket", "skjult", "12", SECTION.note, SECTION.title):
        assert words in text


def test_what_people_wrote_is_words_and_no_markup(pdf):
    assert "#panic() *Ring* $før$ helg." in pdf.pages[-1].extract_text()


def test_a_table_over_several_pages_has_its_header_on_each(pdf):
    assert len(pdf.pages) > 1
    assert all("Læringspunkt\n" in page.extract_text() for page in pdf.pages)


def test_a_document_has_title_language_headings_and_repeated_headers():
    document = docx.Document(io.BytesIO(report_as_docx(REPORT)))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    spoken = {each.get(qn("w:val")) for each in document.styles.element.iter(qn("w:lang"))}

    assert document.core_properties.title == "Rapport om avvik"
    assert (document.core_properties.language, spoken) == ("nn", {"nn"})
    assert headings == ["Etter enhet", "Læringspunkter"]
    for table in document.tables:
        repeated = [row._tr.find(".//" + qn("w:tblHeader")) is not None for row in table.rows]
        assert (repeated[0], any(repeated[1:])) == (True, False)


def test_a_document_holds_every_cell_and_note():
    document = docx.Document(io.BytesIO(report_as_docx(REPORT)))
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]

    assert cells == [SECTION.heads, *SECTION.rows]
    assert SECTION.note in [paragraph.text for paragraph in document.paragraphs]
