"""Rows that say that their measure has lapsed, or that they are none."""

from __future__ import annotations

import pytest

from tests.workflows.conftest import found

PLAIN = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
FIRST = ["1.1", "Øve sammen", "FR", "2031"]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1.2 utgår", "Lære mer"),
        ("1.2", "Utgår – erstattet av 1.1"),
        ("1.2", "Lære mer (utgår)"),
        ("1.2", "Lære mer. Utgår."),
        ("1.2", "UTGÅR: Lære mer"),
    ],
)
def test_the_word_beside_a_measure_or_its_number_is_its_status(xlsx, read, number, text):
    draft = read(xlsx([PLAIN, FIRST, [number, text, "FR", "2031"]]))
    assert [measure.status for measure in draft.measures] == ["", "lapsed"]
    assert found(draft, "status_in_words") == [("warning", 3, "1.2")]


def test_a_sentence_about_what_lapses_is_no_status(xlsx, read):
    text = "Følge opp at ordningen utgår"
    draft = read(xlsx([PLAIN, FIRST, ["1.2", text, "FR", "2031"]]))
    assert (draft.measures[1].status, draft.findings) == ("", ())


@pytest.mark.parametrize("text", ["Utgår", "-", "(tom)", "Se tiltak 1.1"])
def test_a_row_that_says_nothing_to_be_done_is_left_out_and_told(xlsx, read, text):
    draft = read(xlsx([PLAIN, FIRST, ["1.2", text, "", ""], ["1.3", "Lære", "FR", "2031"]]))
    assert [measure.key for measure in draft.measures] == ["1.1", "1.3"]
    assert found(draft, "row_left_out") == [("warning", 3, "")]
    assert not found(draft, "number_gap")


def test_a_comment_that_says_a_status_is_told_once(xlsx, read):
    rows = [[*FIRST, "utgår"], ["1.2", "Lære", "FR", "2031", "se referat"]]
    draft = read(xlsx([[*PLAIN, "Kommentar"], *rows]))
    assert found(draft, "column_unread") == [("warning", 1, "")]
    assert not found(draft, "column_ignored")


@pytest.mark.parametrize("cell", ["1.2*", "§ 1.2", "(1.2)", "1.2 *"])
def test_signs_around_a_number_are_no_part_of_it(xlsx, read, cell):
    draft = read(xlsx([PLAIN, FIRST, [cell, "Lære", "FR", "2031"]]))
    assert [measure.key for measure in draft.measures] == ["1.1", "1.2"]
    assert not draft.findings


def test_words_beside_a_number_are_told(xlsx, read):
    draft = read(xlsx([PLAIN, FIRST, ["1.2 revidert", "Lære", "FR", "2031"]]))
    assert found(draft, "number_with_words") == [("warning", 3, "1.2")]


def test_rows_are_not_counted_anew_beside_a_column_of_numbers_in_silence(xlsx, read):
    rows = [["a-én", "Øve sammen", "FR", "2031"], ["a-to", "Lære mer", "FR", "2031"]]
    draft = read(xlsx([PLAIN, *rows]))
    assert found(draft, "column_unread") == [("warning", 1, "")]


def test_numbers_that_go_on_through_all_areas_are_no_gap(xlsx, read):
    header = ["Nr.", "Område", "Tiltak", "Ansvarlig", "Når"]
    rows = [["1", "", "Øve", "FR", 2031], ["2", "Rus", "Lære", "FR", 2031]]
    rows += [["3", "Rus", "Dele", "FR", 2031]]
    draft = read(xlsx([header, *rows]))
    assert [measure.area for measure in draft.measures] == ["", "1", "1"]
    assert not found(draft, "number_gap")
