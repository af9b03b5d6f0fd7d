"""A cell under a year: a tick, a dash, or words."""

from __future__ import annotations

import re
from dataclasses import replace

from engine.language.sentences import Sentence, _
from workflows.documents.sheets import one_line
from workflows.plan_import.cells.statuses import STATUSES, Status
from workflows.plan_import.cells.time_words import BLANKS, TICKS, TIMINGS
from workflows.plan_import.cells.when import TimeProblem
from workflows.plan_import.reading.drafts import Mark

_EDGES = " .,;:()"
NO_MARK = _("“{text}” under {year} is no mark.")
KEPT = _("“{text}” under {year} is taken as a mark of that year; the words are kept as printed.")
# What may be a mark, or its opposite.
DOUBTFUL = ("", "?", "✗", "✘", "❌")


def read_mark(year: int, text: str) -> tuple[Mark | None, TimeProblem | None]:
    """The mark of a year, with words such as 'oppstart høst' after it.

    Words alone are a mark of that year too, as printed; that they are read so is told.
    """
    printed = one_line(text)
    if not printed:
        return None, None
    plain = printed.casefold().strip(_EDGES)
    if plain in BLANKS:
        return Mark(year, "-", printed), _doubt(printed, year) if plain in DOUBTFUL else None
    if plain in TICKS and printed.startswith("("):
        return Mark(year, "x", printed), _kept(printed, year)
    if STATUSES.get(plain) is Status.LAPSED:
        return Mark(year, "-", printed), _doubt(printed, year)
    words = plain.split(" ")
    ticked = words[0] in TICKS or words[0] == str(year)
    rest = " ".join(words[1:] if ticked else words).strip(f"{_EDGES}-–")
    timing = TIMINGS.get(re.sub(r" ?/ ?", "/", rest), "")
    if not rest or timing:
        return Mark(year, "x", printed, timing), None
    return Mark(year, "x", printed), _kept(printed, year)


def _doubt(printed: str, year: int) -> TimeProblem:
    return TimeProblem("no_mark", _said(NO_MARK, printed, year), fatal=False)


def _kept(printed: str, year: int) -> TimeProblem:
    return TimeProblem("unknown_time_word", _said(KEPT, printed, year), fatal=False)


def _said(sentence: Sentence, printed: str, year: int) -> Sentence:
    return replace(sentence, values={"text": printed, "year": str(year)})
