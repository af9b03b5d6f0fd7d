"""When a measure is to be done, as a cell says it."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.years import read_mark, read_when


@pytest.mark.parametrize(
    ("cell", "years", "ongoing"),
    [
        ("", (), False),
        ("-", (), False),
        ("2031", (2031,), False),
        ("2030 - 2032", (2030, 2031, 2032), False),
        ("2030–32", (2030, 2031, 2032), False),
        ("2030 til og med 2032", (2030, 2031, 2032), False),
        ("2030\n2032", (2030, 2032), False),
        ("2030/31", (2030, 2031), False),
        ("2030 og 2032", (2030, 2032), False),
        ("01.10.2031", (2031,), False),
        ("Innen 1. mars 2031", (2031,), False),
        ("2. halvår 2031", (2031,), False),
        ("Haust 2031", (2031,), False),
        ("Fortløpende", (), True),
        ("Fort-\nløpende", (), True),
        ("Løpande", (), True),
        ("Kontinuerleg frå 2031", (2031,), True),
    ],
)
def test_times_that_are_understood(cell, years, ongoing):
    when = read_when(cell, (2030, 2033))
    assert (when.years, when.ongoing, when.problems) == (years, ongoing, ())


@pytest.mark.parametrize(
    ("cell", "code", "fatal"),
    [
        ("2029", "year_outside_period", True),
        ("2033\n2034", "year_outside_period", True),
        ("20030", "not_a_year", True),
        ("2032 - 2030", "span_reversed", True),
        ("Snarest", "unknown_time_word", True),
        ("2031 (pilot)", "unknown_time_word", False),
        ("2031 " * 200, "unknown_time_word", True),
    ],
)
def test_times_that_are_not(cell, code, fatal):
    assert [
        (problem.code, problem.fatal) for problem in read_when(cell, (2030, 2033)).problems
    ] == [(code, fatal)]


@pytest.mark.parametrize(
    ("cell", "mark", "timing"),
    [
        ("x", "x", ""),
        ("X\nhøst", "x", "autumn"),
        ("x oppstart haust", "x", "start_autumn"),
        ("x vår/ høst", "x", "spring_autumn"),
        ("Vår", "x", "spring"),
        ("x Igangsatt", "x", "started"),
        ("-", "-", ""),
        ("✓", "x", ""),
    ],
)
def test_marks_under_a_year(cell, mark, timing):
    found, problem = read_mark(2031, cell)
    assert (found.mark, found.timing, problem) == (mark, timing, None)


def test_words_under_a_year_that_nobody_knows():
    assert read_mark(2031, "kanskje")[1].fatal
    mark, problem = read_mark(2031, "x kanskje")
    assert (mark.mark, problem.fatal) == ("x", False)
