"""Lines between and below tables: headings, and notes that are no area."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import found

NAMES = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
FIRST = [["1 Samspill"], NAMES, ["1.1", "Øve", "FR*", 2031], ["1.2", "Se", "FR", 2031]]
SECOND = [["2 Læring"], NAMES, ["2.1", "Lære", "FR", 2031]]
NOTES = [
    "* Fjordrådet koordinerer",
    "** i samråd med byene",
    "¹ etter vedtak",
    "† fra høsten",
    "x = gjennomføres",
    "Forklaring: x er et merke",
    "Fotnote 1: FR koordinerer",
    "Kilde: Fjordrådet",
    "FR = Fjordrådet",
]
LETTERED = ["a) Fjordrådet koordinerer", "(1) Fjordrådet koordinerer"]


def areas(draft):
    return [(area.number, area.title) for area in draft.areas]


@pytest.mark.parametrize("line", [*NOTES, *LETTERED])
def test_a_note_above_the_next_table_is_told_and_no_area(xlsx, read, line):
    draft = read(xlsx([*FIRST, [line], *SECOND[1:]]))
    assert areas(draft) == [("1", "Samspill")]
    assert [level for level, _row, _key in found(draft, "row_left_out")] == ["warning"]


@pytest.mark.parametrize("line", NOTES)
@pytest.mark.parametrize("gap", [[], [[]]])
def test_a_note_below_the_last_table_is_told_and_no_area(xlsx, read, line, gap):
    draft = read(xlsx([*FIRST, [], *SECOND, *gap, [line]]))
    assert areas(draft) == [("1", "Samspill"), ("2", "Læring")]
    assert found(draft, "row_left_out")
    assert not found(draft, "area_empty")


@pytest.mark.parametrize("line", [*NOTES, "1) Fjordrådet koordinerer", "FR: Fjordrådet"])
def test_a_note_above_the_heading_of_the_next_table_is_told(xlsx, read, line):
    draft = read(xlsx([*FIRST, [line], [], *SECOND]))
    assert areas(draft) == [("1", "Samspill"), ("2", "Læring")]
    assert found(draft, "row_left_out")


def test_a_heading_without_a_number_among_numbered_ones_is_told(xlsx, read):
    draft = read(xlsx([*FIRST, ["FR: Fjordrådet"], *SECOND[1:]]))
    assert areas(draft) == [("1", "Samspill"), ("2", "FR: Fjordrådet")]
    assert found(draft, "area_doubtful")


def test_another_heading_under_the_same_number_is_told(xlsx, read):
    draft = read(xlsx([*FIRST, ["1 Fjordrådet koordinerer"], *SECOND[1:]]))
    assert areas(draft) == [("1", "Samspill")]
    assert found(draft, "area_doubtful")


@pytest.mark.parametrize("line", ["1 Samspill (forts.)", "1 Samspil", "1. SAMSPILL"])
def test_a_heading_that_is_printed_again_is_the_same_area(xlsx, read, line):
    draft = read(xlsx([*FIRST, [line], NAMES, ["1.3", "Lære", "FR", 2031]]))
    assert areas(draft) == [("1", "Samspill")]
    assert not found(draft, "area_doubtful")
