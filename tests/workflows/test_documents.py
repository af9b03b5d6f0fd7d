"""Files as they come: encodings, packages, Word's own lists, and everything that is no plan at
all."""

from __future__ import annotations

import contextlib
import io
import random
import struct
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement

from tests.spent import peak_of
from tests.workflows.conftest import found
from workflows.documents.read_csv import read_csv
from workflows.documents.read_docx import read_docx
from workflows.documents.read_xlsx import read_xlsx
from workflows.documents.refusals import FileRefused
from workflows.documents.sheets import clean
from workflows.plan_import.reading.drafts import PlanDraft

PLAN = [
    ["Nr.", "Tiltak", "Ansvarlig", "Når"],
    ["1", "Øve på å lære, sammen", "FR\nSekretariat", "2031"],
    ["2", "Lese", "FR", "2032"],
]


def code_of(read, path):
    with pytest.raises(FileRefused) as refusal:
        read(path)
    assert path.name in str(refusal.value)
    return refusal.value.code


def essence(draft):
    return [(m.key, m.text, m.responsible, m.years) for m in draft.measures]


def test_text_is_cleaned_and_line_breaks_stay():
    assert clean("A\u030a\u00a0gj\u00adøre \r\n\n det\u200b") == "Å gjøre\ndet"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_every_usual_csv_is_the_same_plan(semicolons, xlsx, read, encoding, delimiter):
    draft = read(semicolons(PLAN, encoding=encoding, delimiter=delimiter))
    assert essence(draft) == essence(read(xlsx(PLAN)))
    assert (
        draft.measures[1].where.row == 3
    )  # the row of the sheet, though a cell above it has a line break


def test_a_word_document_is_the_same_plan(word, xlsx, read):
    assert essence(read(word(PLAN))) == essence(read(xlsx(PLAN)))


def test_a_quotation_mark_that_never_closes_is_told(tmp_path):
    (tmp_path / "open.csv").write_text('Nr;Tiltak;Ansvar\n1;"Øve;FR\n2;Lese;FR\n', encoding="utf-8")
    assert code_of(read_csv, tmp_path / "open.csv") == "damaged"


def test_a_number_that_became_a_date_is_told_with_the_number_it_was(tmp_path, read):
    book = openpyxl.Workbook()
    for row in (
        ["Nr.", "Tiltak", "Ansvar", "Når"],
        [date(2030, 2, 1), "Øve", "FR", 2031],
        ["1.3", "Lese", "FR", 2031],
    ):
        book.active.append(row)
    book.save(tmp_path / "dates.xlsx")
    draft = read(tmp_path / "dates.xlsx")
    assert found(draft, "number_is_date") == [("error", 2, "1.2")]
    assert [measure.key for measure in draft.measures] == ["1.3"]


def test_the_same_in_a_csv(semicolons, read):
    draft = read(
        semicolons([PLAN[0], ["01.feb", "Øve", "FR", "2031"], ["1.3", "Lese", "FR", "2031"]])
    )
    assert found(draft, "number_is_date") == [("error", 2, "1.2")]


def test_numbers_in_cells_are_read_as_they_are_shown(xlsx, read):
    draft = read(xlsx([PLAN[0], [1.0, "Øve", "FR", 2031.0]]))
    assert [(m.number, m.years) for m in draft.measures] == [("1", (2031,))]


def test_a_formula_without_its_value_is_an_error(xlsx, read):
    draft = read(xlsx([PLAN[0], [1, "Øve", "=A1", 2031]]))
    assert found(draft, "formula_without_value") == [("error", 2, "1")]


def test_hidden_sheets_are_left_out_with_a_note(tmp_path, read):
    book = openpyxl.Workbook()
    for row in PLAN:
        book.active.append(row)
    book.create_sheet("Gammel").append(["Nr."])
    book["Gammel"].sheet_state = "hidden"
    book.save(tmp_path / "hidden.xlsx")
    assert len(found(read(tmp_path / "hidden.xlsx"), "sheet_ignored")) == 1


def test_merged_cells_of_a_document_are_not_doubled(tmp_path, read):
    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    for row in [
        PLAN[0],
        ["1. Samspill", "", "", ""],
        ["1", "Øve", "FR", "2031"],
        ["2", "Lese", "", ""],
    ]:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(1, 3))
    table.cell(2, 2).merge(table.cell(3, 2))
    table.cell(2, 3).merge(table.cell(3, 3))
    document.save(str(tmp_path / "merged.docx"))
    draft = read(tmp_path / "merged.docx")
    assert [(m.key, m.inherited_from, m.years) for m in draft.measures] == [
        ("1.1", "", (2031,)),
        ("1.2", "1.1", (2031,)),
    ]
    assert len(found(draft, "inherited_years")) == 1


def test_numbers_and_points_that_word_draws_by_itself_are_read(tmp_path, read):
    document = docx.Document()
    table = document.add_table(rows=3, cols=4)
    for column, title in enumerate(PLAN[0]):
        table.cell(0, column).text = title
    for row, text in ((1, "Øve"), (2, "Lese")):
        table.cell(row, 0).paragraphs[0].style = "List Number"
        table.cell(row, 1).text = text
        table.cell(row, 1).add_paragraph("ofte", style="List Bullet")
        table.cell(row, 2).text, table.cell(row, 3).text = "FR", "2031"
    document.save(str(tmp_path / "lists.docx"))
    draft = read(tmp_path / "lists.docx")
    assert [(m.key, m.text, [b.text for b in m.bullets]) for m in draft.measures] == [
        ("1", "Øve", ["ofte"]),
        ("2", "Lese", ["ofte"]),
    ]


def test_tracked_insertions_are_read_and_deletions_are_not(tmp_path, word, read):
    path = word(PLAN)
    document = docx.Document(str(path))
    paragraph = document.tables[0].cell(2, 1).paragraphs[0]
    for kind, tag in (("w:ins", "w:t"), ("w:del", "w:delText")):
        change, run, text = OxmlElement(kind), OxmlElement("w:r"), OxmlElement(tag)
        text.text = "bok" if kind == "w:ins" else "avis"
        run.append(text)
        change.append(run)
        paragraph._p.append(change)
    document.save(str(path))
    assert read(path).measures[1].text == "Lesebok"


def test_a_file_is_read_by_what_it_is_and_its_wrong_name_is_told(word, read):
    draft = read(word(PLAN, name="plan.xlsx"))
    assert len(draft.measures) == 2
    assert [level for level, _row, _key in found(draft, "wrong_kind")] == ["warning"]


def test_a_reader_refuses_a_file_of_another_kind(word, xlsx):
    assert code_of(read_xlsx, word(PLAN, name="plan.xlsx")) == "wrong_kind"
    assert code_of(read_docx, xlsx(PLAN, name="plan.docx")) == "wrong_kind"


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (b"", "damaged", "empty"),
        (b"PK\x03\x04 and then nothing", "damaged", "damaged"),
        (OLE, "wrong_kind", "old format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", "password"),
        (b"<html><table><tr><td>Nr.</td></tr></table></html>", "wrong_kind", "web page"),
        (b"%PDF-1.7 ...", "wrong_kind", "PDF"),
        (b"\x00\x01\x02\x03\xff\xfe" * 40, "wrong_kind", "neither an Excel workbook"),
    ],
)
def test_each_bad_file_has_its_own_sentence(tmp_path, read, content, code, word):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refusal:
        read(path)
    assert refusal.value.code == code
    assert word in str(refusal.value)


def test_a_missing_file_is_told(tmp_path, read):
    assert code_of(read, tmp_path / "nowhere.xlsx") == "damaged"


@pytest.mark.parametrize(
    ("part", "word"),
    [("mimetype", "OpenDocument"), ("xl/workbook.bin", "damaged"), ("readme.txt", "neither")],
)
def test_other_packages_have_their_own_sentences(tmp_path, read, part, word):
    with zipfile.ZipFile(tmp_path / "plan.zip", "w") as package:
        package.writestr(part, "x")
    with pytest.raises(FileRefused, match=word):
        read(tmp_path / "plan.zip")


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return path


def test_a_package_that_declares_too_much_is_refused_before_it_is_unpacked(tmp_path, read):
    path = packed(tmp_path / "bomb.xlsx", {"xl/workbook.xml": b" " * 40_000_000})

    def refused():
        with pytest.raises(FileRefused, match="too large unpacked"):
            read(path)

    assert peak_of(refused) < 1_000_000


def test_a_package_that_is_packed_too_tight_is_refused(tmp_path, read):
    assert (
        code_of(read, packed(tmp_path / "tight.xlsx", {"xl/workbook.xml": b" " * 8_000_000}))
        == "too_large"
    )


def test_a_package_that_holds_more_than_it_declares_is_refused(tmp_path, read):
    path = packed(tmp_path / "liar.xlsx", {"xl/workbook.xml": random.Random(1).randbytes(300_000)})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(struct.pack("<I", 300_000), struct.pack("<I", 1_000)))
    assert code_of(read, path) == "too_large"


def test_too_many_rows_and_too_long_cells_are_refused(tmp_path):
    (tmp_path / "rows.csv").write_text(
        "Nr;Tiltak;Ansvar\n" + "1;Øve;FR\n" * 20_001, encoding="utf-8"
    )
    assert code_of(read_csv, tmp_path / "rows.csv") == "too_many_rows"
    (tmp_path / "cell.csv").write_text(
        f"Nr;Tiltak;Ansvar\n1;{'ø' * 100_001};FR\n", encoding="utf-8"
    )
    assert code_of(read_csv, tmp_path / "cell.csv") == "text_too_long"


def broken(content: bytes, chance: random.Random) -> bytes:
    if chance.random() < 0.3:
        return content[: chance.randrange(len(content))]
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 30)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def with_a_broken_part(content: bytes, chance: random.Random) -> bytes:
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(result, "w") as copy:
        victim = chance.choice(package.namelist())
        for name in package.namelist():
            part = package.read(name)
            copy.writestr(name, broken(part, chance) if name == victim else part)
    return result.getvalue()


@pytest.mark.parametrize("seed", range(40))
def test_a_broken_file_gives_a_plan_or_a_sentence_and_never_a_trace(
    xlsx, word, semicolons, read, seed
):
    chance = random.Random(seed)
    for path in (xlsx(PLAN), word(PLAN), semicolons(PLAN)):
        content = path.read_bytes()
        package = path.suffix != ".csv" and chance.random() < 0.7
        path.write_bytes(
            with_a_broken_part(content, chance) if package else broken(content, chance)
        )
        with contextlib.suppress(FileRefused):
            assert isinstance(read(path), PlanDraft)
