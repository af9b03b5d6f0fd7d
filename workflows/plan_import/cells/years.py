"""When a measure is to be done: days, years, spans, and words for what goes on all the time."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from engine.language.sentences import _
from workflows.documents.sheets import one_line
from workflows.plan_import.cells.time_points import MONTHS, pieces
from workflows.plan_import.cells.time_reader import TimeReader
from workflows.plan_import.cells.time_words import BESIDE, BLANKS, ONGOING, UNSETTLED
from workflows.plan_import.cells.when import Period, TimeProblem, When

# A year on a line of its own is one more year, and no doubt.
_NEXT_LINE = re.compile(r"(?<=\d)\s*\n\s*(?=(?:19|20)\d\d)")

LONGEST = 500
NOTHING = frozenset(BLANKS) - {"?"}
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-–] ?(?=[^\W\d_])")
# “innen utgangen av planperioden”, “i planperioden”; all of it is without an end.
_PERIOD = r"(?:plan)?perioden(?!\w)"
_PERIODS_END = re.compile(rf"(?<!\w)(?:utgangen|slutten) av {_PERIOD}")
_IN_PERIOD = re.compile(
    rf"(?<!\w)(?:(?:i løpet av|gjennom|under|i) (?:(?:hele|heile) )?|(?:hele|heile) ){_PERIOD}"
    r"(?! (?:fra |frå )?(?:19|20)\d\d)"  # “i perioden 2019–2021” names its own years
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_COUNTS = "en|én|ein|éin|to|tre|fire|fem|seks|two|three|four"
_OFTEN = re.compile(
    r"(?<!\w)(?:hvert|kvart|every) \d+\.? ?(?:år|year)s?(?!\w)"
    rf"|(?<!\w)(?:\d+|{_COUNTS}) (?:gang|gong|ganger|gonger|times)"
    r"(?: i året| i halvåret| årlig| årleg| pr\.? år| per år| a year)?(?!\w)"
    rf"|(?<!\w)(?:hver|kvar|every) (?:vår|sommer|sommar|høst|haust|vinter|jul|uke|veke|spring"
    rf"|autumn|{'|'.join(MONTHS)})(?!\w)"
)


@lru_cache(maxsize=1024)  # most rows say what others said
def read_when(text: str, period: Period | None, year: int | None = None) -> When:
    """The years of a When cell. `year`: the one that its header names, for cells without.

    Nothing is moved or dropped in silence: what does not fit is a problem.
    """
    printed = one_line(text)
    text = one_line(_NEXT_LINE.sub("; ", text))
    plain = text.casefold().strip(" .,;()*")
    if plain in BLANKS:
        return _unsettled(printed) if "?" in plain else When()
    if len(plain) > LONGEST:
        too_long = TimeProblem("unknown_time_word", _("The cell is too long to be a time."))
        return When(problems=(too_long,))
    plain = _with_period(plain, period)
    rest, unsettled = _without(plain, UNSETTLED)
    rest, ongoing = _without(rest, ONGOING)
    rest, often = _OFTEN.subn(" ", rest)
    reader = TimeReader(printed, period, ongoing=ongoing or bool(often))
    when = reader.read(pieces(f"{rest} {year}" if _lacks_year(rest, year) else rest, BESIDE))
    return _unsettled(printed, ongoing=when.ongoing) if unsettled and not when.years else when


def _with_period(plain: str, period: Period | None) -> str:
    """The cell with the plan's years for the words that mean them; beside years of its own they
    say no more, where nobody knows the plan's."""
    if period is None:
        return _IN_PERIOD.sub(" ", plain) if _YEAR.search(plain) else plain
    plain = _PERIODS_END.sub(str(period[1]), plain)
    return _IN_PERIOD.sub(f"{period[0]}-{period[1]}", plain)


def from_to(start: str, end: str) -> str:
    """The cell of a beginning and that of an end, as one cell would say both; what names no time,
    such as *Igangsatt*, begins nothing."""
    if start.casefold().strip() in NOTHING:
        return end
    if not any(piece.point for piece in pieces(one_line(start).casefold(), BESIDE)):
        return "\n".join(filter(None, (start, end)))
    return f"{start} – {end}" if end else f"fra {start}"


def _unsettled(printed: str, *, ongoing: bool = False) -> When:
    sentence = _("“{text}” does not say when: no time is set yet.", text=printed)
    return When(ongoing=ongoing, problems=(TimeProblem("time_unsettled", sentence, fatal=False),))


def _lacks_year(rest: str, year: int | None) -> bool:
    named = [piece.point for piece in pieces(rest, BESIDE) if piece.point]
    return year is not None and bool(rest.strip()) and not any(point.year for point in named)


def _without(plain: str, words: tuple[str, ...]) -> tuple[str, bool]:
    """The cell without the longest of these words in it, also where a line break cuts one:
    'fort- løpende'; and whether one was there."""
    joined = _BROKEN_WORD.sub("", plain)
    found = _any_of(words).search(joined)
    if found:
        return joined[: found.start()] + " " + joined[found.end() :], True
    return plain, False


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """The words, the longest first, so that “årlig” does not take what “halvårlig” is."""
    longest_first = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
