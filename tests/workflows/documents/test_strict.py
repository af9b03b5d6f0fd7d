"""Files in the strict dialect of Open XML say what they say in the usual one."""

from __future__ import annotations

import re
import zipfile
from datetime import date

import openpyxl
import pytest

from workflows.documents.read_docx import read_docx
from workflows.documents.read_xlsx import read_xlsx

PLAN = [
    ["Nr.", "Tiltak", "Ansvarlig", "Når"],
    ["1", "Øve, se http://schemas.openxmlformats.org/", "FR", "2031"],
]
USUAL = re.compile(rb"http://schemas\.openxmlformats\.org/(\w+)/2006/(main|relationships)")


def strict(path):
    """The same file as Word and Excel save it when they are asked for the strict kind."""
    other = path.with_stem("strict")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(other, "w") as copy:
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, USUAL.sub(rb"http://purl.oclc.org/ooxml/\1/\2", part))
    assert b"purl.oclc.org" in zipfile.ZipFile(other).read("_rels/.rels")
    return other


def test_a_strict_document_is_the_same_document(word):
    path = word("1 Samspill", PLAN)
    assert read_docx(strict(path)) == read_docx(path)


def test_a_strict_workbook_is_the_same_workbook(xlsx):
    path = xlsx([*PLAN, [2, "Lese", "FR", 2032]])
    assert read_xlsx(strict(path)) == read_xlsx(path)


@pytest.mark.parametrize(("shown", "text"), [("dd.mm.yyyy", "01.06.2031"), ("yyyy", "2031")])
def test_a_date_that_is_written_out_is_that_day(tmp_path, shown, text):
    book = openpyxl.Workbook(iso_dates=True)
    book.active.append(["Når", date(2031, 6, 1)])
    book.active["B1"].number_format = shown
    book.save(tmp_path / "dates.xlsx")
    assert read_xlsx(strict(tmp_path / "dates.xlsx")).tables[0].rows[0].cell(1) == text
