"""Recognising the header row of a plan's table by its words, in bokmål, nynorsk and English, in
any order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from workflows.documents.sheets import Row, letter_of, one_line
from workflows.plan_import.cells.header_words import (
    LONGEST,
    plain_header,
    role_of_phrase,
    role_of_stems,
)
from workflows.plan_import.cells.years import from_to
from workflows.plan_import.reading.said_roles import (
    Said,
    given_up,
    known_alone,
    named_by_letters,
)
from workflows.plan_import.reading.years_above import (
    bare_years,
    last_day_for,
    last_day_of,
    year_behind,
    years_of,
)

_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]? +\S")
_BARE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?")
_LEADS = re.compile(r"(?:hoved|hovud)ansv|pådriv|tiltaksei|lead\b|accountab")
NAMELESS = ""
FEW = 1024  # cells are looked at once for each row, and most say what others said
YEAR = "year"
# Roles of which a header below another one has one.
SURELY = ("measure", "responsible", "when", "number")
# Roles that say who or when: every table of measures has one.
WHO_OR_WHEN = ("responsible", "supporting", "when", "start", "end")


@dataclass(frozen=True)
class Header:
    """Which column holds what. Columns count from 0; None where the table has no such column."""

    row: Row
    responsible: tuple[int, ...] = ()
    supporting: tuple[int, ...] = ()
    when: int | None = None
    start: int | None = None
    end: int | None = None
    older: int | None = None  # a deadline that another column has moved
    year: int | None = None  # that the header of the times names: Frist (2018)
    years: tuple[tuple[int, int], ...] = ()  # column and year
    ends: Mapping[int, date] = field(default_factory=dict)  # of columns that are a part of a year
    measure: int | None = None
    details: int | None = None  # a second column of text beside the measure
    goal: int | None = None
    area: int | None = None
    agreement: int | None = None
    status: int | None = None
    light: int | None = None
    numbers: tuple[int, ...] = ()  # columns called numbers, and nameless ones that may be
    unknown: tuple[int, ...] = ()  # columns whose headers nobody knows
    ignored: tuple[int, ...] = ()  # columns whose headers say that they are no part of a measure
    titled: bool = False  # the measure column bears the area's own title

    def title(self, column: int) -> str:
        """What the column is called: its header, else its letter."""
        return one_line(self.row.cell(column)) or letter_of(column)

    @property
    def area_title(self) -> str:
        """The area's title that stands over its measures, '' when the column has a common name."""
        return one_line(self.row.cell(self.measure)) if self.titled else ""

    def owners_in(self, row: Row) -> str:
        """What the row says of who is responsible, a line a column."""
        return "\n".join(text for c in self.responsible if (text := row.cell(c)))

    def times_in(self, row: Row) -> str:
        """What the row says of when, from its beginning to its end where these stand apart: a
        deadline beside a beginning is the end."""
        start, end, when = (row.cell(column) for column in (self.start, self.end, self.when))
        if self.start is not None and self.end is None:
            return from_to(start, when)
        alone = f"til {end}" if self.start is not None and end else end
        return "\n".join(filter(None, (when, from_to(start, end) if start else alone)))

    def marks_in(self, row: Row) -> bool:
        """Whether anything stands under the years."""
        return any(row.cell(column) for column, _year in self.years)

    @property
    def times(self) -> tuple[int, ...]:
        """The columns that say when, without those of years."""
        return tuple(c for c in (self.when, self.start, self.end) if c is not None)

    @property
    def read(self) -> frozenset[int]:
        """Every column that is read."""
        texts = (self.measure, self.details, self.goal, self.area, self.agreement)
        marks = (*(column for column, _year in self.years), self.status, self.light)
        owners = (*self.responsible, *self.supporting)
        columns = (*texts, *marks, *owners, *self.times, *self.numbers)
        return frozenset(column for column in columns if column is not None)


def role_of(text: str, said: Said, *, by_stems: bool = True) -> str | None:
    """The role of a header cell; '' for a nameless one, None for words that are not known."""
    if said and (plain := plain_header(text)) in said:
        return said[plain]
    if len(text) > LONGEST and "(" not in text:
        return None
    return _role_of(text, by_stems)


@lru_cache(maxsize=FEW)
def _role_of(text: str, by_stems: bool) -> str | None:
    plain = plain_header(text)
    if len(plain) > LONGEST:
        return None
    if not plain or _BARE_NUMBER.fullmatch(plain):
        return NAMELESS
    if role := role_of_phrase(text):
        return role
    if years_of(plain):
        return YEAR
    return role_of_stems(text) if by_stems else None


def read_header(
    row: Row, hidden: frozenset[int], said: Said, above: Header | None = None
) -> Header | None:
    """The header that this row is, or None.

    A header names who or when, and something to be done. Below another header a row is one when
    it is made of whole names of columns, or repeats two of that one's: a text may hold any word.
    """
    by_stems = above is None or _repeats(row, above)
    names = enumerate(named_by_letters(row, said))
    roles = {c: role_of(text, said, by_stems=by_stems) for c, text in names}
    roles |= dict.fromkeys(bare_years(row, roles), YEAR)
    roles |= given_up(row, roles, said) | _helping(row, roles, said)
    known = Counter(role for role in roles.values() if role)
    passed = (YEAR, "ignored", "status", "light")
    years = len(set(years_over(row, [c for c, role in roles.items() if role == YEAR]))) > 1
    named = len([role for role in known if role not in passed]) + years
    if named < 2 or not (years or any(known[role] for role in WHO_OR_WHEN)):
        return None
    if above is not None and not any(role in SURELY for role in known_alone(row, roles, said)):
        return None  # “Ferdig” and years stand in rows of measures too
    header = _columns(row, roles, hidden)
    return header if header.measure is not None else None


def _helping(row: Row, roles: Mapping[int, str | None], said: Said) -> dict[int, str]:
    """Those who carry out or help, beside a column of the one who leads or has the responsibility,
    support."""
    names = {c: plain_header(row.cell(c)) for c, role in roles.items() if role == "responsible"}
    if not any(leads(name) or "ansv" in name for name in names.values()):
        return {}
    return {
        column: "supporting"
        for column, name in names.items()
        if name not in said and "ansv" not in name and not leads(name)
    }


def leads(name: str) -> bool:
    """Whether a column is called by the one who leads those beside it."""
    return _LEADS.match(name) is not None


def _repeats(row: Row, above: Header) -> bool:
    names = {plain_header(text) for text in above.row.cells if text}
    return sum(plain_header(text) in names for text in row.cells if text) > 1


def _columns(row: Row, roles: dict[int, str | None], hidden: frozenset[int]) -> Header:
    columns = _Columns(row, roles, hidden)
    texts, goal, area = columns.texts()
    header = Header(
        row=row,
        responsible=columns.shown("responsible"),
        supporting=columns.shown("supporting"),
        when=columns.first("when"),
        start=columns.first("start"),
        end=columns.first("end"),
        years=years_over(row, columns.called(YEAR)),
        ends=last_days_over(row, columns.called(YEAR)),
        measure=next(iter(texts), None),
        details=texts[1] if len(texts) > 1 else None,
        goal=goal,
        area=area,
        agreement=columns.first("agreement"),
        status=columns.first("status"),
        light=columns.first("light"),
        numbers=columns.numbers,
        ignored=tuple(sorted(columns.called("ignored"))),
        titled=columns.titled,
    )
    return _finished(header)


def _finished(header: Header) -> Header:
    """The header with the year that its times name, and the columns that are left over."""
    named = {year for column in header.times if (year := year_behind(header.row, column))}
    known = header.read | {*header.ignored}
    left = tuple(column for column in header.row.filled if column not in known)
    return replace(header, year=named.pop() if len(named) == 1 else None, unknown=left)


class _Columns:
    """The columns of a header row by their roles."""

    def __init__(self, row: Row, roles: dict[int, str | None], hidden: frozenset[int]) -> None:
        self.row, self.roles, self.hidden = row, roles, hidden
        self.numbers = tuple(sorted([*self.called("number"), *self.called(NAMELESS)]))
        unknown = [column for column in self.called(None) if row.cell(column)]
        named = [*self.called("measure"), *self.called("content")]
        self.titled = not named and bool(unknown)
        self.named = [min(unknown, key=self._likely_title)] if self.titled else named

    def called(self, role: str | None) -> list[int]:
        """Columns of that role, those that are shown before hidden ones."""
        columns = (column for column, other in self.roles.items() if other == role)
        return sorted(columns, key=lambda column: (column in self.hidden, column))

    def shown(self, role: str) -> tuple[int, ...]:
        """The columns of that role that are shown; the hidden ones where none is."""
        columns = sorted(self.called(role))
        return tuple(c for c in columns if c not in self.hidden) or tuple(columns)

    def first(self, role: str) -> int | None:
        """The first column of that role."""
        return next(iter(self.called(role)), None)

    def texts(self) -> tuple[list[int], int | None, int | None]:
        """The columns that hold the measures' texts, the goals and the areas."""
        goal, area = self.first("goal"), self.first("area")
        if goal is None and (first := self._goals_among_measures()) is not None:
            return [column for column in self.named if column != first], first, area
        if self.named or (goal is None and area is None):
            return self.named, goal, area
        if goal is not None:
            return [goal], None, area
        assert area is not None
        return [area], None, None

    def _goals_among_measures(self) -> int | None:
        """['Pkt.', 'Tiltak', '', 'Handling og fremdrift', …]: the first of two such columns holds
        the goals."""
        measures = self.called("measure")
        if len(measures) < 2:
            return None
        between = any(measures[0] < column < measures[1] for column in self.numbers)
        return measures[0] if between else None

    def _likely_title(self, column: int) -> tuple[bool, bool, int]:
        numbered = _NUMBERED.match(self.row.cell(column))
        return not numbered, column in self.hidden, column


def years_over(row: Row, columns: list[int]) -> tuple[tuple[int, int], ...]:
    """These columns of a header row, each with the years that it names."""
    return tuple((column, year) for column in sorted(columns) for year in _years(row, column))


def last_days_over(row: Row, columns: list[int]) -> dict[int, date]:
    """Those of these columns that are a part of a year, each with its last day. A spreadsheet
    keeps a month as the day that it begins on."""
    days = {column: last_day_of(plain_header(row.cell(column))) for column in columns}
    named = {column: day for column, day in days.items() if day}
    months = all(day.day == 1 for day in named.values())
    return {column: last_day_for(day) if months else day for column, day in named.items()}


def _years(row: Row, column: int) -> tuple[int, ...]:
    """The years of a cell that has the role of one."""
    return years_of(plain_header(row.cell(column))) or bare_years(row, {}).get(column, ())
