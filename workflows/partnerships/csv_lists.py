"""Lists as .csv files, as spreadsheets write them.

A list is read whole or refused: columns are known by their names, in any order; an unknown or
doubled column, a cell beyond the last column, and every row that cannot be taken are told at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from engine.errors import BadInput, SamsakError
from engine.language.sentences import Sentence, _
from engine.storage.session import Session
from workflows.documents.letters import look_wrong
from workflows.documents.read_csv import read_csv
from workflows.documents.sheets import Row as SheetRow
from workflows.documents.sheets import Sheets

LARGEST = 1_000_000  # bytes
Row = dict[str, str]
# Columns, those that must be there first, each with what people call it besides.
Columns = Mapping[str, tuple[str, ...]]


class RowTaken(NamedTuple):
    """How many things of a row were new, and what of it was left as it is and why."""

    new: int = 0
    told: tuple[Sentence, ...] = ()


class TakenIn(NamedTuple):
    """How many rows a list has, how many things of it were new, and what was left as it is."""

    rows: int
    new: int
    told: list[Sentence]


def take_all(
    session: Session, path: Path, columns: Columns, take: Callable[[Row], RowTaken]
) -> TakenIn:
    """Take every row, all of them or none; every row that cannot be taken is named at once."""
    sheets = _read(path)
    rows = _rows(path, sheets.tables[0].rows, columns)
    unread = [_("{file}: {why}", file=path.name, why=loss.sentence) for loss in sheets.losses]
    taken, wrong = TakenIn(len(rows), 0, unread), list[Sentence]()
    with session.begin():
        for number, row in rows:
            try:
                new, told = take(row)
            except SamsakError as error:
                wrong.append(_of_row(path, number, list(error.sentences)))
                continue
            taken.told.extend(_of_row(path, number, [each]) for each in told)
            taken = taken._replace(new=taken.new + new)
        if wrong:
            raise BadInput(*wrong)
    return taken


def _of_row(path: Path, number: int, why: list[Sentence]) -> Sentence:
    said = list[Sentence | str](why)
    return _("{file}, row {row}: {why}", file=path.name, row=number, why=said)


def _rows(path: Path, given: list[SheetRow], columns: Columns) -> list[tuple[int, Row]]:
    """The rows that hold something, by their numbers in the file; refuses a list whose columns or
    rows are not these."""
    heads, *rows = given or [SheetRow(1, [])]
    names = [_name(head, columns) for head in heads.cells]
    wrong = [*_wrong_columns(path, heads.cells, names, columns)]
    wrong += [
        _of_row(path, row.number, [_("There are cells without a column: {cells}.", cells=beyond)])
        for row in rows
        if (beyond := [c for n, c in zip_longest(names, row.cells, fillvalue="") if c and not n])
    ]
    if wrong:
        raise BadInput(*wrong)
    empty = dict.fromkeys(columns, "")
    return [
        (row.number, empty | {n: c for n, c in zip(names, row.cells, strict=False) if n})
        for row in rows
    ]


def _name(head: str, columns: Columns) -> str:
    """The column that a heading names; the heading itself where it names none."""
    said = " ".join(head.casefold().split())
    return next((name for name, others in columns.items() if said in (name, *others)), said)


def _wrong_columns(
    path: Path, heads: list[str], names: list[str], columns: Columns
) -> Iterator[Sentence]:
    for missing in [name for name in list(columns)[:2] if name not in names][:1]:
        yield _(
            "{file} has no column “{missing}”. Its first row names the columns: {columns}.",
            file=path.name,
            missing=missing,
            columns=list(columns),
        )
    for head, name in zip(heads, names, strict=True):
        if name and name not in columns:
            yield _(
                "{file} has a column “{column}” that is not known here. Columns: {columns}.",
                file=path.name,
                column=head,
                columns=list(columns),
            )
    for name, times in Counter(names).items():
        if times > 1 and name in columns:
            yield _("{file} has the column “{column}” twice.", file=path.name, column=name)


def _read(path: Path) -> Sheets:
    if path.is_dir():
        raise BadInput(_("{file} is a folder. Give a list in it, as .csv.", file=path))
    if str(path) == "-" or (path.exists() and not path.is_file()):
        raise BadInput(_("A list is read from a file. Save it as .csv, and give that file."))
    if not path.is_file():
        raise BadInput(_("There is no file {file}.", file=path))
    if path.stat().st_size > LARGEST:
        raise BadInput(_("{file} is too large for a list.", file=path.name))
    sheets = read_csv(path)
    for cell in (cell for row in sheets.tables[0].rows for cell in row.cells):
        if look_wrong(cell):
            sentence = _(
                "{file}: letters such as æ, ø and å look wrong in “{cell}”. Save the list as CSV"
                " in UTF-8.",
                file=path.name,
                cell=cell,
            )
            raise BadInput(sentence)
    return sheets
