"""When a measure is to be done: days, years, spans, and words for what goes on all the time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache

from engine.language.sentences import Sentence, _
from workflows.documents.sheets import one_line
from workflows.plan_import.cells.time_points import AUTUMN, LAST, Piece, Point, century, pieces
from workflows.plan_import.cells.time_words import (
    BEFORE,
    BESIDE,
    BLANKS,
    FROM,
    ONGOING,
    STARTS,
    UNSETTLED,
)

Period = tuple[int, int]

LONGEST = 500
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-–] ?(?=[^\W\d_])")
# “innen utgangen av planperioden”, “i planperioden”; all of it is without an end.
_PERIOD = r"(?:plan)?perioden(?!\w)"
_PERIODS_END = re.compile(rf"(?<!\w)(?:utgangen|slutten) av {_PERIOD}")
_IN_PERIOD = re.compile(rf"(?<!\w)(?:i løpet av|(?<!hele )(?<!heile )(?<!\w)i) {_PERIOD}")
_OFTEN = re.compile(
    r"(?<!\w)(?:hvert|kvart|every) \d+\.? ?(?:år|year)s?(?!\w)"
    r"|(?<!\w)\d+ (?:ganger|gonger|times)(?: i året| årlig| årleg| pr\.? år| per år| a year)?(?!\w)"
)


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
    """A time cell, read. Years stand in order; a problem leaves what could be read beside it.

    `due`: the last day that the cell names, where it names one.
    """

    years: tuple[int, ...] = ()
    ongoing: bool = False
    due: date | None = None
    problems: tuple[TimeProblem, ...] = ()


@lru_cache(maxsize=1024)  # most rows say what others said
def read_when(text: str, period: Period | None, year: int | None = None) -> When:
    """The years of a When cell. `year`: the one that its header names, for cells without.

    Nothing is moved or dropped in silence: what does not fit is a problem.
    """
    printed = one_line(text)
    plain = printed.casefold().strip(" .,;()*")
    if plain in BLANKS:
        return When()
    if len(plain) > LONGEST:
        too_long = TimeProblem("unknown_time_word", _("The cell is too long to be a time."))
        return When(problems=(too_long,))
    if period is not None:
        plain = _PERIODS_END.sub(str(period[1]), plain)
        plain = _IN_PERIOD.sub(f"{period[0]}-{period[1]}", plain)
    rest, unsettled = _without(plain, UNSETTLED)
    rest, ongoing = _without(rest, ONGOING)
    rest, often = _OFTEN.subn(" ", rest)
    reader = _TimeReader(printed, period, ongoing=ongoing or bool(often))
    when = reader.read(pieces(f"{rest} {year}" if _lacks_year(rest, year) else rest, BESIDE))
    if unsettled and not when.years:
        sentence = _("“{text}” does not say when: no time is set yet.", text=printed)
        open_still = TimeProblem("time_unsettled", sentence, fatal=False)
        return When(ongoing=reader.ongoing, problems=(open_still,))
    return when


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


@dataclass
class _TimeReader:
    """Reads the pieces of one cell, first to last."""

    printed: str
    period: Period | None
    ongoing: bool
    years: set[int] = field(default_factory=set)
    problems: list[TimeProblem] = field(default_factory=list)
    unknown: bool = False
    yearless: bool = False
    _last: Point | None = None
    _open: bool = False  # a sign or word for a span stands behind the last point
    _between: bool = False
    _slash: bool = False
    _from: bool = False  # a word for the beginning stands before the next point
    _starts: bool = False
    _before: bool = False  # a word for what ends ahead of the next point
    _ends: dict[int, date | None] = field(default_factory=dict)  # of each year, by what is named
    _autumn: bool = False
    _endless: bool = False

    def read(self, found: list[Piece]) -> When:
        for piece in found:
            self._take(piece)
        self._end()
        self.problems += _outside(self.years, self.period)
        self._tell_unknown()
        return When(tuple(sorted(self.years)), self.ongoing, self._due(), tuple(self.problems))

    def _take(self, piece: Piece) -> None:
        if piece.point is not None:
            self._point(piece)
        elif piece.kind == "to":
            self._open = self._last is not None
        elif piece.kind in ("also", "between"):
            self._join(piece)
        elif piece.kind == "number":
            self._number(piece)
        else:
            self._word(piece)

    def _word(self, piece: Piece) -> None:
        """What stands before a point and says of it that it is a beginning or an end."""
        if piece.kind == "since" or piece.text in FROM:
            self._from = True
        elif piece.text in STARTS:
            self._starts = True
        elif piece.text in BEFORE:
            self._before = True
        else:
            self.unknown = True

    def _join(self, piece: Piece) -> None:
        """What joins two points: “og” closes “mellom”, a slash may be either."""
        self._slash = piece.text == "/"
        self._open = self._between and self._last is not None
        self._between = self._between or piece.kind == "between"

    def _point(self, piece: Piece) -> None:
        point = piece.point
        assert point is not None
        if point.year is None:
            self.yearless = True
            return
        if piece.kind == "pair":
            self.years.add(century(piece.text[-2:]))
        if self._slash and self._last is not None:
            self._tell_gap(self._last.year or 0, point.year)
        if self._open and self._last is not None and self._last.year is not None:
            self._span(self._last.year, point.year)
        self.years.add(point.year)
        self.unknown = self.unknown or (self._before and point.is_whole)
        self._last, self._open, self._slash, self._before = point, False, False, False
        self._autumn = self._autumn or piece.kind == AUTUMN
        named, before = point.last_day(), self._ends.get(point.year)
        self._ends[point.year] = max(named, before) if named and before else named or before

    def _due(self) -> date | None:
        """The last day of the last year that is named, where a part of it is."""
        due = self._ends.get(max(self.years, default=0))
        ends_with_year = due is not None and (due.month, due.day) == (12, 31)
        return None if self._endless or (self._autumn and ends_with_year) else due

    def _tell_gap(self, first: int, last: int) -> None:
        """2018/2020 may be two years or three."""
        if last > first + 1:
            sentence = _(
                "“{text}” may be two years or all from the first to the last: two are used.",
                text=f"{first}/{last}",
            )
            self.problems.append(TimeProblem("years_doubtful", sentence, fatal=False))

    def _span(self, first: int, last: int) -> None:
        if last < first:
            self.years.discard(first)
            sentence = _("The period “{text}” ends before it begins.", text=f"{first}–{last}")
            self.problems.append(TimeProblem("span_reversed", sentence))
            return
        self.years.update(range(first, last + 1))

    def _number(self, piece: Piece) -> None:
        """Two digits are a year behind a span's first one, and where the plan's period has it."""
        digits = piece.text.strip("'")
        year = century(digits) if len(digits) == 2 else 0
        first, last = self.period or (0, 0)
        if self._open and self._last is not None and self._is_month(self._last, digits):
            self._open = False
            self._point(replace(piece, point=Point(self._last.year, (int(digits), LAST)), kind=""))
            return
        if year and (self._open or piece.text != digits or first <= year <= last):
            self._point(replace(piece, point=Point(year), kind=""))
            return
        if len(digits) < 4 and not piece.text.count("-"):
            self.unknown = True  # 3 years, no. 12: no year that was mistyped
            return
        sentence = _("“{text}” is not a year.", text=digits)
        self.problems.append(TimeProblem("not_a_year", sentence))

    @staticmethod
    def _is_month(before: Point, digits: str) -> bool:
        """2020-06 is a month: a span would end before it begins."""
        year = before.year or 0
        return len(digits) == 2 and 1 <= int(digits) <= 12 and century(digits) < year

    def _end(self) -> None:
        """A span without its last year goes on to the plan's."""
        if self.ongoing or self._last is None or self._last.year is None:
            return
        one = len(self.years) == 1
        if self._open or (self._from and one):
            self._until_the_end(self._last.year)
        elif self._starts and one:
            sentence = _(
                "“{text}” says when it begins, and not when it is to be done: {year} is used.",
                text=self.printed,
                year=str(self._last.year),
            )
            self.problems.append(TimeProblem("open_ended", sentence, fatal=False))

    def _until_the_end(self, first: int) -> None:
        last = max(self.period[1], first) if self.period else first
        self.years.update(range(first, last + 1))
        self._endless = True
        sentence = _(
            "“{text}” names no last year: it is read as {first}–{last}.",
            text=self.printed,
            first=str(first),
            last=str(last),
        )
        self.problems.append(TimeProblem("open_ended", sentence, fatal=False))

    def _tell_unknown(self) -> None:
        """A word that is not understood stops the row only when nothing else in the cell is
        understood either."""
        known = bool(self.years) or self.ongoing or bool(self.problems)
        if known and not self.unknown and not self.yearless:
            return
        if not known and (self.yearless or not self.unknown):
            sentence = _("“{text}” names no year.", text=self.printed)
        elif known:
            sentence = _(
                "Only the year in “{text}” is used; the rest is not read.", text=self.printed
            )
        else:
            sentence = _("“{text}” is neither a year nor a known time word.", text=self.printed)
        self.problems.append(TimeProblem("unknown_time_word", sentence, fatal=not known))


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
