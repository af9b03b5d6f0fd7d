"""The pieces of a time cell, one after the other, becoming years, a day and what is doubtful."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from engine.days.doubtful_days import other_day
from engine.language.sentences import Sentence, _
from workflows.plan_import.cells.time_points import (
    AUTUMN,
    LAST,
    PAIR,
    SCHOOL,
    Piece,
    Point,
    century,
)
from workflows.plan_import.cells.time_words import BEFORE, ENDS, FROM, STARTS
from workflows.plan_import.cells.when import Period, TimeProblem, When

SCHOOL_ENDS = (6, 30)  # month and day


@dataclass
class TimeReader:
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
    _joined: bool = False  # a sign or word that joins two stands behind the last point
    _plus: bool = False
    _until: bool = False  # a sign or word for a span stands before the first point
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
            self._open, self._until = self._last is not None, self._last is None
        elif piece.kind in ("also", "between"):
            self._join(piece)
        elif piece.kind == "number":
            self._number(piece)
        else:
            self._word(piece)

    def _word(self, piece: Piece) -> None:
        """What stands before a point and says of it that it is a beginning or an end."""
        if piece.text in ENDS:
            self._open = self._open or (self._starts and self._last is not None)
        elif piece.kind == "since" or piece.text in FROM:
            self._from = True
        elif piece.text in STARTS:
            self._starts = True
        elif piece.text in BEFORE:
            self._before = True
        else:
            self.unknown = True

    def _join(self, piece: Piece) -> None:
        """What joins two points: “og” closes “mellom”, a slash may be either; a plus behind a year
        leaves its end open."""
        self._joined, self._plus = True, piece.text == "+"
        self._slash = piece.text == "/"
        self._open = self._between and self._last is not None
        self._between = self._between or piece.kind == "between"

    def _point(self, piece: Piece) -> None:
        point = piece.point
        assert point is not None
        if point.year is None:
            self.yearless = True
            return
        before = self._last
        if before is not None and before.year is not None:
            self._between_points(before, point, point.year)
        self.years.add(point.year)
        self.unknown = self.unknown or (self._before and point.is_whole)
        self._until = self._until and point.is_whole
        self._last, self._open, self._slash, self._before = point, False, False, False
        self._joined = self._plus = False
        self._autumn = self._autumn or piece.kind == AUTUMN
        self._end_on(point.year, point.last_day())
        if piece.kind in (PAIR, SCHOOL):
            self._pair(century(piece.text[-2:]), school=piece.kind == SCHOOL)

    def _pair(self, year: int, *, school: bool) -> None:
        """The second year of 2018/19; a school year ends before its summer."""
        self.years.add(year)
        if school:
            self._end_on(year, date(year, *SCHOOL_ENDS))

    def _end_on(self, year: int, named: date | None) -> None:
        before = self._ends.get(year)
        self._ends[year] = max(named, before) if named and before else named or before

    def _between_points(self, before: Point, point: Point, year: int) -> None:
        """What stands between two points: a span, a slash, a word that joins them, or nothing that
        is understood."""
        first = before.year or 0
        if self._open and first == year and _is_after(before, point):
            self._tell_reversed(self.printed)
        elif self._open:
            self._span(first, year)
        elif self._slash or not self._joined:
            self._tell_gap(first, year)
        if self._joined and not self._open and point.is_whole and year > first:
            # “jan–mars 2018 og 2020”: nobody knows whether the months are those of 2020 too
            self.unknown = self.unknown or self._is_part(before)

    @staticmethod
    def _is_part(point: Point) -> bool:
        last = point.last_day()
        return last is not None and (last.month, last.day) != (12, 31)

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
                text=f"{first}/{last}" if self._slash else self.printed,
            )
            self.problems.append(TimeProblem("years_doubtful", sentence, fatal=False))

    def _span(self, first: int, last: int) -> None:
        if last < first:
            self.years.discard(first)
            self._tell_reversed(f"{first}–{last}")
            return
        self.years.update(range(first, last + 1))

    def _tell_reversed(self, text: str) -> None:
        sentence = _("The period “{text}” ends before it begins.", text=text)
        self.problems.append(TimeProblem("span_reversed", sentence))

    def _number(self, piece: Piece) -> None:
        """Two digits are a year behind a span's first one, and where the plan's period has it."""
        digits = piece.text.strip("'")
        if not digits.isdigit():
            self.problems.append(TimeProblem("not_a_year", _no_day(piece.text)))
            return
        year = century(digits) if len(digits) == 2 else 0
        first, last = self.period or (0, 0)
        if self._open and self._last is not None and self._is_month(self._last, digits):
            self._open = False
            self._point(replace(piece, point=Point(self._last.year, (int(digits), LAST)), kind=""))
            return
        if year and (self._open or piece.text != digits or first <= year <= last):
            self._point(replace(piece, point=Point(year), kind=""))
            return
        if len(digits) < 4:
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
        """A span without its last year goes on to the plan's, one without its first begins with
        it; the years of what goes on without an end are told, for they bind nobody."""
        if self._last is None or self._last.year is None:
            return
        one = len(self.years) == 1
        if self._until and one:
            self._from_the_beginning(self._last.year)
        elif self.ongoing and one and (self._from or self._open):
            return  # “kontinuerlig fra 2019” says all of that
        elif self.ongoing:
            self._tell_endless()
        elif self._open or (self._from and one) or (self._plus and one):
            self._until_the_end(self._last.year)
        elif self._starts and one:
            sentence = _(
                "“{text}” says when it begins, and not when it is to be done: {year} is used.",
                text=self.printed,
                year=str(self._last.year),
            )
            self._tell_open(sentence)

    def _tell_endless(self) -> None:
        sentence = _(
            "“{text}” is read as work without an end: its years are kept as printed, and nothing"
            " is due in them.",
            text=self.printed,
        )
        self._tell_open(sentence)

    def _tell_open(self, sentence: Sentence) -> None:
        self.problems.append(TimeProblem("open_ended", sentence, fatal=False))

    def _from_the_beginning(self, last: int) -> None:
        first = min(self.period[0], last) if self.period else last
        self.ongoing = False
        said = _("“{text}” names no first year: it is read as {first}–{last}.")
        self._span_told(said, first, last)

    def _until_the_end(self, first: int) -> None:
        last = max(self.period[1], first) if self.period else first
        self._endless = True
        said = _("“{text}” names no last year: it is read as {first}–{last}.")
        self._span_told(said, first, last)

    def _span_told(self, said: Sentence, first: int, last: int) -> None:
        self.years.update(range(first, last + 1))
        values = {"text": self.printed, "first": str(first), "last": str(last)}
        self._tell_open(replace(said, values=values))

    def _tell_unknown(self) -> None:
        """A word that is not understood stops the row only when nothing else in the cell is
        understood either."""
        known = bool(self.years) or self.ongoing or bool(self.problems)
        if known and not self.unknown and not self.yearless:
            return
        if not known and (self.yearless or not self.unknown):
            sentence = _("“{text}” names no year.", text=self.printed)
        elif self.ongoing and not self.years:
            sentence = _(
                "“{text}” is read as work without an end; the rest of it is not read.",
                text=self.printed,
            )
        elif known and not self.years:
            return  # what it says is told already
        elif known:
            sentence = _(
                "Only the year in “{text}” is used; the rest is not read.", text=self.printed
            )
        else:
            sentence = _("“{text}” is neither a year nor a known time word.", text=self.printed)
        self.problems.append(TimeProblem("unknown_time_word", sentence, fatal=not known))


def _is_after(one: Point, other: Point) -> bool:
    """Whether a day or a part of a year ends later than another one: oktober–mars 2019."""
    first, last = one.last_day(), other.last_day()
    return first is not None and last is not None and first > last


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


def _no_day(text: str) -> Sentence:
    if meant := other_day(text):
        return _("“{text}” has the month first: write {day}.", text=text, day=f"{meant}")
    return _("There is no day “{text}”.", text=text)
