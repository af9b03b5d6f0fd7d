"""Ticks and boxes are read as they are drawn."""

from __future__ import annotations

import docx
import openpyxl
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.styles import Font

from workflows.documents.drawn_signs import as_drawn
from workflows.documents.read_docx import read_docx
from workflows.documents.read_xlsx import read_xlsx


@pytest.mark.parametrize(
    ("text", "font", "drawn"),
    [
        ("\uf0fc", "Wingdings", "✓"),
        ("ü", "wingdings", "✓"),
        ("û þ ý ¨", "Wingdings", "✗ ☑ ☒ ☐"),
        ("P", "Wingdings 2", "✓"),
        ("a", "Webdings", "✓"),
        ("\uf0b7 1.2", "Symbol", "• 1.2"),
        ("ü", "Arial", "ü"),
        ("ü", None, "ü"),
        ("✓", "Wingdings", "✓"),
        ("%", "Wingdings", "\ufffd"),
    ],
)
def test_a_letter_is_what_its_font_draws(text, font, drawn):
    assert as_drawn(text, font) == drawn


def box(checked):
    return (
        f'<w:r {{}}><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox>{checked}</w:checkBox>'
        "</w:ffData></w:fldChar></w:r>"
    )


@pytest.mark.parametrize(
    ("run", "drawn"),
    [
        ('<w:r {}><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "✓"),
        ('<w:r {}><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>ü</w:t></w:r>', "✓"),
        (box('<w:default w:val="0"/><w:checked/>'), "☒"),
        (box('<w:default w:val="1"/><w:checked w:val="0"/>'), "☐"),
        (box('<w:default w:val="1"/>'), "☒"),
    ],
)
def test_signs_of_a_document(tmp_path, run, drawn):
    document = docx.Document()
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0]._p.append(parse_xml(run.format(nsdecls("w"))))
    document.save(str(tmp_path / "signs.docx"))
    assert read_docx(tmp_path / "signs.docx").tables[0].rows[0].cells == [drawn]


def test_signs_of_a_workbook_and_those_that_nobody_knows_are_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["ü", "%"])
    for place in ("A1", "B1"):
        book.active[place].font = Font(name="Wingdings")
    book.save(tmp_path / "signs.xlsx")
    sheets = read_xlsx(tmp_path / "signs.xlsx")
    assert sheets.tables[0].rows[0].cells == ["✓", "\ufffd"]
    assert [(loss.code, loss.rows) for loss in sheets.losses] == [("sign_unreadable", (1,))]
