"""What the columns of a table hold, by what stands in their cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.numbers_and_points import read_number_cell
from workflows.plan_import.cells.responsible import read_owners
from workflows.plan_import.cells.time_words import TICKS
from workflows.plan_import.cells.years import read_when

# A column is what this share of its filled cells are; so many of them are looked at.
MOSTLY, LOOKED_AT = 0.6, 200
LONGEST_TIME = 60
FEW_WORDS = 2.5
_AMOUNT = re.compile(
    r"(?:kr\.? ?)?"
    r"(?:\d[\d .,]{2,}(?:,-|-)?(?: ?(?:kr|nok|tkr)\.?)?|\d[\d .,]* ?(?:mill|mnok|mrd)\w*\.?)"
)


_FIGURE = re.compile(r"[<>≥≤~]* ?\d[\d .,]* ?%?")


class Holds(StrEnum):
    """What most cells of a column are."""

    NOTHING = "nothing"
    BODIES = "bodies"
    TIMES = "times"
    MARKS = "marks"
    NUMBERS = "numbers"
    TEXT = "text"
    WORDS = "words"


def held(cells: Iterable[str], bodies: BodyIndex) -> Holds:
    """What the filled cells of a column mostly are."""
    filled = [text for text in cells if text][:LOOKED_AT]
    if not filled:
        return Holds.NOTHING
    looks = (
        (Holds.MARKS, lambda text: text.casefold() in TICKS),
        (Holds.BODIES, lambda text: _is_bodies(text, bodies)),
        (Holds.TIMES, _is_time),
        (Holds.NUMBERS, _is_number),
    )
    for kind, look in looks:
        if sum(map(look, filled)) >= MOSTLY * len(filled):
            return kind
    words = sum(len(text.split()) for text in filled) / len(filled)
    return Holds.TEXT if words > FEW_WORDS else Holds.WORDS


def hold_large_numbers(cells: Iterable[str]) -> bool:
    """Whether most of these cells are sums of money."""
    texts = list(cells)
    return sum(_AMOUNT.fullmatch(text.casefold()) is not None for text in texts) >= MOSTLY * len(
        texts
    )


def hold_shares(cells: Iterable[str]) -> bool:
    """Whether most of these cells are figures, and one at least is a share or has a sign of more
    or less."""
    texts = list(cells)
    figures = [text for text in texts if _FIGURE.fullmatch(text)]
    surely = any(sign in text for text in figures for sign in "%<>≥≤")
    return surely and len(figures) >= MOSTLY * len(texts)


def _is_bodies(text: str, bodies: BodyIndex) -> bool:
    owners = read_owners(text, bodies)
    return bool(owners.bodies) and len(owners.unknown) < len(owners.bodies)


def _is_time(text: str) -> bool:
    if len(text) > LONGEST_TIME:
        return False
    when = read_when(text, None)
    doubtful = any(each.fatal or each.code == "unknown_time_word" for each in when.problems)
    return bool(when.years or when.ongoing) and not doubtful


def _is_number(text: str) -> bool:
    number = read_number_cell(text)
    return number is not None and not number.rest
