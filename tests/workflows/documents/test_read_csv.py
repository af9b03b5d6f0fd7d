"""Tables of text, however they are cut into cells."""

from __future__ import annotations

import csv
import io

import pytest

from workflows.documents.read_csv import read_csv

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
