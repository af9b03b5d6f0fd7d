"""A border that was dragged aside in one row moves no text into another column."""

from __future__ import annotations

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from workflows.documents.read_docx import read_docx
from workflows.documents.word_grid import WordGrid

USUAL = (0, 1, 3, 5, 6)  # four cells over a grid of six columns


@pytest.mark.parametrize("edges", [(0, 2, 3, 5, 6), (0, 1, 4, 5, 6), (0, 1, 3, 4, 6)])
def test_a_row_with_as_many_cells_has_the_usual_edges(edges):
    assert WordGrid([USUAL, edges, USUAL]).seen(edges) == USUAL


def test_a_row_of_fewer_cells_has_the_nearest_usual_edges():
    grid = WordGrid([USUAL, USUAL], widths=[10, 50, 10, 50, 10, 50])
    assert grid.seen((0, 2, 6)) == (0, 3, 6)
    assert grid.seen((0, 6)) == (0, 6)
    assert grid.seen((0, 4, 6)) == (0, 5, 6)


def test_a_row_of_more_cells_keeps_its_own():
    more = (0, 1, 2, 3, 4, 5, 6)
    assert WordGrid([USUAL, USUAL, more]).seen(more) == more


def test_edges_that_are_equally_usual_are_those_of_more_cells():
    grid = WordGrid([(0, 2, 6), USUAL])
    assert grid.seen((0, 2, 3, 5, 6)) == USUAL


def row(*cells):
    inside = "".join(
        f'<w:tc><w:tcPr><w:gridSpan w:val="{width}"/></w:tcPr>'
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"
        for width, text in cells
    )
    return parse_xml(f"<w:tr {nsdecls('w')}>{inside}</w:tr>")


def test_a_table_with_a_dragged_border_is_the_plan_that_is_seen(tmp_path, read):
    document = docx.Document()
    table = document.add_table(0, 6)
    for cells in (
        [(1, "Nr."), (2, "Tiltak"), (2, "Ansvarlig"), (1, "Når")],
        [(1, "1"), (2, "Øve"), (2, "FR"), (1, "2031")],
        [(1, "2"), (1, "Lese"), (2, "FR"), (2, "2032")],
        [(2, "3"), (2, "Skrive"), (1, "FR"), (1, "2031")],
    ):
        table._tbl.append(row(*cells))
    document.save(str(tmp_path / "dragged.docx"))
    draft = read(tmp_path / "dragged.docx")
    assert [(m.key, m.text, m.responsible[0].body_id, m.years) for m in draft.measures] == [
        ("1", "Øve", "council", (2031,)),
        ("2", "Lese", "council", (2032,)),
        ("3", "Skrive", "council", (2031,)),
    ]
    [first, *_rest] = read_docx(tmp_path / "dragged.docx").tables[0].rows
    assert first.spans == {1: 2, 3: 2}
