"""Workbooks of other kinds than .xlsx give the same plan, and say what they do not tell."""

from __future__ import annotations

import struct
import zipfile
from datetime import date

import pytest
import xlwt

from tests.workflows.conftest import found
from workflows.documents.read_calamine import read_calamine
from workflows.documents.refusals import FileRefused

PLAN = [
    ["Nr.", "Tiltak", "Ansvarlig", "Når"],
    ["1.1", "Øve på å lære", "FR\nSekretariat", 2031],
    ["1.2", "Lese", "FR", 2032],
]


def xls(path, rows=PLAN, hidden=()):
    book = xlwt.Workbook()
    sheet, old = book.add_sheet("Plan"), book.add_sheet("Gammel")
    old.visibility = 1
    for where, lines in ((sheet, rows), (old, hidden)):
        for row, line in enumerate(lines):
            for column, value in enumerate(line):
                shown = "DD.MM.YYYY" if isinstance(value, date) else "General"
                where.write(row, column, value, xlwt.easyxf(num_format_str=shown))
    sheet.write_merge(len(rows), len(rows), 0, 3, "2. Ledelse")
    book.save(str(path))
    return path


def cell(value):
    if isinstance(value, int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{line}</text:p>" for line in str(value).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def ods(path, rows=PLAN, repeated=1):
    lines = "".join(
        f'<table:table-row table:number-rows-repeated="{repeated}">'
        f"{''.join(map(cell, row))}</table:table-row>"
        for row in rows
    )
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        package.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Plan">{lines}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def record(number, data=b""):
    name = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(data)
    return name + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + data


def wide(text):
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_cell(column, value):
    place = struct.pack("<II", column, 0)
    if isinstance(value, int):
        return record(5, place + struct.pack("<d", value))
    return record(6, place + wide(value))


def xlsb(path, rows=PLAN):
    sheet = [record(129), record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, 3)), record(145)]
    for row, line in enumerate(rows):
        sheet.append(record(0, struct.pack("<I", row) + bytes(21)))
        sheet += [binary_cell(column, value) for column, value in enumerate(line)]
    sheet += [record(146), record(130)]
    named = struct.pack("<II", 0, 1) + wide("rId1") + wide("Plan")
    book = [record(131), record(143), record(156, named), record(144), record(132)]
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.bin" Type="http://schemas.'
        'openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.bin", b"".join(book))
        package.writestr("xl/_rels/workbook.bin.rels", relations)
        package.writestr("xl/worksheets/sheet1.bin", b"".join(sheet))
    return path


@pytest.mark.parametrize(("write", "suffix"), [(xls, "xls"), (ods, "ods"), (xlsb, "xlsb")])
def test_they_give_the_same_plan_and_tell_what_they_do_not_say(tmp_path, xlsx, read, write, suffix):
    draft, same = read(write(tmp_path / f"plan.{suffix}")), read(xlsx(PLAN))
    assert [(m.key, m.text, m.responsible, m.years) for m in draft.measures] == [
        (m.key, m.text, m.responsible, m.years) for m in same.measures
    ]
    assert found(draft, "kind_tells_less") == [("warning", 0, "")]
    assert found(draft, "wrong_kind") == []


def test_what_a_workbook_of_old_tells_is_known(tmp_path):
    rows = [[1.1, "Øve", "FR", date(2031, 6, 1)], [True, "", "", 2032]]
    sheets = read_calamine(xls(tmp_path / "plan.xls", rows, hidden=[["gammelt"], ["mer"]]))
    first, second, title = sheets.tables[0].rows
    assert (first.cells, dict(first.dates), first.typed_numbers) == (
        ["1.1", "Øve", "FR", "01.06.2031"],
        {3: "1.6"},
        {0},
    )
    assert (second.cells, second.typed_numbers) == (["x", "", "", "2032"], {3})
    assert (title.cell(0), title.spans) == ("2. Ledelse", {0: 4})
    assert [(loss.code, loss.table) for loss in sheets.losses] == [
        ("kind_tells_less", ""),
        ("sheet_ignored", "Gammel"),
    ]


def test_a_wrong_name_is_told_and_does_no_harm(tmp_path, read):
    draft = read(xls(tmp_path / "plan.ods"))
    assert [m.key for m in draft.measures] == ["1.1", "1.2"]
    assert found(draft, "wrong_kind") == [("warning", 0, "")]


def code_of(path):
    with pytest.raises(FileRefused) as refusal:
        read_calamine(path)
    return refusal.value.code


def test_a_broken_workbook_of_old_is_damaged(tmp_path):
    whole = xls(tmp_path / "plan.xls").read_bytes()
    (tmp_path / "broken.xls").write_bytes(whole[:512] + b"\xff" * 3000 + whole[3512:])
    assert code_of(tmp_path / "broken.xls") == "damaged"


def test_a_sheet_that_unfolds_to_more_than_the_machine_holds_is_refused(tmp_path):
    assert code_of(ods(tmp_path / "bomb.ods", repeated=1_000_000_000)) == "too_large"


def test_a_file_of_another_kind_is_refused(xlsx):
    assert code_of(xlsx(PLAN)) == "wrong_kind"


def test_a_package_that_declares_too_much_is_not_even_opened(tmp_path):
    path = ods(tmp_path / "bomb.ods")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr("Pictures/blank.svm", b" " * 40_000_000)
    assert code_of(path) == "too_large"
