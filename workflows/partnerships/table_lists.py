"""Lists as people keep them in spreadsheets: .csv, .xlsx and whatever else holds a table.

A list is read whole or refused: columns are known by their names, in any order, below titles or
not; a doubled column, a cell beyond the last column, a second list in the file, and every row that
cannot be taken are told at once. So is what of the file is not read: an unknown column too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from engine.days.doubtful_days import told_doubtful
from engine.errors import BadInput, SamsakError
from engine.given_files import check_file, check_name
from engine.language.sentences import Sentence, _, n_
from engine.storage.session import Session
from workflows.documents.letters import look_wrong
from workflows.documents.read_tables import read_tables
from workflows.documents.sheets import Row as SheetRow
from workflows.documents.sheets import Sheets, Table
from workflows.partnerships.list_words import HEADINGS, INSTEAD, Columns, column_of
from workflows.partnerships.years_of_list import with_years

LARGEST = 1_000_000  # bytes
MOST_TITLES = 20  # rows above the names of the columns
Row = dict[str, str]
Numbered = tuple[int, Row]


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
    session: Session,
    path: Path,
    columns: Columns,
    take: Callable[[Row], RowTaken],
    last: Callable[[Row], bool] = lambda _row: False,
) -> TakenIn:
    """Take every row, or none and name each that is wrong, in their order; those that are `last`
    wait."""
    wrong, rows, of_list = _listed(path, columns)
    new, refused, told = 0, dict[int, Sentence](), dict[int, list[Sentence]]()
    with session.begin():
        for number, row in sorted(rows, key=lambda numbered: last(numbered[1])):
            try:
                added, said = take(row)
            except SamsakError as error:
                refused[number] = _of_row(path, number, list(error.sentences))
                continue
            told[number] = [_of_row(path, number, [each]) for each in said]
            new += added
        if wrong or refused:
            raise BadInput(*wrong, *(refused[number] for number in sorted(refused)))
    of_rows = [each for number in sorted(told) for each in told[number]]
    return TakenIn(len(rows), new, [*of_list, *of_rows])


def _listed(
    path: Path, columns: Columns
) -> tuple[list[Sentence], Sequence[Numbered], list[Sentence]]:
    """What is wrong with the list as a whole, its rows by their numbers, and what is told of it."""
    sheets = _read(path)
    found = _list_in(sheets, columns)
    wrong, rows = _rows(path, found, columns)
    wrong += _second_lists(path, sheets, found, columns)
    dated, told = with_years(rows, _names(path, sheets, found), path.name)
    told += _of_days(path, rows)
    return wrong, dated, [*_unread(path, sheets, found), *_passed(path, found, columns), *told]


def _of_days(path: Path, rows: Iterable[Numbered]) -> list[Sentence]:
    """How its days are read that may be others."""
    cells = (text for _number, row in rows for text in row.values())
    return [_("{file}: {why}", file=path.name, why=each) for each in told_doubtful(cells)]


def _of_row(path: Path, number: int, why: list[Sentence]) -> Sentence:
    said = reduce(lambda one, other: _("{one} {other}", one=one, other=other), why)
    return _("{file}, row {row}: {why}", file=path.name, row=number, why=said)


def _list_in(sheets: Sheets, columns: Columns) -> Table:
    """The first table that names columns of these, without the titles above them; else the first
    that holds anything."""
    for table in sheets.tables:
        for place, row in enumerate(table.rows[:MOST_TITLES]):
            if _names_columns(row, columns):
                return replace(table, rows=table.rows[place:])
    filled = [table for table in sheets.tables if table.rows]
    return filled[0] if filled else Table("", [SheetRow(1, [])])


def _names(path: Path, sheets: Sheets, found: Table) -> list[str]:
    """What a list is called by, the nearest first: the titles above it, its worksheet, its file."""
    above = [
        " ".join(row.cells)
        for table in sheets.tables
        for row in table.rows
        if table.name == found.name and row.number < found.rows[0].number
    ]
    lines = (line.text for line in found.before)
    return [*reversed(above), *reversed([*lines]), found.name, sheets.title, path.stem]


def _names_columns(row: SheetRow, columns: Columns) -> bool:
    known = {column_of(cell, columns) for cell in row.cells} & set(columns)
    return len(known) > 1 or next(iter(columns)) in known


def _second_lists(path: Path, sheets: Sheets, found: Table, columns: Columns) -> Iterator[Sentence]:
    """The other tables of the file that are lists like the one that is read."""
    for table in sheets.tables:
        other = bool(table.rows) and table.rows[-1] is not found.rows[-1]
        heads = (row for row in table.rows[:MOST_TITLES] if _names_columns(row, columns))
        if other and (head := next(heads, None)) and head is not table.rows[-1]:
            yield _(
                "{file}: “{table}” is a list too. Put all rows in one, with what a worksheet says"
                " in a column of its own.",
                file=path.name,
                table=table.name,
            )


def _unread(path: Path, sheets: Sheets, found: Table) -> list[Sentence]:
    """What stands in the file beside the list."""
    others = [each for each in sheets.tables if each.rows and each.rows[-1] is not found.rows[-1]]
    return [
        *(_("{file}: {why}", file=path.name, why=loss.sentence) for loss in sheets.losses),
        *(_("{file}: “{table}” is not read.", file=path.name, table=each.name) for each in others),
    ]


def _passed(path: Path, table: Table, columns: Columns) -> Iterator[Sentence]:
    """The columns that nothing here keeps, where something stands in them, told together."""
    heads, *rows = table.rows
    filled = {
        head: sum(bool(row.cell(place)) for row in rows)
        for place, head in enumerate(heads.cells)
        if head and column_of(head, columns) not in columns
    }
    passed = [head for head, times in filled.items() if times]
    if len(passed) == 1:
        yield n_(
            "{file}: the column “{column}” is not read; one row says something in it.",
            "{file}: the column “{column}” is not read; {n} rows say something in it.",
            filled[passed[0]],
            file=path.name,
            column=passed[0],
        )
    elif passed:
        yield _(
            "{file}: the columns {columns} are not read.",
            file=path.name,
            columns=[_("“{column}”", column=head) for head in passed],
        )


def _rows(
    path: Path, table: Table, columns: Columns
) -> tuple[list[Sentence], list[tuple[int, Row]]]:
    """What is wrong with the columns, and the rows that hold something, by their numbers in the
    file; refuses a list of which no row can be read."""
    heads, *rows = table.rows
    names = [column_of(head, columns) for head in heads.cells]
    wrong = [*_wrong_columns(path, names, columns)]
    beyond_all = [
        _of_row(path, row.number, [_("There are cells without a column: {cells}.", cells=beyond)])
        for row in rows
        if (beyond := [c for n, c in zip_longest(names, row.cells, fillvalue="") if c and not n])
    ]
    if any(_missing(names, columns)) or _doubled(names, columns):
        raise BadInput(*wrong, *beyond_all)
    empty = dict.fromkeys(columns, "")
    kept = [name if name in columns else "" for name in names]
    read = [
        (row.number, empty | {n: c for n, c in zip(kept, row.cells, strict=False) if n})
        for row in rows
    ]
    return [*wrong, *beyond_all], read


def _missing(names: Collection[str], columns: Columns) -> Iterator[str]:
    """The columns that must be there and are not."""
    return (name for name in list(columns)[:2] if not {name, INSTEAD.get(name)} & set(names))


def _doubled(names: Iterable[str], columns: Columns) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1 and name in columns]


def _wrong_columns(path: Path, names: list[str], columns: Columns) -> Iterator[Sentence]:
    for missing in [*_missing(names, columns)][:1]:
        yield _(
            "{file} has no column “{missing}”. A row must name the columns: {columns}.",
            file=path.name,
            missing=HEADINGS[missing],
            columns=[HEADINGS[name] for name in columns],
        )
    for name in _doubled(names, columns):
        yield _("{file} has the column “{column}” twice.", file=path.name, column=HEADINGS[name])


def _read(path: Path) -> Sheets:
    check_name(path.name)
    check_file(path)
    if path.stat().st_size > LARGEST:
        raise BadInput(_("{file} is too large for a list.", file=path.name))
    sheets = read_tables(path)
    for cell in (cell for table in sheets.tables for row in table.rows for cell in row.cells):
        if look_wrong(cell):
            sentence = _(
                "{file}: letters such as æ, ø and å look wrong in “{cell}”. Save the list as CSV"
                " in UTF-8.",
                file=path.name,
                cell=cell,
            )
            raise BadInput(sentence)
    return sheets
