"""What every office file becomes before it is understood: tables of rows of plain text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from string import ascii_uppercase

from workflows.documents.footnote_marks import FOOTNOTE, RAISED, without_marks
from workflows.documents.letters import SUSPECT, look_wrong
from workflows.documents.losses import Loss, Losses
from workflows.documents.refusals import cell_too_long, too_many_rows

MAX_ROWS = 20_000
MAX_COLUMNS = 256
MAX_CELL = 100_000
UNREADABLE = "\ufffd"
ODD_SIGNS = SUSPECT | frozenset(RAISED + FOOTNOTE)

_SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\t"), " ")
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\ufe0e\ufe0f"), None)
_BREAKS = dict.fromkeys(map(ord, "\r\v\f\u0085\u2028\u2029"), "\n")
_CLEANUP = _SPACES | _NOTHING | _BREAKS | {ord("\u2011"): "-"}
_CLEANED = frozenset(map(chr, [*_CLEANUP, *range(9), *range(14, 32), 127]))
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]|_x000D_")
_RUN_OF_SPACES = re.compile(r" {2,}")


@dataclass(frozen=True)
class Row:
    """A row with at least one filled cell.

    `number` counts from 1 as the reader of the file counts.
    """

    number: int
    cells: list[str]
    dates: Mapping[int, str] = field(
        default_factory=dict
    )  # column -> the number that a date cell probably was
    spans: Mapping[int, int] = field(
        default_factory=dict
    )  # column -> how many columns its cell covers
    merged: frozenset[int] = frozenset()  # columns that continue the cell above
    unsaved: frozenset[int] = (
        frozenset()
    )  # columns with a formula whose value the file does not hold
    typed_numbers: frozenset[int] = frozenset()  # columns whose cell is a number and no text
    coloured: frozenset[int] = frozenset()  # empty columns that are filled with a colour
    shades: Mapping[int, str] = field(default_factory=dict)  # column -> the colour behind its text
    held_back: bool = False  # an identity number stood in it

    def cell(self, column: int | None) -> str:
        """The text in that column, '' when there is no such column or cell."""
        return self.cells[column] if column is not None and column < len(self.cells) else ""

    @property
    def filled(self) -> list[int]:
        """The columns that hold something."""
        return [column for column, text in enumerate(self.cells) if text]


@dataclass(frozen=True)
class TextLine:
    """A line of text outside the tables. `title`: it is that of the whole file."""

    text: str
    heading: bool = False
    title: bool = False


@dataclass(frozen=True)
class Table:
    """A table, a worksheet or a whole .csv file.

    `before` is the text between it and the table above.
    """

    name: str
    rows: list[Row]
    before: tuple[TextLine, ...] = ()
    hidden: frozenset[int] = frozenset()
    named: bool = False  # somebody gave the table its name


@dataclass(frozen=True)
class Sheets:
    """All tables of a file in printed order, its title if it has one, and what of it is not
    read."""

    tables: list[Table]
    title: str = ""
    losses: tuple[Loss, ...] = ()


def clean(text: str) -> str:
    """The text in NFC with plain spaces; line breaks stay, blank lines, soft hyphens and edge
    spaces go."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    if "_x000D_" in text or not _CLEANED.isdisjoint(set(text)):
        text = _CONTROL.sub("", text.translate(_CLEANUP))
    lines = (_RUN_OF_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The text with its line breaks as spaces."""
    return " ".join(text.split())


def letter_of(column: int) -> str:
    """What a spreadsheet calls the column: A, B, …, AA."""
    letters = ""
    while column >= 0:
        column, place = divmod(column, len(ascii_uppercase))
        letters = ascii_uppercase[place] + letters
        column -= 1
    return letters


class Filling:
    """Collects the filled rows of a table and refuses what is longer than a plan can be."""

    def __init__(self, file: str, table: str, losses: Losses) -> None:
        self.rows: list[Row] = []
        self._file, self._table, self._losses = file, table, losses

    def add(self, row: Row) -> None:
        """Keep the row if it holds anything.

        Raises FileRefused for too many rows or too long a cell.
        """
        if not any(row.cells):
            return
        if any(len(cell) > MAX_CELL for cell in row.cells):
            raise cell_too_long(self._file, row.number, MAX_CELL)
        if len(self.rows) >= MAX_ROWS:
            raise too_many_rows(self._file, MAX_ROWS)
        self.rows.append(self._without_marks(row))

    def lose(self, code: str, row: int) -> None:
        """The row is not read, or not all of it."""
        self._losses.add(code, self._table, row)

    def lose_drawn(self, cells: str) -> None:
        """Colours that rules give to these cells are not read."""
        self._losses.drawn_by_rules(self._table, cells)

    def _without_marks(self, row: Row) -> Row:
        text = " ".join(row.cells)
        if ODD_SIGNS.isdisjoint(set(text)):
            return row
        if UNREADABLE in text:
            self.lose("sign_unreadable", row.number)
        elif look_wrong(text):
            self.lose("letters_wrong", row.number)
        if not without_marks(text)[1]:
            return row
        self.lose("footnote_mark", row.number)
        return replace(row, cells=[without_marks(cell)[0] for cell in row.cells])
