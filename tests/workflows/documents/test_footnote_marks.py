"""Raised digits behind a word are no part of it."""

from __future__ import annotations

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from tests.workflows.conftest import found
from workflows.documents.footnote_marks import raised, without_marks
from workflows.documents.read_docx import read_docx
from workflows.documents.read_xlsx import read_xlsx


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2020¹", "2020"),
        ("Fagråd 2²\nASU³", "Fagråd 2\nASU"),
        ("Rutine¹², ³) for epikrise", "Rutine for epikrise"),
        ("Øve ¹", "Øve "),
        ("¹", "1"),
        ("Øve\n² ofte", "Øve\n2 ofte"),
        ("12 m²", "12 m²"),
        ("10⁶", "10⁶"),
        ("team²", "team"),
    ],
)
def test_marks_go_and_powers_stay(text, shown):
    assert without_marks(text)[0] == shown
    assert without_marks(text)[1] == (len(shown) < len(text))


@pytest.mark.parametrize(("text", "high"), [("1, 2)", "¹, ²)"), ("de", "de"), ("1a", "1a")])
def test_only_digits_are_raised(text, high):
    assert raised(text) == high


PLAN = [["Nr.", "Tiltak", "Ansvarlig", "Når"], ["1", "Øve", "FR", "2031"]]


def test_marks_of_a_document_are_noted_with_their_rows(word, read):
    path = word(PLAN)
    document = docx.Document(str(path))
    for column in (0, 3):
        run = document.tables[0].cell(1, column).paragraphs[0].add_run("1")
        run.font.superscript = True
    document.save(str(path))
    draft = read(path)
    assert [(m.key, m.years) for m in draft.measures] == [("1", (2031,))]
    assert found(draft, "footnote_mark") == [("note", 2, "")]


def test_a_reference_of_words_own_is_no_text(word):
    path = word(PLAN)
    document = docx.Document(str(path))
    run = document.tables[0].cell(1, 1).paragraphs[0].add_run()
    run._r.append(OxmlElement("w:footnoteReference"))
    document.save(str(path))
    sheets = read_docx(path)
    assert sheets.tables[0].rows[1].cell(1) == "Øve"
    assert [(loss.code, loss.rows, loss.light) for loss in sheets.losses] == [
        ("footnote_mark", (2,), True)
    ]


def test_marks_of_a_workbook_are_noted_too(tmp_path):
    book = openpyxl.Workbook()
    mark = TextBlock(InlineFont(vertAlign="superscript"), "1")
    book.active.append(["Øve", CellRichText("2031", mark)])
    book.save(tmp_path / "marks.xlsx")
    sheets = read_xlsx(tmp_path / "marks.xlsx")
    assert sheets.tables[0].rows[0].cells == ["Øve", "2031"]
    assert [loss.code for loss in sheets.losses] == ["footnote_mark"]
