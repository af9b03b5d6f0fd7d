"""When a measure is to be done, as a cell says it."""

from __future__ import annotations

import pytest

from workflows.plan_import.cells.marks import read_mark
from workflows.plan_import.cells.years import read_when


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
        ("høst 2030 - vår 2032", (2030, 2031, 2032), False),
        ("01.01.2030–31.12.2032", (2030, 2031, 2032), False),
        ("januar 2030 – desember 2032", (2030, 2031, 2032), False),
        ("2030 → 2032", (2030, 2031, 2032), False),
        ("mellom 2030 og 2032", (2030, 2031, 2032), False),
        ("2030 t.o.m. 2032", (2030, 2031, 2032), False),
        ("Q4 2030 – Q1 2032", (2030, 2031, 2032), False),
        ("skoleåret 2030/2031", (2030, 2031), False),
        ("2030-09-01", (2030,), False),
        ("31", (2031,), False),
        ("ved behov", (), True),
        ("hvert 2. år", (), True),
        ("2 ganger i året", (), True),
        ("as needed", (), True),
        ("hvert halvår", (), True),
        ("I planperioden", (2030, 2031, 2032, 2033), False),
        ("innen utgangen av planperioden", (2033,), False),
        ("hele planperioden", (2030, 2031, 2032, 2033), False),
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
        ("1.8–1.6.2031", "span_reversed", True),
        ("oktober–mars 2031", "span_reversed", True),
        ("20030", "not_a_year", True),
        ("2032 - 2030", "span_reversed", True),
        ("Snarest", "unknown_time_word", True),
        ("2031 (pilot)", "unknown_time_word", False),
        ("medio 2031", "unknown_time_word", False),
        ("jul 2031", "unknown_time_word", False),
        ("påske 2031", "unknown_time_word", False),
        ("før 2031", "unknown_time_word", False),
        ("uke 12", "unknown_time_word", True),
        ("innen sommeren", "unknown_time_word", True),
        ("uke 54 2031", "not_a_year", True),
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
        ("✅", "x", ""),
        ("√", "x", ""),
        ("SANN", "x", ""),
        ("FALSE", "-", ""),
    ],
)
def test_marks_under_a_year(cell, mark, timing):
    found, problem = read_mark(2031, cell)
    assert (found.mark, found.timing, problem) == (mark, timing, None)


@pytest.mark.parametrize(
    ("cell", "due"),
    [
        ("innen 1.6.2031", "2031-06-01"),
        ("1/1-31/12 2031", "2031-12-31"),
        ("1/1- 30/6 2031", "2031-06-30"),
        ("01.01-30.06 2031", "2031-06-30"),
        ("1.1 31.12.2031", "2031-12-31"),
        ("15.8-15.12.2031", "2031-12-15"),
        ("1/6-31", "2031-06-01"),
        ("1. juni 2031", "2031-06-01"),
        ("2031-06-01", "2031-06-01"),
        ("juni 2031", "2031-06-30"),
        ("Q2 2031", "2031-06-30"),
        ("1. halvår 2031", "2031-06-30"),
        ("2. tertial 2031", "2031-08-31"),
        ("februar 2032", "2032-02-29"),
        ("1.1.2030 - 30.6.2031", "2031-06-30"),
        ("uke 12 2031", "2031-03-23"),
        ("Uke 12, 2031", "2031-03-23"),
        ("veke 10-12 2031", "2031-03-23"),
        ("2031, uke 12", "2031-03-23"),
        ("uke 53 2032", "2032-12-31"),
        ("Våren 2031", "2031-06-30"),
        ("Innen sommeren 2031", "2031-06-30"),
        ("sommeren 2031", "2031-08-31"),
        ("Til jul 2031", "2031-12-24"),
        ("høst 2030 - vår 2032", "2032-06-30"),
        ("jul. 2031", "2031-07-31"),
        ("vår og høst 2031", None),
        ("høst/vår 2031", None),
        ("2031", None),
        ("høst 2031", None),
    ],
)
def test_the_last_day_that_a_cell_names(cell, due):
    when = read_when(cell, (2030, 2033))
    assert (str(when.due) if when.due else None, when.problems) == (due, ())


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("fra 2031", (2031, 2032, 2033)),
        ("f.o.m. 2031", (2031, 2032, 2033)),
        ("2031 -", (2031, 2032, 2033)),
        ("2031 og utover", (2031, 2032, 2033)),
        ("Oppstart 2031", (2031,)),
    ],
)
def test_what_has_a_beginning_alone_is_told(cell, years):
    when = read_when(cell, (2030, 2033))
    assert when.years == years
    assert [(each.code, each.fatal) for each in when.problems] == [("open_ended", False)]


def test_what_is_not_settled_is_told_and_no_error():
    for cell in ("avklares", "Ikke avklart", "to be decided"):
        (problem,) = read_when(cell, (2030, 2033)).problems
        assert (problem.code, problem.fatal) == ("time_unsettled", False)


def test_the_year_of_the_header_counts_where_a_cell_names_none():
    assert read_when("juni", None, 2031).years == (2031,)
    assert read_when("juni 2032", None, 2031).years == (2032,)
    assert read_when("Fortløpende", None, 2031).years == ()


def test_words_under_a_year_that_nobody_knows():
    for cell in ("kanskje", "x kanskje"):
        mark, problem = read_mark(2031, cell)
        assert (mark.mark, mark.as_printed, problem.fatal) == ("x", cell, False)


def test_a_slash_between_years_that_do_not_follow_is_told():
    when = read_when("2030/2032", (2030, 2033))
    assert when.years == (2030, 2032)
    assert [(each.code, each.fatal) for each in when.problems] == [("years_doubtful", False)]
    assert read_when("2030/2031", (2030, 2033)).problems == ()


def test_a_cross_or_a_word_that_it_is_ended_is_no_mark():
    assert read_mark(2031, "✗")[0].mark == "-"
    mark, problem = read_mark(2031, "Utgår")
    assert (mark.mark, problem.code) == ("-", "no_mark")


@pytest.mark.parametrize(
    ("cell", "years"),
    [
        ("2030..2032", (2030, 2031, 2032)),
        ("2030 … 2032", (2030, 2031, 2032)),
        ("Start 2030. Ferdig 2032.", (2030, 2031, 2032)),
        ("Oppstart 2030, slutt 2032", (2030, 2031, 2032)),
        ("2030\n2032", (2030, 2032)),
        ("kvartalsvis fra 2031", (2031,)),
    ],
)
def test_years_that_are_a_span_or_a_list_without_a_word(cell, years):
    when = read_when(cell, (2030, 2033))
    assert (when.years, when.problems) == (years, ())


@pytest.mark.parametrize(
    ("cell", "code", "years"),
    [
        ("2031+", "open_ended", (2031, 2032, 2033)),
        ("→ 2032", "open_ended", (2030, 2031, 2032)),
        ("t.o.m. 2032", "open_ended", (2030, 2031, 2032)),
        ("løpende til 2032", "open_ended", (2030, 2031, 2032)),
        ("årlig 2030-2032", "open_ended", (2030, 2031, 2032)),
        ("2031?", "unknown_time_word", (2031,)),
        ("<2031", "unknown_time_word", (2031,)),
        ("2031!", "unknown_time_word", (2031,)),
        ("jan-mars 2030 og 2032", "unknown_time_word", (2030, 2032)),
        ("2030 2032", "years_doubtful", (2030, 2032)),
        ("2030: 2032", "years_doubtful", (2030, 2032)),
        ("?", "time_unsettled", ()),
    ],
)
def test_signs_and_gaps_between_years_are_told(cell, code, years):
    when = read_when(cell, (2030, 2033))
    assert (when.years, [problem.code for problem in when.problems]) == (years, [code])


def test_what_goes_on_until_a_year_has_an_end():
    assert not read_when("løpende til 2032", (2030, 2033)).ongoing


def test_a_school_year_is_done_before_its_summer():
    when = read_when("skoleåret 2030/31", (2030, 2033))
    assert (when.years, str(when.due)) == ((2030, 2031), "2031-06-30")


def test_a_day_that_no_calendar_has_is_called_a_day():
    (problem,) = read_when("30.02.2031", (2030, 2033)).problems
    assert str(problem.sentence) == "There is no day “30.02.2031”."


@pytest.mark.parametrize(
    ("cell", "mark", "code"),
    [
        ("?", "-", "no_mark"),
        (".", "-", "no_mark"),
        ("✗", "-", "no_mark"),
        ("❌", "-", "no_mark"),
        ("(x)", "x", "unknown_time_word"),
    ],
)
def test_signs_under_a_year_that_may_be_its_opposite_are_told(cell, mark, code):
    found, problem = read_mark(2031, cell)
    assert (found.mark, problem.code, problem.fatal) == (mark, code, False)


@pytest.mark.parametrize(
    "cell",
    [
        *("Hele perioden", "Hele planperioden", "I hele planperioden", "Gjennom hele perioden"),
        *("Gjennom perioden", "heile perioden", "2030-2033 (hele perioden)", "i planperioden"),
    ],
)
def test_the_whole_period_is_the_years_of_the_plan(cell):
    when = read_when(cell, (2030, 2033))
    assert (when.years, when.ongoing) == ((2030, 2031, 2032, 2033), False)
    assert not when.problems


def test_the_whole_period_beside_its_years_says_no_more():
    when = read_when("2030-2032 (hele perioden)", None)
    assert (when.years, when.ongoing, when.problems) == ((2030, 2031, 2032), False, ())


def test_a_period_that_names_its_own_years_has_those():
    assert read_when("i perioden 2031-2032", (2030, 2033)).years == (2031, 2032)


@pytest.mark.parametrize(
    "cell", ["Hver høst", "To gonger i året", "2 ganger i halvåret", "Kvar haust", "hver måned"]
)
def test_what_comes_back_goes_on_without_an_end(cell):
    when = read_when(cell, (2030, 2033))
    assert (when.years, when.ongoing, when.problems) == ((), True, ())


@pytest.mark.parametrize("period", [None, (2030, 2033)])
@pytest.mark.parametrize(
    "cell", ["Innen årets utgang", "Gjennom perioden", "I planperioden", "Hele perioden"]
)
def test_a_time_that_names_no_year_refuses_no_file(cell, period):
    when = read_when(cell, period)
    assert not any(problem.fatal for problem in when.problems)
    assert when.years or when.ongoing or when.problems


def test_a_year_and_on_from_it_goes_to_the_end_of_the_plan():
    when = read_when("2031 og videre", (2030, 2033))
    assert (when.years, [each.code for each in when.problems]) == (
        (2031, 2032, 2033),
        ["open_ended"],
    )


@pytest.mark.parametrize("cell", ["Årlig, i mars", "Februar hvert år", "Årlig, høst"])
def test_no_year_is_said_to_be_used_where_there_is_none(cell):
    when = read_when(cell, (2030, 2033))
    assert (when.years, when.ongoing) == ((), True)
    (problem,) = when.problems
    assert str(problem.sentence).endswith(
        "is read as work without an end; the rest of it is not read."
    )
