"""What somebody has said of a file that could not be understood alone: what its columns hold, which
of its tables are no part of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.errors import BadInput
from engine.language.sentences import _
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
Columns = Mapping[str, tuple[str, ...]]  # a part of a measure, and the headers that were named


@dataclass(frozen=True)
class ReadingAnswers:
    """What was said: the headers of each part of a measure, the tables that are no part of the
    plan, those that are though they look otherwise, and the only tables that are."""

    columns: Columns = field(default_factory=dict)
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
            columns={**self._else_kept(before.columns), **self.columns},
            left_out=(*self.left_out, *_but(before.left_out, (*self.taken, *self.sheets))),
            taken=(*self.taken, *_but(before.taken, self.left_out)),
            sheets=self.sheets or _but(before.sheets, self.left_out),
            kept=before.names - self.names,
        )

    def _else_kept(self, before: Columns) -> Columns:
        """What was said of columns, without those of which something else is said now."""
        return {
            part: tuple(name for name in headers if plain_header(name) not in self.said)
            for part, headers in before.items()
        }

    @property
    def names(self) -> frozenset[str]:
        """Every header and table that is named."""
        headers = (
            f"{part}={NONE}" if header == NONE else header
            for part, named in self.columns.items()
            for header in named
        )
        return frozenset((*headers, *self.left_out, *self.taken, *self.sheets))

    def stored(self) -> dict[str, Any]:
        """As it is kept with the plan."""
        said = {"left_out": self.left_out, "taken": self.taken, "sheets": self.sheets}
        columns = {part: list(headers) for part, headers in self.columns.items() if headers}
        lists = {name: list(dict.fromkeys(names)) for name, names in said.items()}
        return {name: value for name, value in {"columns": columns, **lists}.items() if value}


NOTHING_SAID = ReadingAnswers()


def _but(names: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in others)


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


def check_agreement(answers: ReadingAnswers) -> None:
    """Raise BadInput where what is said cannot be so: a plan without measures, or one column that
    is two things."""
    if answers.has_no("measures"):
        raise BadInput(_("A plan has measures: say which column holds them."))
    parts: dict[str, set[str]] = {}
    for part, headers in answers.columns.items():
        for header in headers:
            parts.setdefault(plain_header(header), set()).add(part)
            if header != NONE and len(parts[plain_header(header)]) > 1:
                sentence = _(
                    "The column “{header}” is said to be both {parts}. Say one of them.",
                    header=header,
                    parts=sorted(parts[plain_header(header)]),
                )
                raise BadInput(sentence)
