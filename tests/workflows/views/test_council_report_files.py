"""A report as files: the same figures on screen and in each of them."""

from __future__ import annotations

import hashlib
import io
import json

import docx
import pytest
from pypdf import PdfReader

from engine.errors import BadInput
from engine.language.sentences import say
from engine.people.acts import Act
from tests.world import World
from workflows.deviations import council_reports
from workflows.deviations.council_reports import PlacedReport
from workflows.views.council_report_files import report_file
from workflows.views.council_report_view import report_tables


@pytest.fixture
def placed(world: World) -> PlacedReport:
    """A report in which a count is hidden and one point was learnt."""
    world.with_bodies([{"id": "nes", "name": "Nes", "kind": "municipality"}])
    world.learnt("nes", learning="Ring før helg.")
    act = Act(world.secretary, world.at)
    return council_reports.propose(world.session, world.meeting(), act)


def on_screen(placed: PlacedReport) -> list[list[list[str]]]:
    return [
        [[say(cell, "nn") for cell in row] for row in [table.heads, *table.rows]]
        for table in report_tables(placed.figures)
        if table.rows
    ]


def test_a_document_holds_the_figures_that_are_on_the_screen(placed):
    file = report_file(placed, ".docx", "nn")
    document = docx.Document(io.BytesIO(file.content))
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]

    assert tables == on_screen(placed)
    assert file.name == "report-1.docx"


def test_a_document_holds_a_picture_of_each_chart_told_in_words(placed):
    document = docx.Document(io.BytesIO(report_file(placed, ".docx", "nn").content))
    drawn = [table for table in report_tables(placed.figures) if table.rows and table.bars]

    told = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert len(told) == len(drawn) > 2
    for table, words in zip(drawn, told, strict=True):
        assert all(say(row[0], "nn") in words for row in table.rows)


def test_a_pdf_holds_the_figures_that_are_on_the_screen(placed):
    pages = PdfReader(io.BytesIO(report_file(placed, ".pdf", "nn").content)).pages
    text = " ".join("\n".join(page.extract_text() for page in pages).split())

    for table in on_screen(placed):
        for row in table:
            assert " ".join(row) in text, row


def test_a_file_says_whose_report_it_is(placed):
    document = docx.Document(io.BytesIO(report_file(placed, ".docx", "nn").content))
    page = PdfReader(io.BytesIO(report_file(placed, ".pdf", "nn").content)).pages[0]

    assert document.paragraphs[1].text == placed.figures["name"]
    assert placed.figures["name"] in page.extract_text().splitlines()


def test_the_figures_are_given_as_they_were_frozen(placed):
    file = report_file(placed, ".json", "nn")

    assert json.loads(file.content) == placed.figures
    assert hashlib.sha256(file.content).hexdigest() == placed.report.digest


def test_another_ending_is_refused(placed):
    with pytest.raises(BadInput, match=r"ends in \.json, \.docx or \.pdf"):
        report_file(placed, ".odt", "nn")
