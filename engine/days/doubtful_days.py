"""Days such as 03/02/2026, which some write with the month first and most here with the day."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from engine.days.dates import read_day
from engine.language.sentences import OnDay, Sentence, n_

LAST_MONTH = 12
_STROKES = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,2})/(\d{4}|\d\d)(?![\d/])")


class DoubtfulDay(NamedTuple):
    """A day as it is written, and as it is read: with the day first."""

    text: str
    day: date


def doubtful_days(texts: Iterable[str]) -> list[DoubtfulDay]:
    """Every day of these that may be meant with the month first; none where another one of them,
    such as 13/02/2026, shows that the day stands first."""
    found = [match for text in texts for match in _STROKES.finditer(text)]
    if any(int(match[1]) > LAST_MONTH for match in found):
        return []
    doubtful = [m for m in found if int(m[2]) <= LAST_MONTH and int(m[1]) != int(m[2])]
    days = [(m[0], read_day(f"{m[1]}.{m[2]}.{m[3]}")) for m in doubtful]
    return [DoubtfulDay(text, day) for text, day in days if day]


def told_doubtful(texts: Iterable[str]) -> list[Sentence]:
    """How such days are read, in one sentence; empty where there are none."""
    found = doubtful_days(texts)
    if not found:
        return []
    told = n_(
        "“{text}” is read with the day first, as {day}. If the month stands first, write it as"
        " 2026-03-02.",
        "{n} days such as “{text}” are read with the day first, this one as {day}. If the month"
        " stands first, write them as 2026-03-02.",
        len(found),
        text=found[0].text,
        day=OnDay(found[0].day),
    )
    return [told]


def other_day(text: str) -> date | None:
    """The day that is meant by 02/13/2026 where the month stands first; None where none is."""
    found = _STROKES.fullmatch(text.strip())
    return read_day(f"{found[2]}.{found[1]}.{found[3]}") if found else None
