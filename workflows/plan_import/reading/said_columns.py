"""What somebody has said of the columns of a file, beside the columns that it has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from engine.errors import BadInput
from engine.language.sentences import _
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.reading.answers import ReadingAnswers
from workflows.plan_import.reading.blocks import Block, cells_in
from workflows.plan_import.reading.headers import Header
from workflows.plan_import.reading.questions import quoted

# The fields of a header that hold the columns of each part.
FIELDS = {
    "owners": ("responsible", "supporting"),
    "supporting": ("supporting",),
    "times": ("when", "start", "end", "older"),
    "start": ("start",),
    "end": ("end",),
    "numbers": ("numbers",),
    "areas": ("area",),
    "goals": ("goal",),
    "details": ("details",),
    "status": ("status",),
    "light": ("light",),
}


def check_headers(blocks: Sequence[Block], answers: ReadingAnswers) -> None:
    """Raise BadInput for a header that is named now and that no table of the plan has."""
    titles = [title for block in blocks for title in _titles(block)]
    shown = {plain_header(title): title for title in titles}
    for header in sorted(answers.names - answers.kept):
        plain = plain_header(header)
        if plain in answers.said and plain not in shown:
            sentence = _(
                "The file has no column “{header}”. Its headers are {headers}.",
                header=header,
                headers=quoted([*shown.values()]),
            )
            raise BadInput(sentence)


def _titles(block: Block) -> Iterator[str]:
    """What its columns are called, a nameless one that is not empty by its letter."""
    for column, text in enumerate(block.header.row.cells):
        if text or cells_in([block], column):
            yield block.header.title(column)


def without_denied(header: Header, answers: ReadingAnswers) -> Header:
    """The header without the columns of a part of which it was said that the plan has none; what
    stands in them is told as not read."""
    left: dict[str, Any] = {}
    parts = [part for part in FIELDS if answers.has_no(part)]
    for name in (name for part in parts for name in FIELDS[part]):
        several = name in ("responsible", "supporting", "numbers")
        columns = getattr(header, name) if several else (getattr(header, name),)
        rest = tuple(c for c in columns if _is_named(header, c, answers))
        left[name] = rest if several else next(iter(rest), None)
    if answers.has_no("times"):
        left |= {"years": tuple(y for y in header.years if _is_named(header, y[0], answers))}
    without = replace(header, **left)
    return replace(without, unknown=tuple(sorted({*header.unknown, *header.read - without.read})))


def _is_named(header: Header, column: int | None, answers: ReadingAnswers) -> bool:
    return column is not None and plain_header(header.row.cell(column)) in answers.said
