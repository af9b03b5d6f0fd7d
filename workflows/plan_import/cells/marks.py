"""A cell under a year: a tick, a dash, or words."""

from __future__ import annotations

import re

from engine.language.sentences import Sentence, _
from workflows.documents.sheets import one_line
from workflows.plan_import.cells.statuses import STATUSES, Status
from workflows.plan_import.cells.time_words import BLANKS, TICKS, TIMINGS
from workflows.plan_import.cells.years import TimeProblem
from workflows.plan_import.reading.drafts import Mark

_EDGES = " .,;:()"


def read_mark(year: int, text: str) -> tuple[Mark | None, TimeProblem | None]:
    """The mark of a year, with words such as 'oppstart høst' after it.

    Words alone are a mark of that year too, as printed; that they are read so is told.
    """
    printed = one_line(text)
    if not printed:
        return None, None
    plain = printed.casefold().strip(_EDGES)
    if plain in BLANKS:
        return Mark(year, "-", printed), None
    if STATUSES.get(plain) is Status.LAPSED:
        sentence = _("“{text}” under {year} is no mark.", text=printed, year=str(year))
        return Mark(year, "-", printed), TimeProblem("no_mark", sentence, fatal=False)
    words = plain.split(" ")
    ticked = words[0] in TICKS or words[0] == str(year)
    rest = " ".join(words[1:] if ticked else words).strip(f"{_EDGES}-–")
    timing = TIMINGS.get(re.sub(r" ?/ ?", "/", rest), "")
    if not rest or timing:
        return Mark(year, "x", printed, timing), None
    return Mark(year, "x", printed), TimeProblem(
        "unknown_time_word", _kept(printed, year), fatal=False
    )


def _kept(printed: str, year: int) -> Sentence:
    return _(
        "“{text}” under {year} is taken as a mark of that year; the words are kept as printed.",
        text=printed,
        year=str(year),
    )
