"""What a Word table says as it is printed, and what of it is left out and told."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.workflows.conftest import found
from workflows.documents.read_docx import read_docx

PLAN = [
    ["Nr.", "Tiltak", "Ansvarlig", "Når"],
    ["1", "Øve", "FR", "2031"],
    ["2", "Lese", "FR", "2032"],
]
BOX = (
    "<w:r {}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent>"
    "<w:p><w:r><w:t>3 Skrive</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
)
BOTH = (
    "<w:r {0}><mc:AlternateContent"
    " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
    "<mc:Choice Requires='wps'><w:drawing><w:txbxContent><w:p><w:r><w:t>3 Skrive</w:t></w:r></w:p>"
    "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>"
    "3 Skrive</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)


@pytest.fixture
def document():
    document = docx.Document()
    table = document.add_table(rows=0, cols=4)
    for row in PLAN:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return document


@pytest.fixture
def saved(tmp_path):
    def save(document):
        document.save(str(tmp_path / "plan.docx"))
        return tmp_path / "plan.docx"

    return save


def cell(document, row, column):
    return document.tables[0].cell(row, column)


def run(document, row, column):
    return cell(document, row, column).paragraphs[0].runs[0]


def losses(path):
    return [(loss.code, loss.rows) for loss in read_docx(path).losses]


def texts(path):
    return [row.cells for row in read_docx(path).tables[0].rows]


def test_a_row_that_is_struck_through_is_left_out_with_its_number(document, saved):
    for column in (1, 2, 3):
        run(document, 2, column).font.strike = True
    assert texts(saved(document)) == PLAN[:2]
    assert losses(saved(document)) == [("rows_struck", (3,))]


def test_words_that_are_struck_through_are_left_out_of_their_cell(document, saved):
    more = cell(document, 1, 1).paragraphs[0].add_run(" lite")
    more.font.double_strike = True
    assert texts(saved(document)) == PLAN
    assert losses(saved(document)) == [("text_struck", (2,))]


def test_a_strike_that_is_switched_off_is_none(document, saved):
    run(document, 1, 1).font.strike = False
    assert losses(saved(document)) == []


def test_hidden_words_and_rows_are_left_out_and_told(document, saved):
    cell(document, 1, 1).paragraphs[0].add_run(" i det stille").font.hidden = True
    for column in range(4):
        run(document, 2, column).font.hidden = True
    assert texts(saved(document)) == PLAN[:2]
    assert losses(saved(document)) == [("text_hidden", (2,)), ("rows_hidden", (3,))]


@pytest.mark.parametrize(("name", "code"), [("w:del", "rows_deleted"), ("w:hidden", "rows_hidden")])
def test_a_row_that_is_deleted_or_hidden_as_a_whole_is_told(document, saved, name, code):
    properties = document.tables[0].rows[2]._tr.get_or_add_trPr()
    properties.append(OxmlElement(name))
    assert texts(saved(document)) == PLAN[:2]
    assert losses(saved(document)) == [(code, (3,))]


def test_a_table_in_a_cell_is_told(document, saved):
    cell(document, 1, 1).add_table(1, 2).cell(0, 0).text = "Delmål"
    cell(document, 2, 1).add_table(1, 2)
    assert losses(saved(document)) == [("nested_table", (2,))]


@pytest.mark.parametrize("box", [BOX, BOTH])
def test_the_text_of_a_box_is_told_once(document, saved, box):
    document.add_paragraph()._p.append(parse_xml(box.format(nsdecls("w"))))
    [loss] = read_docx(saved(document)).losses
    assert loss.code == "text_box_ignored"
    assert str(loss.sentence) == "A text box is not read: “3 Skrive”."


@pytest.mark.parametrize(
    ("colour", "coloured"), [("00B050", {3}), ("FFFFFF", set()), ("auto", set())]
)
def test_an_empty_cell_with_a_colour_of_its_own_is_told(document, saved, colour, coloured):
    cell(document, 1, 3).text = ""
    for column in (2, 3):
        shade = OxmlElement("w:shd")
        shade.set(qn("w:fill"), colour)
        cell(document, 1, column)._tc.get_or_add_tcPr().append(shade)
    assert read_docx(saved(document)).tables[0].rows[1].coloured == coloured


def test_every_loss_is_a_warning_at_its_row(document, saved, read):
    for column in range(4):
        run(document, 2, column).font.strike = True
    assert found(read(saved(document)), "rows_struck") == [("warning", 3, "")]


def test_a_table_that_only_holds_others_in_their_place_is_taken_apart(saved):
    document = docx.Document()
    outer = document.add_table(rows=3, cols=1)
    outer.cell(0, 0).text = "1 Samspill"
    inner = outer.cell(1, 0).add_table(0, 4)
    for row in PLAN:
        for each, text in zip(inner.add_row().cells, row, strict=True):
            each.text = text
    sheets = read_docx(saved(document))
    assert [line.text for line in sheets.tables[0].before] == ["1 Samspill"]
    assert texts(saved(document)) == PLAN
    assert sheets.losses == ()


def test_tables_side_by_side_in_another_one_are_read_one_after_the_other(saved):
    document = docx.Document()
    outer = document.add_table(rows=1, cols=2)
    for column in (0, 1):
        outer.cell(0, column).add_table(1, 2).cell(0, 0).text = f"tabell {column}"
    assert [table.rows[0].cell(0) for table in read_docx(saved(document)).tables] == [
        "tabell 0",
        "tabell 1",
    ]


def field(text, *, asks):
    asking = "<w:showingPlcHdr/>" if asks else ""
    return (
        f"<w:sdt {nsdecls('w')}><w:sdtPr>{asking}</w:sdtPr><w:sdtContent><w:r><w:t>{text}</w:t>"
        "</w:r></w:sdtContent></w:sdt>"
    )


def test_a_field_that_nobody_filled_in_says_nothing(document, saved):
    cell(document, 1, 1).paragraphs[0]._p.append(parse_xml(field(" ofte", asks=False)))
    cell(document, 2, 1).paragraphs[0]._p.append(parse_xml(field(" Klikk her", asks=True)))
    assert [row[1] for row in texts(saved(document))[1:]] == ["Øve ofte", "Lese"]


def test_a_whole_line_that_nobody_filled_in_says_nothing(document, saved):
    for asks, text in ((False, "ofte"), (True, "Klikk her")):
        line = (
            field(text, asks=asks).replace("<w:r>", "<w:p><w:r>").replace("</w:r>", "</w:r></w:p>")
        )
        cell(document, 1, 1)._tc.append(parse_xml(line))
    assert texts(saved(document))[1][1] == "Øve\nofte"


def test_what_is_there_twice_for_old_programs_is_read_once(document, saved):
    both = (
        f"<w:r {nsdecls('w')}><mc:AlternateContent"
        " xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:Choice Requires='w14'><w:t> ofte</w:t></mc:Choice>"
        "<mc:Fallback><w:t> ofte</w:t></mc:Fallback></mc:AlternateContent></w:r>"
    )
    cell(document, 1, 1).paragraphs[0]._p.append(parse_xml(both))
    assert texts(saved(document))[1][1] == "Øve ofte"


@pytest.mark.parametrize("name", ["object", "altChunk"])
def test_what_another_program_put_in_is_told(document, saved, name):
    run = document.add_paragraph().add_run()
    run._r.append(OxmlElement(f"w:{name}"))
    assert losses(saved(document)) == [("embedded_ignored", ())]


@pytest.mark.parametrize(("name", "text"), [("w:ins", "w:t"), ("w:del", "w:delText")])
def test_a_tracked_change_within_a_cell_is_told(document, saved, read, name, text):
    paragraph = cell(document, 1, 1).paragraphs[0]
    change, run, words = OxmlElement(name), OxmlElement("w:r"), OxmlElement(text)
    words.text = " ofte"
    run.append(words)
    change.append(run)
    paragraph._p.append(change)
    draft = read(saved(document))
    assert found(draft, "text_tracked") == [("warning", 2, "")]


def test_measures_that_stand_as_lines_below_the_table_are_told(document, saved, read):
    document.add_paragraph("1.3 Skrive mer. Ansvarlig: FR")
    document.add_paragraph("Vedtatt 1.3.2031.")
    draft = read(saved(document))
    assert found(draft, "lines_outside") == [("warning", 0, ""), ("note", 0, "")]


def test_rows_that_are_coloured_otherwise_are_told(document, saved, read):
    shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="FF0000"/>')
    cell(document, 2, 0)._tc.get_or_add_tcPr().append(shade)
    assert found(read(saved(document)), "colours_unread") == [("warning", 1, "")]


def test_lines_below_a_table_that_say_who_or_when_are_told(word, read):
    rows = [["Nr.", "Tiltak", "Ansvarlig", "Når"], ["1.1", "Øve", "FR", "2031"]]
    draft = read(word("Innledning", rows, "Hospitere. Ansvarlig: FR, frist: 2031", "Laget i mai."))
    assert found(draft, "lines_outside") == [("warning", 0, ""), ("note", 0, "")]
