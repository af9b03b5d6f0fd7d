"""Lists as .csv files.

Columns are known by their names, in any order; separated by comma or semicolon, as spreadsheets
write them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from engine.errors import BadInput, SamsakError
from engine.language.sentences import Sentence, _
from engine.storage.session import Session

LARGEST = 1_000_000  # bytes
Row = dict[str, str]


class TakenIn(NamedTuple):
    """How many rows a list has, and how many things of it were new."""

    rows: int
    new: int


def take_all(
    session: Session, path: Path, columns: tuple[str, ...], take: Callable[[Row], int]
) -> TakenIn:
    """Take every row, all of them or none; every row that cannot be taken is named at once."""
    rows = _rows(path, columns)
    new, wrong = 0, list[Sentence]()
    with session.begin():
        for number, row in rows:
            try:
                new += take(row)
            except SamsakError as error:
                why = list[Sentence | str](error.sentences)
                wrong.append(_("{file}, row {row}: {why}", file=path.name, row=number, why=why))
        if wrong:
            raise BadInput(*wrong)
    return TakenIn(len(rows), new)


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, Row]]:
    """The rows that hold something, by their numbers in the file; the first two columns must be
    there."""
    heads, records = _records(path)
    names = [head.casefold() for head in heads]
    if missing := [name for name in columns[:2] if name not in names]:
        sentence = _(
            "{file} has no column “{missing}”. Its first row names the columns: {columns}.",
            file=path,
            missing=missing[0],
            columns=list(columns),
        )
        raise BadInput(sentence)
    empty = dict.fromkeys(columns, "")
    return [
        (number, empty | dict(zip(names, record, strict=False)))
        for number, record in enumerate(records, start=2)
        if any(record)
    ]


def _records(path: Path) -> tuple[list[str], list[list[str]]]:
    """The first row and the others."""
    if not path.is_file():
        raise BadInput(_("There is no file {file}.", file=path))
    if path.stat().st_size > LARGEST:
        raise BadInput(_("{file} is too large for a list.", file=path))
    text = io.StringIO(_text(path), newline="")
    try:
        reader = csv.reader(text, delimiter=_delimiter(path), strict=True)
        heads, *records = [[cell.strip() for cell in record] for record in reader] or [[]]
    except csv.Error:
        raise BadInput(_("{file} is not a list of comma-separated values.", file=path)) from None
    return heads, records


def _text(path: Path) -> str:
    raw = path.read_bytes()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(path: Path) -> str:
    first = _text(path).split("\n", 1)[0]
    return max(",;\t", key=first.count)
