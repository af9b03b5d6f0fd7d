"""What somebody has said of a file that could not be understood alone: what its columns hold, which
of its tables are no part of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.errors import BadInput
from engine.language.sentences import _
from workflows.documents.sheets import Sheets
from workflows.plan_import.cells.header_words import plain_header

# What people call the parts of a measure, and the role of the column that holds it.
ROLES = {
    "measures": "measure",
    "owners": "responsible",
    "supporting": "supporting",
    "times": "when",
    "start": "start",
    "end": "end",
    "numbers": "number",
    "areas": "area",
    "goals": "goal",
    "details": "content",
    "status": "status",
    "light": "light",
    "nothing": "ignored",
}
# Said instead of a header: the plan has no such column.
NONE = "-"
QUOTES = '“”«»"'  # that an answer may be copied with
_NUMBER = re.compile(r"(?:table|tabell)? ?(\d+)")


@dataclass(frozen=True)
class ReadingAnswers:
    """What was said: the headers of each part of a measure, the tables that are no part of the
    plan, those that are though they look otherwise, and the only tables that are."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()
    kept: frozenset[str] = frozenset()  # names from an earlier file, which this one may lack

    @property
    def said(self) -> dict[str, str]:
        """The role of each header that was named."""
        return {
            plain_header(header): ROLES[part]
            for part, headers in self.columns.items()
            for header in headers
            if header != NONE
        }

    def has_no(self, part: str) -> bool:
        """Whether it was said that the plan has no such column."""
        return NONE in self.columns.get(part, ())

    def over(self, before: ReadingAnswers) -> ReadingAnswers:
        """These answers, and those given of an earlier file where nothing else is said now."""
        if not before.names:
            return self
        return ReadingAnswers(
            columns={**before.columns, **self.columns},
            left_out=(*self.left_out, *before.left_out),
            taken=(*self.taken, *before.taken),
            sheets=self.sheets or before.sheets,
            kept=before.names - self.names,
        )

    @property
    def names(self) -> frozenset[str]:
        """Every header and table that is named."""
        headers = (header for named in self.columns.values() for header in named)
        return frozenset((*headers, *self.left_out, *self.taken, *self.sheets))

    def stored(self) -> dict[str, Any]:
        """As it is kept with the plan."""
        said = {"left_out": self.left_out, "taken": self.taken, "sheets": self.sheets}
        columns = {part: list(headers) for part, headers in self.columns.items()}
        lists = {name: list(dict.fromkeys(names)) for name, names in said.items()}
        return {name: value for name, value in {"columns": columns, **lists}.items() if value}


NOTHING_SAID = ReadingAnswers()


def kept_answers(stored: Mapping[str, Any]) -> ReadingAnswers:
    """What is kept with a plan."""
    columns = {part: tuple(headers) for part, headers in stored.get("columns", {}).items()}
    left_out, taken, sheets = (
        tuple(stored.get(name, ())) for name in ("left_out", "taken", "sheets")
    )
    return ReadingAnswers(columns, left_out, taken, sheets)


def typed_columns(typed: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The columns that are typed as measures="Konkrete tiltak".

    Raises BadInput for what is no such pair.
    """
    columns: dict[str, tuple[str, ...]] = {}
    for text in typed:
        part, equals, header = (piece.strip() for piece in text.partition("="))
        if not equals or not header or part not in ROLES:
            sentence = _(
                "“{text}” does not say what a column holds: write for example measures=Tiltak."
                " The parts are {parts}.",
                text=text,
                parts=list(ROLES),
            )
            raise BadInput(sentence)
        columns[part] = (*columns.get(part, ()), header.strip(QUOTES))
    return columns


def tables_taken(sheets: Sheets, answers: ReadingAnswers) -> frozenset[str]:
    """The names of the tables that are said to be a part of the plan.

    Raises BadInput for a table that the file has not.
    """
    return frozenset(
        sheets.tables[place].name
        for place in _places(sheets, (*answers.taken, *answers.sheets), answers.kept)
    )


def chosen_tables(sheets: Sheets, answers: ReadingAnswers) -> Sheets:
    """The file without the tables that are no part of the plan.

    Raises BadInput for a table that the file has not.
    """
    left_out = _places(sheets, answers.left_out, answers.kept)
    only = _places(sheets, answers.sheets, answers.kept)
    tables = [
        table
        for place, table in enumerate(sheets.tables)
        if place not in left_out and (not only or place in only)
    ]
    return replace(sheets, tables=tables)


def check_headers(sheets: Sheets, answers: ReadingAnswers) -> None:
    """Raise BadInput for a header that no table of the file has."""
    cells = (text for table in sheets.tables for row in table.rows for text in row.cells)
    there = {plain_header(text) for text in cells if text}
    for header in sorted(answers.names - answers.kept - {NONE}):
        if plain_header(header) in answers.said and plain_header(header) not in there:
            raise BadInput(_("The file has no column “{header}”.", header=header))


def _places(sheets: Sheets, names: Iterable[str], kept: frozenset[str]) -> set[int]:
    """The places of these tables; one that was named of an earlier file may be missing."""
    found = set()
    for name in names:
        try:
            found.add(_found(sheets, name))
        except BadInput:
            if name not in kept:
                raise
    return found


def _found(sheets: Sheets, name: str) -> int:
    plain = name.strip(f" {QUOTES}").casefold()
    for place, table in enumerate(sheets.tables):
        if table.name.casefold() == plain:
            return place
    number = _NUMBER.fullmatch(plain)
    if number and 1 <= int(number[1]) <= len(sheets.tables):
        return int(number[1]) - 1
    sentence = _(
        "The file has no table or worksheet “{name}”. It has {tables}.",
        name=name,
        tables=[
            _("“{name}”", name=table.name or place)
            for place, table in enumerate(sheets.tables, start=1)
        ],
    )
    raise BadInput(sentence)
