"""What somebody has said of a file that could not be understood alone: what its columns hold, which
of its tables are no part of the plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine.errors import BadInput
from engine.language.sentences import _
from workflows.documents.sheets import Sheets, Table
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
_NUMBER = re.compile(r"(?:table|tabell)? ?(\d+)")


@dataclass(frozen=True)
class ReadingAnswers:
    """What was said: the headers of each part of a measure, the tables that are no part of the
    plan, those that are though they look otherwise, and the only tables that are."""

    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    sheets: tuple[str, ...] = ()

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


NOTHING_SAID = ReadingAnswers()


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
        columns[part] = (*columns.get(part, ()), header)
    return columns


def tables_taken(sheets: Sheets, answers: ReadingAnswers) -> frozenset[str]:
    """The names of the tables that are said to be a part of the plan.

    Raises BadInput for a table that the file has not.
    """
    named = (*answers.taken, *answers.sheets)
    return frozenset(sheets.tables[_found(sheets, name)].name for name in named)


def chosen_tables(sheets: Sheets, answers: ReadingAnswers) -> Sheets:
    """The file without the tables that are no part of the plan.

    Raises BadInput for a table that the file has not.
    """
    left_out = {_found(sheets, name) for name in answers.left_out}
    only = {_found(sheets, name) for name in answers.sheets}
    tables = [
        table
        for place, table in enumerate(sheets.tables)
        if place not in left_out and (not only or place in only)
    ]
    return replace(sheets, tables=tables)


def _found(sheets: Sheets, name: str) -> int:
    plain = name.strip().casefold()
    for place, table in enumerate(sheets.tables):
        if table.name.casefold() == plain:
            return place
    number = _NUMBER.fullmatch(plain)
    if number and 1 <= int(number[1]) <= len(sheets.tables):
        return int(number[1]) - 1
    sentence = _(
        "The file has no table or worksheet “{name}”. It has {tables}.",
        name=name,
        tables=[_called(table, place) for place, table in enumerate(sheets.tables, start=1)],
    )
    raise BadInput(sentence)


def _called(table: Table, place: int) -> str:
    return f"“{table.name or place}”"
