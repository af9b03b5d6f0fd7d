"""When a measure is to be done: years, spans, marks under a year, and words for what goes on all
the time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.language.sentences import Sentence, _
from workflows.documents.sheets import one_line
from workflows.plan_import.cells.time_words import BESIDE, BLANKS, ONGOING, TICKS, TIMINGS
from workflows.plan_import.reading.drafts import Mark

Period = tuple[int, int]

_SEPARATORS = r" ?(?:[-–—]+|til og med|til|t\.?o\.?m\.?|tom|to) ?"
_SPAN = re.compile(rf"(?<!\d)(\d{{4}}){_SEPARATORS}(\d{{4}}|\d{{2}})(?!\d)(?!\.)")
_PAIR = re.compile(r"(?<!\d)(\d{2})(\d{2}) ?/ ?(\d{2})(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{1,2}\. ?\d{1,2}\. ?(\d{4})(?!\d)")
_ORDINAL = re.compile(
    r"(?<!\d)[1-4]\. ?(?=halvår|kvartal|tertial)|(?<=q)[1-4](?!\d)"
    r"|(?<=uke )\d{1,2}|(?<=veke )\d{1,2}"
)
_DAY = re.compile(r"(?<!\d)\d{1,2}\. ?(?=jan|feb|mar|apr|mai|jun|jul|aug|sep|okt|nov|des)")
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
SANE = (1990, 2100)
LONGEST = 500


@dataclass(frozen=True)
class TimeProblem:
    """Why a time cannot be taken: a finding's code and sentence.

    `fatal` when the row cannot be taken with it.
    """

    code: str
    sentence: Sentence
    fatal: bool = True


@dataclass(frozen=True)
class When:
    """A time cell, read. Years stand in order; a problem leaves what could be read beside it."""

    years: tuple[int, ...] = ()
    ongoing: bool = False
    problems: tuple[TimeProblem, ...] = ()


def read_when(text: str, period: Period | None) -> When:
    """The years of a When cell.

    Nothing is moved or dropped in silence: what does not fit is a problem.
    """
    printed = one_line(text)
    plain = printed.casefold().strip(" .,;")
    if plain in BLANKS:
        return When()
    if len(plain) > LONGEST:
        too_long = TimeProblem("unknown_time_word", _("The cell is too long to be a time."))
        return When(problems=(too_long,))
    rest, ongoing = _without_ongoing(plain)
    rest, years, problems = _without_spans(rest)
    for number in _NUMBER.findall(rest):
        if len(number) == 4 and SANE[0] <= int(number) <= SANE[1]:
            years.add(int(number))
        else:
            problems.append(TimeProblem("not_a_year", _("“{text}” is not a year.", text=number)))
    problems += _outside(years, period)
    problems += _unknown_words(rest, printed, known=bool(years) or ongoing or bool(problems))
    return When(tuple(sorted(years)), ongoing, tuple(problems))


def _without_spans(rest: str) -> tuple[str, set[int], list[TimeProblem]]:
    """The cell without its dates, spans of years and ordinals, and the years of those."""
    years: set[int] = set()
    problems: list[TimeProblem] = []
    for pattern, take in ((_DATE, _dated), (_SPAN, _spanned), (_PAIR, _paired)):
        for found in pattern.finditer(rest):
            taken, problem = take(found)
            years |= taken
            problems += [problem] if problem else []
        rest = pattern.sub(" ", rest)
    return _ORDINAL.sub(" ", _DAY.sub(" ", rest)), years, problems


def _without_ongoing(plain: str) -> tuple[str, bool]:
    """The cell without its words for 'all the time', also where a line break cuts one: 'fort-
    løpende'."""
    joined = re.sub(r"(?<=[^\W\d_])[-–] ?(?=[^\W\d_])", "", plain)
    for word in sorted(ONGOING, key=len, reverse=True):
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", joined)
        if found:
            return joined[: found.start()] + " " + joined[found.end() :], True
    return plain, False


def _dated(found: re.Match[str]) -> tuple[set[int], TimeProblem | None]:
    return {int(found[1])}, None


def _paired(found: re.Match[str]) -> tuple[set[int], TimeProblem | None]:
    return {int(found[1] + found[2]), int(found[1] + found[3])}, None


def _spanned(found: re.Match[str]) -> tuple[set[int], TimeProblem | None]:
    first = int(found[1])
    last = int(found[2]) if len(found[2]) == 4 else int(found[1][:2] + found[2])
    if last < first:
        return set(), TimeProblem(
            "span_reversed", _("The period “{text}” ends before it begins.", text=found[0].strip())
        )
    if last - first > SANE[1] - SANE[0]:
        return set(), TimeProblem("not_a_year", _("“{text}” is not a year.", text=found[0].strip()))
    return set(range(first, last + 1)), None


def _outside(years: set[int], period: Period | None) -> list[TimeProblem]:
    if period is None:
        return []
    first, last = period
    return [
        TimeProblem(
            "year_outside_period",
            _(
                "The year {year} is outside the plan's period {first}–{last}.",
                year=str(year),
                first=str(first),
                last=str(last),
            ),
        )
        for year in sorted(years)
        if not first <= year <= last
    ]


def _unknown_words(rest: str, printed: str, *, known: bool) -> list[TimeProblem]:
    """A word that is not understood stops the row only when nothing else in the cell is
    understood either."""
    words = [word for word in _WORD.findall(rest) if word not in BESIDE]
    if not words and known:
        return []
    if not words:
        sentence = _("“{text}” names no year.", text=printed)
    elif known:
        sentence = _("Only the year in “{text}” is used; the rest is not read.", text=printed)
    else:
        sentence = _("“{text}” is neither a year nor a known time word.", text=printed)
    return [TimeProblem("unknown_time_word", sentence, fatal=not known)]


def read_mark(year: int, text: str) -> tuple[Mark | None, TimeProblem | None]:
    """A cell under a year: a tick or a dash, with words such as 'oppstart høst' after it."""
    printed = one_line(text)
    plain = printed.casefold().strip(" .,;:()")
    if not plain and not printed:
        return None, None
    if plain in BLANKS:
        return Mark(year, "-", printed), None
    words = plain.split(" ")
    rest = " ".join(words[1:] if words[0] in TICKS or words[0] == str(year) else words).strip(
        " .,;:()-–"
    )
    timing = TIMINGS.get(re.sub(r" ?/ ?", "/", rest), "")
    if not rest or timing:
        return Mark(year, "x", printed, timing), None
    ticked = len(words) > 1 and words[0] in TICKS
    problem = TimeProblem(
        "unknown_time_word",
        _("The words “{text}” under {year} are not known.", text=printed, year=str(year)),
        fatal=not ticked,
    )
    return (Mark(year, "x", printed) if ticked else None), problem
