"""Recognising the header row of a plan's table by its words, in bokmål, nynorsk and English, in
any order."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from workflows.documents.sheets import Row, letter_of, one_line
from workflows.plan_import.cells.header_words import ROLE_OF

_YEAR = re.compile(r"(?:19|20)\d{2}")
_NUMBERED = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]? +\S")
_BARE_NUMBER = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?")
_PARENTHESIS = re.compile(r"\([^)]*\)")
NAMELESS = ""
YEAR = "year"


@dataclass(frozen=True)
class Header:
    """Which column holds what. Columns count from 0; None where the table has no such column."""

    row: Row
    responsible: int | None = None
    when: int | None = None
    years: tuple[tuple[int, int], ...] = ()  # column and year
    measure: int | None = None
    details: int | None = None  # a second column of text beside the measure
    goal: int | None = None
    area: int | None = None
    agreement: int | None = None
    numbers: tuple[int, ...] = ()  # columns called numbers, and nameless ones that may be
    ignored: tuple[int, ...] = ()
    titled: bool = False  # the measure column bears the area's own title

    def title(self, column: int) -> str:
        """What the column is called: its header, else its letter."""
        return one_line(self.row.cell(column)) or letter_of(column)

    @property
    def area_title(self) -> str:
        """The area's title that stands over its measures, '' when the column has a common name."""
        return one_line(self.row.cell(self.measure)) if self.titled else ""


def role_of(text: str) -> str | None:
    """The role of a header cell; '' for a nameless one, None for words that are not known."""
    plain = _PARENTHESIS.sub("", one_line(text)).casefold().strip(" .:*")
    if _YEAR.fullmatch(plain):
        return YEAR
    if not plain or _BARE_NUMBER.fullmatch(plain):
        return NAMELESS
    for part in (plain, *re.split(r" ?/ ?| og ", plain)[:1]):
        if part.strip(" .:") in ROLE_OF:
            return ROLE_OF[part.strip(" .:")]
    return None


def read_header(row: Row, hidden: frozenset[int] = frozenset()) -> Header | None:
    """The header that this row is, or None.

    A header names who or when, and something to be done.
    """
    roles = {column: role_of(text) for column, text in enumerate(row.cells)}
    known = Counter(role for role in roles.values() if role)
    said = len([role for role in known if role not in (YEAR, "ignored")]) + (known[YEAR] > 1)
    if said < 2 or not (known["responsible"] or known["when"] or known[YEAR] > 1):
        return None
    header = _columns(row, roles, hidden)
    return header if header.measure is not None else None


def _columns(row: Row, roles: dict[int, str | None], hidden: frozenset[int]) -> Header:
    columns = _Columns(row, roles, hidden)
    texts, goal, area = columns.texts()
    shown = {
        "responsible": columns.first("responsible"),
        "when": columns.first("when"),
        "agreement": columns.first("agreement"),
        "measure": _first(texts),
        "details": texts[1] if len(texts) > 1 else None,
        "goal": goal,
        "area": area,
    }
    years, numbers = columns.called(YEAR), columns.numbers
    used = {*shown.values(), *years, *numbers}
    return Header(
        row=row,
        **shown,
        years=tuple((column, _year(row.cell(column))) for column in years),
        numbers=numbers,
        ignored=tuple(column for column in row.filled if column not in used),
        titled=columns.titled,
    )


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

    def first(self, role: str) -> int | None:
        """The first column of that role."""
        return _first(self.called(role))

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


def _year(text: str) -> int:
    """The year of a cell that has the role of one: 2030, 2030: or 2030 (plan)."""
    return int(_PARENTHESIS.sub("", one_line(text)).strip(" .:*"))


def _first(columns: list[int]) -> int | None:
    return columns[0] if columns else None


def with_years(header: Header, row: Row) -> Header | None:
    """The header with the years of a second header row under it; None when the row is not one."""
    years = {column: role_of(text) for column, text in enumerate(row.cells) if text}
    if header.years or not years or any(role != YEAR for role in years.values()) or len(years) < 2:
        return None
    columns = tuple((column, _year(row.cell(column))) for column in years)
    numbers = tuple(column for column in header.numbers if column not in years)
    when = None if header.when in years else header.when
    return Header(**{**header.__dict__, "years": columns, "numbers": numbers, "when": when})
