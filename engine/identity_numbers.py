"""Norwegian identity numbers are found wherever they are typed, and refused: no patient is
identified, ever.

Birth numbers, D-numbers, H-numbers, FH-numbers and the synthetic series (40, 65 or 80 added to the
month) differ in their first six digits and share their check digits, so the check digits alone
decide, where the day and the month are possible ones. A bank account has the second of them too and
is taken for an identity number only when the first fits as well. The numbers that will be issued
from 2032 have a looser first check digit; one bank account in three would fit it, and nobody holds
such a number yet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.errors import IdentityNumber
from engine.language.sentences import MONTHS as MONTH_NAMES
from engine.language.sentences import AnyOf, Sentence

LENGTH = 11
FEWEST_DIGITS = LENGTH - 3  # of 1. mai 90 12345
SMALLEST = 10 ** (LENGTH - 2)  # as a number, without the zero in front
# Machines' names for things: they hold digits by chance, and nobody is identified by them.
MACHINE_NAME = re.compile(
    r"""
    (?<![0-9a-z])
    (?: [0-9a-f]{8} (?:-[0-9a-f]{4}){3} -[0-9a-f]{12} | [0-9a-f]{32} | [0-9a-f]{40} | [0-9a-f]{64} )
    (?![0-9a-z])
    """,
    re.IGNORECASE | re.VERBOSE,
)
# As people write it, whatever stands beside it: 010190 12345, 01.01.90-12345, (010190) 123 45,
# 01.01.1990 12345, 1.1.1990 12345, 1990-01-01 12345, 1. januar 1990 12345, 010190, personnr.
# 12345, født 010190 med personnummeret 12345, in two cells of a table, or one digit at a time.
GAP = r"[\W_]{1,12}"
KIND = r"(?: person | pers | f[øo]dsels | [fpdh] )?"
NUMBER = rf"(?: {KIND} [\W_]{{0,2}} (?: nummer (?:et)? | nr ) | person )"
WORD = rf"[\W_]{{0,4}} (?: (?:og|med|har) [\W_] )? {NUMBER} (?: [\W_]{{1,3}} er )? [\W_]{{0,4}}"
MAYBE, BETWEEN = rf"(?:{GAP})?", rf"(?:{WORD}|{GAP})"
DAY, MONTH, YEAR, CENTURY = r"(?P<d>\d\d)", r"(?P<m>\d\d)", r"(?P<y>\d\d)", "(?:19|20)"
SHORT_DAY, SHORT_MONTH = r"(?P<d>\d{1,2})", r"(?P<m>\d{1,2})"
# The first letters of the months' names, with their numbers.
NAMED = {
    name[:3].casefold(): f"{number:02}"
    for names in MONTH_NAMES.values()
    for number, name in enumerate(names, start=1)
}
NAMES = "|".join(NAMED)
NAMED_MONTH = rf"(?P<m>{NAMES}) [a-z]*"
FIVE = rf"(?P<five> \d{{3}} {MAYBE} \d\d)"
SHAPES = [
    re.compile(rf"(?<!\d) (?= {shape} {FIVE} (?!\d) )", re.VERBOSE | re.IGNORECASE)
    for shape in (
        rf"{DAY} {MAYBE} {MONTH} {MAYBE} {YEAR} {BETWEEN}?",
        rf"{DAY} {MAYBE} {MONTH} {MAYBE} {CENTURY} {YEAR} {BETWEEN}?",
        rf"{CENTURY} {YEAR} {MAYBE} {MONTH} {MAYBE} {DAY} {BETWEEN}?",
        rf"{SHORT_DAY} {GAP} {SHORT_MONTH} {GAP} (?:{CENTURY})? {YEAR} {BETWEEN}",
        rf"{SHORT_DAY} {MAYBE} {NAMED_MONTH} {MAYBE} (?:{CENTURY})? {YEAR} {BETWEEN}",
    )
]
ONE_BY_ONE = re.compile(rf"(?<!\d) (?=( \d (?:{GAP}\d){{10}} ) (?!\d))", re.VERBOSE)
# The same for a browser, which must look before anything is sent.
FOR_BROWSERS = {
    "shapes": [re.sub(r"\s", "", each.pattern).replace("(?P<", "(?<") for each in SHAPES],
    "months": NAMED,
}
# What is added to the day of a D-number; and to the months of other series.
DAYS, MONTHS = (0, 40), (0, 40, 65, 80)
# Any other grouping, when the eleven digits stand by themselves.
ALONE = re.compile(r"\d+(?:[\s.-]{1,3}\d+)*")
# Wherever so many digits stand close together that one may be among them.
RUN = re.compile(
    rf"\d (?: (?:{WORD}|{MAYBE} (?:{NAMES}) [a-z]* {MAYBE}|{GAP})? \d ){{{FEWEST_DIGITS - 1},}}",
    re.VERBOSE | re.IGNORECASE,
)
# What can be part of no number; a text that holds little else needs no closer look.
HARMLESS = re.compile(r"[A-Za-z\u00c0-\u024f\s.,;:!?()\"'«»–—-]+")


def holds_identity_number(text: str) -> bool:
    """Whether somebody's identity number stands in the text, however it is spaced, dotted or
    lettered."""
    if len(text) < LENGTH or len(HARMLESS.sub("", text)) < FEWEST_DIGITS:
        return False
    plain = MACHINE_NAME.sub("?", _plain(text))
    return any(_fits(digits) for digits in _candidates(plain))


def refuse_identity_numbers(values: object, where: str) -> None:
    """Raise IdentityNumber when a number stands anywhere in the values or their keys.

    The error names the nearest key as the field, or `where` when there is none; never the digits.
    """
    if isinstance(values, str):  # texts first: they are what is mostly asked about
        if len(values) >= LENGTH and holds_identity_number(values):
            raise IdentityNumber(where)
    elif isinstance(values, int | float):
        refuse_identity_numbers(_as_text(values) if values >= SMALLEST else "", where)
    elif isinstance(values, list | tuple | set | frozenset):
        for value in values:
            refuse_identity_numbers(value, where)
    elif isinstance(values, Mapping):
        _refuse_in(values, where)


def _refuse_in(values: Mapping[object, object], where: str) -> None:
    for key, value in values.items():
        if not isinstance(key, str):
            refuse_identity_numbers(key, where)
            refuse_identity_numbers(value, where)
            continue
        if len(key) >= LENGTH:  # most names are shorter
            refuse_identity_numbers(key, where)
        refuse_identity_numbers(value, key)


def hidden(text: str) -> str:
    """The text without the numbers in it, for a complaint about what was typed."""
    return RUN.sub(_hidden, text) if holds_identity_number(text) else text


def told_without(value: object) -> object:
    """What is to be said, without the numbers among the values of its sentences: a complaint never
    repeats what was typed or asked for. What is no sentence is as it was."""
    match value:
        case Sentence():
            return replace(value, values={n: _told(part) for n, part in value.values.items()})
        case _:
            return value


def _told(value: object) -> object:
    match value:
        case Sentence():
            return told_without(value)
        case str():
            return hidden(value)
        case int() if value >= SMALLEST and holds_identity_number(_as_text(value)):
            return "…"
        case list() | tuple() if type(value) in (list, tuple, AnyOf):
            return type(value)(_told(part) for part in value)
        case _:
            return value


def _hidden(found: re.Match[str]) -> str:
    return "…" if holds_identity_number(found[0]) else found[0]


def _as_text(value: object) -> str:
    """A single value as somebody could have typed it; nothing where it holds no digits."""
    match value:
        case str():
            return value
        case float() if value.is_integer():
            return str(int(value))
        case int() if not isinstance(value, bool):
            return f"{value:0{LENGTH}}"  # a cell of a spreadsheet loses the zero in front
    return ""


def _plain(text: str) -> str:
    """The text with every script's digits as 0–9, dashes as hyphens, and without what cannot be
    seen."""
    if text.isascii():
        return text
    return "".join(_plain_character(character) for character in unicodedata.normalize("NFKC", text))


def _plain_character(character: str) -> str:
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    match unicodedata.category(character):
        case "Pd":
            return "-"
        # Marks on top of a digit, and characters without width between two.
        case "Mn" | "Me" | "Cf":
            return ""
        case _:
            return character


def _candidates(plain: str) -> Iterator[str]:
    for shape in SHAPES:
        for found in shape.finditer(plain):
            month = NAMED.get(found["m"].casefold(), found["m"])
            day, month = found["d"].zfill(2), month.zfill(2)
            yield day + month + found["y"] + _digits(found["five"])
    yield from (_digits(found[1]) for found in ONE_BY_ONE.finditer(plain))
    yield from (_digits(found[0]) for found in ALONE.finditer(plain))


def _digits(found: str) -> str:
    return re.sub(r"\D", "", found)


def _dated(digits: str) -> bool:
    """Whether it begins with a day of some series, or with the 8 or 9 of an FH-number, which has
    none."""
    day, month = int(digits[:2]), int(digits[2:4])
    return digits[0] in "89" or (
        any(1 <= day - added <= 31 for added in DAYS)
        and any(1 <= month - added <= 12 for added in MONTHS)
    )


def _fits(digits: str) -> bool:
    # stdnum's own `validate` refuses synthetic and FH numbers, which may not stand anywhere either.
    from stdnum.no.fodselsnummer import calc_check_digit1, calc_check_digit2

    if len(digits) != LENGTH or not _dated(digits):
        return False
    return digits[9] == calc_check_digit1(digits[:9]) and digits[10] == calc_check_digit2(
        digits[:10]
    )
