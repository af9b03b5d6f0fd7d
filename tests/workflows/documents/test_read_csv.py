"""Tables of text, however they are cut into cells."""

from __future__ import annotations

import csv
import io

import pytest

from tests.world import IDENTITY_NUMBER
from workflows.documents.read_csv import read_csv
from workflows.documents.refusals import FileRefused

ROWS = [
    ["Nr.", "Tiltak", "Ansvarlig", "Når"],
    ["1,1", "Kartlegge, beskrive\nSamle; dele\nPrøve | se", "FR\nSekretariat", "2031"],
    ["1,2", "Øve, lese", "FR", "2031, 2032"],
]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("sign", [";", ",", "\t", "|"])
def test_signs_inside_cells_cut_nothing(tmp_path, sign, quoting):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=sign, quoting=quoting).writerows(ROWS)
    (tmp_path / "plan.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    assert [row.cells for row in read_csv(tmp_path / "plan.csv").tables[0].rows] == ROWS


@pytest.mark.parametrize("line", ["sep=,\n", '"sep=,"\r\n', "SEP=,\r\n"])
def test_a_line_that_names_the_sign_is_believed(tmp_path, line):
    (tmp_path / "list.csv").write_text(f"{line}a;b,c\n1;2,3\n", encoding="utf-8", newline="")
    rows = read_csv(tmp_path / "list.csv").tables[0].rows
    assert [row.cells for row in rows] == [["a;b", "c"], ["1;2", "3"]]


def test_a_title_above_that_is_not_cut_decides_nothing(tmp_path):
    text = "Handlingsplan, rev. 2, utkast\nNr.;Tiltak\n1;Øve\n2;Lese, skrive\n"
    (tmp_path / "plan.csv").write_text(text, encoding="utf-8")
    rows = read_csv(tmp_path / "plan.csv").tables[0].rows
    assert rows[3].cells == ["2", "Lese, skrive"]


def test_cells_beyond_the_last_column_that_is_read_are_told(tmp_path):
    (tmp_path / "wide.csv").write_text("a;b\n" + ";" * 299 + "langt ute\n", encoding="utf-8")
    assert [(loss.code, loss.rows) for loss in read_csv(tmp_path / "wide.csv").losses] == [
        ("cells_beyond", (2,))
    ]


def test_lines_inside_cells_do_not_outvote_the_rows(tmp_path):
    cell = '"Øve\nKartlegge, beskrive\nSamle, dele\nPrøve, se"'
    text = "Nr.;Tiltak;Når\n" + "".join(f"{n};{cell};2031\n" for n in range(1, 9))
    (tmp_path / "plan.csv").write_text(text, encoding="utf-8")
    assert [len(row.cells) for row in read_csv(tmp_path / "plan.csv").tables[0].rows] == [3] * 9


OPENED = (
    ("1.1", '"Lage plan', "HNT", "2018"),
    ("1.2", "Rutine", "ASU", "2019"),
    ("1.3", 'Lage "kurs"', "PSU", "2020"),
)
CLOSED = (*OPENED[:2], ("1.3", 'Lage kurs"', "PSU", "2020"))
SWALLOWED = {
    "a quotation mark at the first cell": (";", OPENED),
    "in tabs": ("\t", OPENED),
    "in commas": (",", OPENED),
    "closed where a cell ends": (";", CLOSED),
}


@pytest.mark.parametrize(("sign", "rows"), SWALLOWED.values(), ids=list(SWALLOWED))
def test_rows_in_quotation_marks_are_refused_with_their_row(tmp_path, sign, rows):
    lines = [sign.join(row) for row in (("Nr", "Tiltak", "Ansvarlig", "Når"), *rows)]
    (tmp_path / "plan.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read_csv(tmp_path / "plan.csv")

    assert "Row 2 of the file" in str(refused.value)
    assert "Lage plan" in str(refused.value)


def test_rows_in_quotation_marks_are_refused_without_an_identity_number(tmp_path):
    text = f'1.1;"{IDENTITY_NUMBER} sa;HNT;2018\n1.2;Rutine;ASU;2019\n1.3;"Kurs";PSU;2020\n'
    (tmp_path / "plan.csv").write_text(f"Nr;Tiltak;Ansvarlig;Når\n{text}", encoding="utf-8")
    with pytest.raises(FileRefused) as refused:
        read_csv(tmp_path / "plan.csv")

    assert IDENTITY_NUMBER not in str(refused.value)
