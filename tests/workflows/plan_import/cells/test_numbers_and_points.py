"""Numbers and points, as people print them."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.numbers_and_points import (
    lost_zero,
    read_agreements,
    read_number_cell,
    read_parts,
)


@pytest.mark.parametrize(
    ("cell", "number", "rest"),
    [
        ("1", "1", ""),
        ("1.", "1", ""),
        ("2.1.3 A", "2.1.3A", ""),
        ("2.1.2A\nRef. 1.6.1", "2.1.2A", "Ref. 1.6.1"),
        ("2.1.3 B Ref. 1.4.1", "2.1.3B", "Ref. 1.4.1"),
        ("Pkt. 4.1", "4.1", ""),
        ("2.4a", "2.4a", ""),
        ("T1", "T1", ""),
        ("a)", "a", ""),
        ("#7.5", "7.5", ""),
        ("1-1", "1.1", ""),
        ("1,1", "1.1", ""),
        ("1.10", "1.10", ""),
        ("I.", "1", ""),
        ("IV", "4", ""),
        ("XL.", "40", ""),
        ("C", "C", ""),
        ("iv", "4", ""),
        ("1/1", "1.1", ""),
        ("1:2", "1.2", ""),
        ("2019/1", "2019-1", ""),
        ("2019-1", "2019-1", ""),
        ("1/2018", "1-2018", ""),
        ("2018-1.2", "2018-1.2", ""),
        ("Tiltak A", "A", ""),
        ("Aktivitet 1.2", "1.2", ""),
        ("Nr.1", "1", ""),
        ("A/1", "A-1", ""),
        ("F1.T2", "F1.T2", ""),
        ("HNT-2018-01", "HNT-2018-01", ""),
    ],
)
def test_numbers_as_people_print_them(cell, number, rest):
    assert read_number_cell(cell) == (number, rest)


@pytest.mark.parametrize("cell", ["A1-A3", "T1–T3", "Tiltak for barn", "KS/HNT", "Se over"])
def test_what_is_no_number(cell):
    assert read_number_cell(cell) is None


def test_letters_among_letters_are_no_numbers():
    assert read_number_cell("I", roman=False) == ("I", "")


@pytest.mark.parametrize(
    ("before", "number", "whole"),
    [
        ("1.9", "1.1", "1.10"),
        ("2.19", "2.2", "2.20"),
        ("1.9", "2.1", ""),
        ("1.8", "1.1", ""),
        ("9", "1", ""),
        ("", "1.1", ""),
    ],
)
def test_a_number_that_lost_its_zero(before, number, whole):
    assert lost_zero(before, number) == whole


def test_points_have_levels_by_their_signs_and_a_line_without_one_belongs_to_the_point_above():
    parts = read_parts("Vi skal:\n• øve\n○ mye\nog ofte\n• lese\nMer senere")
    assert parts.text == "Vi skal:"
    assert [(bullet.level, bullet.text) for bullet in parts.bullets] == [
        (1, "øve"),
        (2, "mye og ofte"),
        (1, "lese"),
    ]
    assert parts.after == "Mer senere"


def test_lines_that_are_counted_are_points_and_one_alone_is_not():
    assert [bullet.marker for bullet in read_parts("1. Øve\n2. Lese").bullets] == ["1.", "2."]
    assert read_parts("1. Øve").bullets == ()


def test_agreements():
    assert read_agreements("2, 3ab og 6").refs == ("2", "3a", "3b", "6")
    assert (read_agreements("Alle").scope, read_agreements("").scope) == ("all", "none")


@pytest.mark.parametrize("number", ["RUS-1", "PSYK-1", "Legevakt-2.1", "A1"])
def test_letters_before_a_number_are_a_part_of_it(number):
    found = read_number_cell(number)
    assert found is not None
    assert (found.number, found.rest) == (number, "")
