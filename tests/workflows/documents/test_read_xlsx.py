"""Workbooks of every kind that Excel makes."""

from __future__ import annotations

import zipfile

import pytest

from workflows.documents.read_xlsx import read_xlsx

PLAN = [["Nr.", "Tiltak", "Ansvarlig", "Når"], ["1", "Øve", "FR", "2031"]]
TYPE = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


@pytest.mark.parametrize(
    ("suffix", "kind"),
    [
        ("xlsm", b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
        ("xltx", TYPE.replace(b"sheet.main", b"template.main")),
        ("xltm", b"application/vnd.ms-excel.template.macroEnabled.main+xml"),
    ],
)
def test_workbooks_with_macros_and_templates_are_read(xlsx, read, suffix, kind):
    path = xlsx(PLAN)
    other = path.with_suffix(f".{suffix}")
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(other, "w") as copy:
        for name in package.namelist():
            copy.writestr(name, package.read(name).replace(TYPE, kind))
    draft = read(other)
    assert [measure.text for measure in draft.measures] == ["Øve"]
    assert [finding for finding in draft.findings if finding.code == "wrong_kind"] == []


def test_what_another_program_put_in_is_told(xlsx):
    path = xlsx(PLAN)
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/embeddings/Microsoft_Word_Document.docx", b"x")
    assert [loss.code for loss in read_xlsx(path).losses] == ["embedded_ignored"]
