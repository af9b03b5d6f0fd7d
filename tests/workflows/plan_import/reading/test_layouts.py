"""Whether the rows of a plan are areas, or measures that areas group."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import found

AREAS = ["Område", "Nr.", "Tiltak", "Ansvarlig", "Når"]


@pytest.mark.parametrize("numbers", [("1.1", "2.1"), ("1-1", "2-1"), ("A1.1", "A2.1")])
def test_measures_that_are_alone_in_their_areas_are_no_areas(xlsx, read, numbers):
    rows = [[area, number, "Øve", "FR", 2030] for area, number in zip("XY", numbers, strict=True)]
    for table in ([AREAS, *rows], [AREAS, rows[0]]):
        draft = read(xlsx(table))
        assert [area.title for area in draft.areas] == ["X", "Y"][: len(table) - 1]
        assert {(measure.kind.value, measure.text) for measure in draft.measures} == {
            ("measure", "Øve")
        }


def test_rows_that_are_called_by_their_areas_are_told(xlsx, read):
    rows = [["Rus", 1, "Øve", "FR", 2030], ["Barn", 2, "Lære", "FR", 2031]]
    draft = read(xlsx([AREAS, *rows]))
    assert [measure.title for measure in draft.measures] == ["Rus", "Barn"]
    assert found(draft, "area_doubtful") == [("warning", 1, "")]
    rows[0][2] = "• Øve\n• Lære"
    assert not found(read(xlsx([AREAS, *rows])), "area_doubtful")


@pytest.mark.parametrize("note", ["* Fullt navn står i vedlegget.", "Kilde: årsrapporten."])
def test_a_footnote_below_a_measure_takes_no_number_out_of_its_text(xlsx, read, note):
    draft = read(xlsx([["Tiltak", "Ansvarlig", "Når"], ["1.1 Øve", "FR*", 2030], [note]]))
    assert [(measure.key, measure.text) for measure in draft.measures] == [("1.1", "Øve")]
