from __future__ import annotations

import re
import unicodedata
from datetime import date
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.no.fodselsnummer import calc_check_digit1, calc_check_digit2

from engine.errors import IdentityNumber
from engine.identity_numbers import (
    hidden,
    holds_identity_number,
    refuse_identity_numbers,
    told_without,
)
from engine.language.sentences import AnyOf, _, say

NUMBER = "15108695088"  # stdnum's own example
SERIES = {
    "birth": (0, 0),
    "D": (40, 0),
    "H": (0, 40),
    "Dolly": (0, 40),
    "NAV": (0, 65),
    "Tenor": (0, 80),
    "synthetic D": (40, 80),
}


def with_check_digits(nine: str) -> str:
    first = calc_check_digit1(nine)
    second = calc_check_digit2(nine + first)
    assume(len(first + second) == 2)
    return nine + first + second


@st.composite
def dated_numbers(draw: st.DrawFn) -> str:
    day, month = draw(st.sampled_from(sorted(SERIES.values())))
    born = draw(st.dates(date(1900, 1, 1), date(2039, 12, 31)))
    return with_check_digits(
        f"{born.day + day:02}{born.month + month:02}{born.year % 100:02}"
        f"{draw(st.integers(0, 999)):03}"
    )


@st.composite
def fh_numbers(draw: st.DrawFn) -> str:
    return with_check_digits(f"{draw(st.integers(800_000_000, 999_999_999))}")


numbers = dated_numbers() | fh_numbers()


def in_script(number: str, zero: str) -> str:
    return "".join(chr(ord(zero) + int(digit)) for digit in number)


GAPS = [
    " ",
    ".",
    "-",
    "\N{NO-BREAK SPACE}",
    "\N{NARROW NO-BREAK SPACE}",
    "\N{EN DASH}",
    "\N{MINUS SIGN}",
    " - ",
    "\n",
    "/",
    ", ",
]
DISGUISES = {
    "as it is": lambda number, gap: number,
    "date and number": lambda number, gap: number[:6] + gap + number[6:],
    "dotted date": lambda number, gap: f"{number[:2]}.{number[2:4]}.{number[4:6]}{gap}{number[6:]}",
    "dotted date, nothing after it": lambda number, gap: f"{number[:2]}.{number[2:4]}.{number[4:]}",
    "three parts": lambda number, gap: gap.join((number[:6], number[6:9], number[9:])),
    "one by one": lambda number, gap: gap.join(number),
    "as a bank account": lambda number, gap: f"{number[:4]}.{number[4:6]}.{number[6:]}",
    "in other parts": lambda number, gap: f"{number[:3]} {number[3:]}",
    "between letters": lambda number, gap: f"fnr{number}x",
    "in brackets": lambda number, gap: f"({number[:6]}) {number[6:]}",
    "after a telephone number": lambda number, gap: f"22334455 {number[:6]}{gap}{number[6:]}",
    "with the century": lambda number, gap: (
        f"{number[:2]}.{number[2:4]}.19{number[4:6]}{gap}{number[6:]}"
    ),
    "the year first": lambda number, gap: (
        f"20{number[4:6]}-{number[2:4]}-{number[:2]}{gap}{number[6:]}"
    ),
    "with a word between": lambda number, gap: f"{number[:6]}, personnr. {number[6:]}",
    "with a word in a sentence": lambda number, gap: (
        f"født {number[:2]}.{number[2:4]}.{number[4:6]} og personnummer {number[6:]}"
    ),
    "with the word that it is": lambda number, gap: f"{number[:6]} med fnr er {number[6:]}",
    "with a letter and a word": lambda number, gap: f"{number[:6]}, D-nummeret: {number[6:]}",
    "with a word cut short": lambda number, gap: f"{number[:6]} pers.nr. {number[6:]}",
    "with the century and no gap": lambda number, gap: f"{number[:4]}19{number[4:]}",
    "the year first and no gap": lambda number, gap: (
        f"20{number[4:6]}{number[2:4]}{number[:2]}{number[6:]}"
    ),
    "in two cells": lambda number, gap: f"{number[:6]}\t     \t{number[6:]}",
    "with a short word between": lambda number, gap: f"{number[:6]} nr {number[6:]}",
    "after a date": lambda number, gap: f"13.02.2018 {number}",
    "full width": lambda number, gap: in_script(number, "\N{FULLWIDTH DIGIT ZERO}"),
    "Arabic": lambda number, gap: in_script(number, "\N{ARABIC-INDIC DIGIT ZERO}"),
    "Devanagari": lambda number, gap: in_script(number, "\N{DEVANAGARI DIGIT ZERO}"),
    "bold": lambda number, gap: in_script(number, "\N{MATHEMATICAL BOLD DIGIT ZERO}"),
    "keycaps": lambda number, gap: "".join(
        f"{digit}\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}" for digit in number
    ),
    "with nothing between": lambda number, gap: "\N{ZERO WIDTH SPACE}".join(number),
    "with a soft hyphen": lambda number, gap: number[:6] + "\N{SOFT HYPHEN}" + number[6:],
}


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
@given(number=numbers, gap=st.sampled_from(GAPS))
def test_a_number_is_found_in_every_disguise(disguise, number, gap):
    text = disguise(number, gap)

    assert holds_identity_number(text)
    assert holds_identity_number(f"Pasienten ({text}) ble utskrevet.")


@given(number=numbers, digit=st.sampled_from("0123456789"), before=st.booleans())
def test_a_longer_run_of_digits_is_none(number, digit, before):
    assert not holds_identity_number(digit + number if before else number + digit)


@given(st.text("0123456789", min_size=12))
def test_no_run_of_twelve_digits_or_more_is_one_but_for_those_of_a_century(digits):
    assume(len(digits) != 13 or not {digits[:2], digits[4:6]} & {"19", "20"})

    assert not holds_identity_number(digits)


@pytest.mark.parametrize("impossible", ["32", "39", "00", "72", "79"])
@given(rest=st.integers(0, 9_999_999), as_month=st.booleans())
def test_what_begins_with_no_day_is_a_bank_account(impossible, rest, as_month):
    assume(not as_month or impossible in ("32", "39", "00"))
    begins = f"01{impossible}" if as_month else f"{impossible}01"

    assert not holds_identity_number(with_check_digits(f"{begins}{rest:07}"[:9]))


@given(dated_numbers().filter(lambda number: number.startswith("0") and number[1] != "0"))
def test_a_cell_of_a_spreadsheet_loses_the_zero(number):
    with pytest.raises(IdentityNumber):
        refuse_identity_numbers({"title": int(number)}, "")


@given(st.uuids())
def test_a_uuid_is_none(uuid):
    assert not any(
        holds_identity_number(text) for text in (str(uuid), uuid.hex, uuid.urn, str(uuid).upper())
    )


def test_a_uuid_of_digits_alone_is_none():
    assert not holds_identity_number(str(UUID("15108695-0884-4123-8123-151086950880")))


@given(numbers, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_forgiven_by_no_check_digit(number, place, off):
    # Each weight is prime to 11, so that any one wrong digit breaks the second sum.
    wrong = number[:place] + str((int(number[place]) + off) % 10) + number[place + 1 :]

    assert not holds_identity_number(wrong)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Møte 13. februar 2018 kl. 10.00, sak 16/2017",
        "2018-02-13 2018-02-14 2018-02-15",
        "2018, 2019, 2020, 2021",
        "22 33 44 55, 66 77 88 99, 99 88 77 66",
        "998 87 766 / 998 87 767",
        "+47 22 33 44 55",
        "974 706 490",
        "NO93 8601 1117 947",
        "1234.56.78903",
        "978-3-16-148410-0",
        "4111 1111 1111 1111",
    ],
)
def test_other_numbers_are_none(text):
    assert not holds_identity_number(text)


@given(
    numbers,
    st.sampled_from([lambda value: value, lambda value: [value], lambda value: {"deep": (value,)}]),
)
def test_a_number_is_refused_wherever_it_stands_and_never_repeated(number, put):
    with pytest.raises(IdentityNumber) as refusal:
        refuse_identity_numbers(
            {"what": put(f"Gjelder {number}."), "when": date(2018, 2, 13), "n": 3, "none": None},
            "report",
        )

    assert number not in str(refusal.value)
    assert refusal.value.field in ("what", "deep")


def test_a_number_as_key_is_refused_under_the_name_of_the_whole():
    with pytest.raises(IdentityNumber) as refusal:
        refuse_identity_numbers({NUMBER: "x"}, "report")

    assert refusal.value.field == "report"
    assert not re.search(r"\d", str(refusal.value))


@pytest.mark.parametrize("value", [int(NUMBER), float(NUMBER), {NUMBER}, [[NUMBER]]])
def test_a_number_is_refused_as_a_number_too(value):
    with pytest.raises(IdentityNumber):
        refuse_identity_numbers(value, "report")


def test_what_holds_no_number_passes():
    refuse_identity_numbers(
        {"what": "Epikrise mangler", "n": 3, "on": True, "list": [1.5, None, "b"]}, "report"
    )


def test_every_digit_of_unicode_is_read_as_one():
    zeros = [
        chr(code)
        for code in range(0x110000)
        if unicodedata.digit(chr(code), None) == 0 and unicodedata.decimal(chr(code), None) == 0
    ]

    assert len(zeros) > 50
    assert all(holds_identity_number(in_script(NUMBER, zero)) for zero in zeros)


@pytest.mark.parametrize(
    "written",
    [
        *("1. mai 1990 10006", "1. mai 90 10006", "1 May 1990 10006", "01. MAI 1990-10006"),
        *("1.mai 1990, personnr. 10006", "1.5.90 10006"),
    ],
)
def test_a_month_in_words_is_read_and_the_complaint_does_not_repeat_it(written):
    assert holds_identity_number(f"Pasient, f. {written}, ringte")
    assert hidden(f"Pasient, f. {written}, ringte") == "Pasient, f. …, ringte"


@pytest.mark.parametrize(
    "written", ["2. mai 1990 10006", "1. juni 1990 10006", "Vedtatt 1. mai 1990, sak 10006"]
)
def test_a_day_in_words_before_other_numbers_passes(written):
    assert not holds_identity_number(written)


def test_days_and_months_without_their_zeros_are_read():
    for written in ("1.5.1990 10006", "1.5.90 10006", "f. 1/5-1990, personnr. 10006"):
        assert holds_identity_number("Født " + written)
    assert not holds_identity_number("2.5.1990 10006"), "of another day"
    assert not holds_identity_number("1.5.1990 1000, 6"), "of four digits"


@pytest.mark.parametrize(
    "typed", ["01010750160", "010107 50160", 1010750160, ["01010750160"], AnyOf(["010107-50160"])]
)
def test_what_is_said_repeats_no_number_of_its_values(typed):
    within = _("Case {ref} does not exist.", ref=typed)

    said = say(told_without(_("{ref}: {why}", ref=typed, why=within)), "en")

    assert said == "…: Case … does not exist."
    assert say(told_without(_("{day}", day=date(2026, 3, 2))), "en") == "2 March 2026"
