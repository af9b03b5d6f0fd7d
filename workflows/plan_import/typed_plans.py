"""How a plan's id, its period and its adoption are typed, or read from a file's name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from engine.days.dates import read_day
from engine.errors import BadInput
from engine.language.sentences import _
from engine.people import registry
from engine.storage.session import Session
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.matching import Answers


def plan_id(file: Path) -> str:
    """The file's name as a plan's id: small letters, and hyphens for what is neither letter nor
    digit."""
    letters = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "._") else "-"
        for sign in file.stem.lower().translate(letters)
    )
    return "-".join(part for part in plain.split("-") if part)[:80] or "plan"


def years_in(plan_id: str) -> tuple[int, int] | None:
    """The period that a plan's id names, as hnt-2018-2021 does."""
    named = re.search(r"(?<!\d)(20\d\d)-(20\d\d)(?!\d)", plan_id)
    return (int(named[1]), int(named[2])) if named and named[1] <= named[2] else None


def typed_period(text: str | None) -> tuple[int, int] | None:
    """The years that are typed as 2022-2025, or as one year."""
    if text is None:
        return None
    first, _dash, last = text.replace("–", "-").partition("-")
    try:
        start, end = int(first), int(last or first)
    except ValueError:
        raise BadInput(_("“{period}” is not a period such as 2022-2025.", period=text)) from None
    if not 1990 <= start <= end <= 2100:
        raise BadInput(_("“{period}” is not a period such as 2022-2025.", period=text))
    return start, end


def typed_answers(same: Iterable[str], new: Iterable[str]) -> Answers:
    """Which rows are which known measures, typed as 1.3=1.4, and which are new."""
    pairs = {}
    for typed in same:
        row, sign, measure = (part.strip() for part in typed.partition("="))
        if not (row and sign and measure) or row in pairs:
            sentence = _(
                "“{typed}” does not say which measure a row is: write the row's number in the file,"
                " = and the measure's in the plan, such as 1.3=1.4.",
                typed=typed,
            )
            raise BadInput(sentence)
        pairs[row] = measure
    return Answers(pairs, frozenset(row.strip() for row in new))


def typed_adoption(session: Session, text: str, partnership_id: int) -> Adoption:
    """The decision that is typed as asu:2018-02-13:5/18: the body, the day, the case number."""
    key, _colon, rest = text.partition(":")
    day, _colon, case_number = rest.partition(":")
    decided_on = read_day(day)
    if decided_on is None:
        sentence = _(
            "“{adopted}” is not a decision: write the body, the day and the case number, such"
            " as asu:2018-02-13:5/18.",
            adopted=text,
        )
        raise BadInput(sentence)
    return Adoption(registry.body(session, key, partnership_id), decided_on, case_number.strip())
