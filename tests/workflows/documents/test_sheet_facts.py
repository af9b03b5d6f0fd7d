"""What a worksheet says beside its values, and what of it is left out and told."""

from __future__ import annotations

import re
import zipfile
from datetime import date

import docx
import openpyxl
import pytest
from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.colors import Color

from tests.spent import times_as_long
from tests.workflows.conftest import found
from workflows.documents.read_docx import read_docx
from workflows.documents.read_xlsx import read_xlsx

HEADER = ["Nr.", "Tiltak", "Ansvarlig", 2030, 2031]
STRUCK = InlineFont(strike=True)


@pytest.fixture
def saved(tmp_path):
    def save(book):
        book.save(tmp_path / "plan.xlsx")
        return tmp_path / "plan.xlsx"

    return save


@pytest.fixture
def book():
    book = openpyxl.Workbook()
    for row in (HEADER, ["1", "Øve", "FR", "x", ""], ["2", "Lese", "FR", "", "x"]):
        book.active.append(row)
    return book


def losses(path):
    return [(loss.code, loss.rows) for loss in read_xlsx(path).losses]


def numbers(path):
    return [row.number for row in read_xlsx(path).tables[0].rows]


def test_typed_numbers_are_told_from_texts_that_look_like_them(book, saved):
    book.active["A2"] = 1.1
    header, row, _last = read_xlsx(saved(book)).tables[0].rows
    assert header.typed_numbers == {3, 4}
    assert (row.typed_numbers, row.cell(0)) == ({0}, "1.1")


@pytest.mark.parametrize(
    ("number", "shown", "text"),
    [
        (1.1, "0.00", "1.10"),
        (1.1, "General", "1.1"),
        (1.1, "0.0", "1.1"),
        (1.1, "0.00_ ", "1.10"),
        (-1.5, "0.0", "-1.5"),
        (7, '"T"0', "T7"),
        (7, '"T-"00', "T-07"),
        (7, r"0\.", "7."),
        (2.4, '0.0" nytt"', "2.4 nytt"),
        (2031, "0", "2031"),
        (2031, "#,##0", "2031"),
    ],
)
def test_a_number_is_what_its_format_shows(book, saved, number, shown, text):
    book.active["A2"] = number
    book.active["A2"].number_format = shown
    assert read_xlsx(saved(book)).tables[0].rows[1].cell(0) == text


def fill(**colour):
    return PatternFill("solid", fgColor=Color(**colour))


@pytest.mark.parametrize(
    ("filled", "coloured"),
    [
        (fill(rgb="FF00B050"), {4}),
        (fill(theme=4), {4}),
        (fill(theme=0, tint=-0.25), {4}),
        (PatternFill("gray125"), {4}),
        (fill(rgb="FFFFFFFF"), set()),
        (fill(theme=0), set()),
        (fill(indexed=9), set()),
        (PatternFill(None), set()),
    ],
)
def test_an_empty_cell_with_a_colour_of_its_own_is_told(book, saved, filled, coloured):
    book.active["E2"].fill = filled
    book.active["B2"].fill = filled
    assert read_xlsx(saved(book)).tables[0].rows[1].coloured == coloured


def test_a_coloured_bar_over_two_years_colours_both(book, saved):
    for place in ("D3", "E3"):
        book.active[place] = None
        book.active[place].fill = fill(rgb="FF00B050")
    book.active.merge_cells("D3:E3")
    assert read_xlsx(saved(book)).tables[0].rows[2].coloured == {3, 4}


def test_a_coloured_bar_with_a_text_is_that_text(book, saved):
    for place in ("D2", "E2"):
        book.active[place].fill = fill(rgb="FF00B050")
    book.active.merge_cells("D2:E2")
    assert read_xlsx(saved(book)).tables[0].rows[1].coloured == set()


@pytest.mark.parametrize("shown", ["yyyy", "[$-414]yyyy;@"])
def test_a_date_that_shows_its_year_alone_is_that_year(book, saved, shown):
    book.active["D1"] = date(2030, 1, 1)
    book.active["D1"].number_format = shown
    header = read_xlsx(saved(book)).tables[0].rows[0]
    assert (header.cell(3), dict(header.dates)) == ("2030", {})


def test_other_dates_are_days(book, saved):
    book.active["D2"] = date(2030, 6, 1)
    assert read_xlsx(saved(book)).tables[0].rows[1].cell(3) == "01.06.2030"


def test_hidden_rows_are_left_out_and_told(book, saved):
    book.active.append(["", "", "", "", ""])
    for row in (3, 4):
        book.active.row_dimensions[row].hidden = True
    assert numbers(saved(book)) == [1, 2]
    assert losses(saved(book)) == [("rows_hidden", (3,))]


def test_filtered_rows_are_left_out_and_told_as_such(book, saved):
    book.active.append(["3", "Se", "FR", "x", ""])
    book.active.auto_filter.ref = "A1:E3"
    book.active.auto_filter.add_filter_column(2, ["FR"])
    for row in (2, 4):
        book.active.row_dimensions[row].hidden = True
    assert numbers(saved(book)) == [1, 3]
    assert losses(saved(book)) == [("rows_filtered", (2,)), ("rows_hidden", (4,))]


def test_a_filter_that_filters_nothing_is_none(book, saved):
    book.active.auto_filter.ref = "A1:E3"
    book.active.row_dimensions[3].hidden = True
    assert losses(saved(book)) == [("rows_hidden", (3,))]


def test_a_row_that_is_struck_through_is_left_out_with_its_number(book, saved):
    for place in ("B3", "C3", "E3"):
        book.active[place].font = Font(strike=True)
    assert numbers(saved(book)) == [1, 2]
    assert losses(saved(book)) == [("rows_struck", (3,))]


def test_words_that_are_struck_through_are_left_out_of_their_cell(book, saved):
    book.active["B2"] = CellRichText(
        "Øve ", TextBlock(STRUCK, "lite"), TextBlock(InlineFont(), "ofte")
    )
    book.active["C3"].font = Font(strike=True)
    path = saved(book)
    assert [row.cells[1:3] for row in read_xlsx(path).tables[0].rows[1:]] == [
        ["Øve ofte", "FR"],
        ["Lese", ""],
    ]
    assert losses(path) == [("text_struck", (2, 3))]


def test_hidden_sheets_are_told_with_their_rows_unless_they_are_empty(book, saved):
    book.create_sheet("Gammel").append(["Nr."])
    book.create_sheet("Tom")
    for title in ("Gammel", "Tom"):
        book[title].sheet_state = "hidden"
    [loss] = read_xlsx(saved(book)).losses
    assert (loss.code, loss.table) == ("sheet_ignored", "Gammel")
    assert "“Gammel” is not read: it has 1 filled row." in str(loss.sentence)


def test_cells_beyond_the_last_column_that_is_read_are_told(book, saved):
    book.active.cell(2, 300).value = "langt ute"
    assert losses(saved(book)) == [("cells_beyond", (2,))]


def test_every_loss_is_a_warning_that_names_its_rows(book, saved, read):
    for row in range(4, 24):
        book.active.append([str(row), "Skjult", "FR", "x", ""])
        book.active.row_dimensions[row].hidden = row != 9
    draft = read(saved(book))
    assert found(draft, "rows_hidden") == [("warning", 4, "")]
    [said] = [str(f.sentence) for f in draft.findings if f.code == "rows_hidden"]
    assert said.startswith("19 hidden rows are not read: 4–8 and 10–23.")


@pytest.mark.parametrize(
    ("written", "unsaved"),
    [
        (b'<c r="C2"><f>A9</f><v></v></c>', {2}),
        (b'<c r="C2" t="str"><f>A9</f></c>', {2}),
        (b'<c r="C2" t="str"><f>A9</f><v></v></c>', set()),
    ],
)
def test_a_formula_that_gives_the_empty_text_has_its_value(book, saved, tmp_path, written, unsaved):
    book.active["C2"] = "=A9"
    path, other = saved(book), tmp_path / "other.xlsx"
    with zipfile.ZipFile(path) as package, zipfile.ZipFile(other, "w") as copy:
        for name in package.namelist():
            part = re.sub(rb'<c r="C2">.*?</c>', written, package.read(name))
            copy.writestr(name, part)
    assert read_xlsx(other).tables[0].rows[1].unsaved == unsaved


SHEET = "xl/worksheets/sheet1.xml"


def test_a_sheet_whose_format_was_dragged_far_down_is_read_in_time(book, saved, tmp_path):
    plain, dragged = saved(book), tmp_path / "dragged.xlsx"
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(4, 100_004)).encode()
    with zipfile.ZipFile(plain) as package, zipfile.ZipFile(dragged, "w", 8) as copy:
        for name in package.namelist():
            part = package.read(name).replace(b"</sheetData>", empty + b"</sheetData>")
            copy.writestr(name, part)

    def parsed():
        with zipfile.ZipFile(dragged) as package, package.open(SHEET) as part:
            for _event, element in etree.iterparse(part):
                element.clear()

    assert numbers(dragged) == [1, 2, 3]
    assert times_as_long(lambda: read_xlsx(dragged), parsed) < 3  # the whole workbook: over 3


def test_comments_are_told_with_how_many_they_are(xlsx, word):
    path = xlsx([["Tiltak"], ["Øve"], ["Se"]])
    book = openpyxl.load_workbook(path)
    for cell in ("A2", "A3"):
        book.active[cell].comment = Comment("Endret i møte", "En medarbeider")
    book.save(path)
    (loss,) = read_xlsx(path).losses
    assert (loss.code, loss.sentence.n) == ("comments_ignored", 2)

    document = docx.Document(word([["Tiltak"], ["Øve"]]))
    run = document.tables[0].cell(1, 0).paragraphs[0].runs[0]
    document.add_comment(run, text="Endret i møte")
    document.save(path.with_suffix(".docx"))
    (loss,) = read_docx(path.with_suffix(".docx")).losses
    assert (loss.code, loss.sentence.n) == ("comments_ignored", 1)
