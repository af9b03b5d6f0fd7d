"""What stands in a file and is not read: told by its kind, with the rows it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from engine.language.sentences import Sentence, _, n_
from workflows.documents.letters import TWICE

# More stretches of rows than this are no longer read by anybody.
MOST_SHOWN = 12


class Loss(NamedTuple):
    """Something that is not read. `code` is stable; `rows` are those it stands in, as the reader
    of the file counts, none where it stands outside the rows. `light`: nothing of the content."""

    code: str
    sentence: Sentence
    table: str
    rows: tuple[int, ...] = ()
    light: bool = False


class Losses:
    """Collects what is not read of a file, row by row."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str], list[int]] = {}
        self._others: list[Loss] = []
        self._coloured: dict[str, list[str]] = {}

    def add(self, code: str, table: str, row: int) -> None:
        """A row of that table is not read, or not all of it: why is what the code says."""
        rows = self._rows.setdefault((code, table), [])
        if row not in rows[-1:]:
            rows.append(row)

    def hidden_sheet(self, name: str, rows: int) -> None:
        """A worksheet with so many filled rows that nobody sees is left out."""
        sentence = n_(
            "The hidden worksheet “{name}” is not read: it has {n} filled row.",
            "The hidden worksheet “{name}” is not read: it has {n} filled rows.",
            rows,
            name=name,
        )
        self._others.append(Loss("sheet_ignored", sentence, name))

    def drawn_by_rules(self, table: str, cells: str) -> None:
        """Colours that a rule gives to some cells are left out; told once a table."""
        self._coloured.setdefault(table, []).append(cells)

    def text_boxes(self, texts: Sequence[str], table: str = "") -> None:
        """The text of boxes that float over a sheet or a page is left out."""
        if texts:
            sentence = n_(
                "A text box is not read: “{text}”.",
                "{n} text boxes are not read, the first of them “{text}”.",
                len(texts),
                text=texts[0][:80],
            )
            self._others.append(Loss("text_box_ignored", sentence, table))

    def lines(self, told: Iterable[Loss]) -> None:
        """Lines that stand outside of all tables."""
        self._others += told

    def embedded(self, objects: int) -> None:
        """What another program made and put into the page or the sheet is left out."""
        if objects:
            sentence = n_(
                "An embedded object, such as a sheet of Excel in a Word document, is not read.",
                "{n} embedded objects, such as sheets of Excel in a Word document, are not read.",
                objects,
            )
            self._others.append(Loss("embedded_ignored", sentence, ""))

    def comments(self, comments: int) -> None:
        """What people wrote in the margin of cells or of the page is left out."""
        if comments:
            sentence = n_(
                "A comment in the margin is not read. Write it in the table if it should count.",
                "{n} comments in the margin are not read. Write them in the table if they should"
                " count.",
                comments,
            )
            self._others.append(Loss("comments_ignored", sentence, ""))

    def kind_tells_less(self, kind: str) -> None:
        """A file of that kind does not tell what of it is hidden, struck through or coloured."""
        sentence = _(
            "Of a {kind} file only the values are read. If it has hidden, filtered or struck rows,"
            " colours as marks, footnote digits or cells in error, save it as .xlsx and import"
            " that.",
            kind=kind,
        )
        self._others.append(Loss("kind_tells_less", sentence, ""))

    def letters_mended(self, machine: str) -> None:
        """The letters were saved in the code of an old machine, or coded twice, and are read as
        they were meant."""
        sentence = (
            _("The letters of the file were coded twice. Look that æ, ø and å are right.")
            if machine == TWICE
            else _(
                "The letters of the file were saved in the code of {machine}, and are read so."
                " Look that æ, ø and å are right.",
                machine=machine,
            )
        )
        self._others.append(Loss("letters_mended", sentence, "", light=True))

    @property
    def all(self) -> tuple[Loss, ...]:
        """Everything that was left out."""
        by_row = [
            Loss(code, BY_ROW[code](rows), table, tuple(rows), light=code in LIGHT)
            for (code, table), rows in self._rows.items()
        ]
        by_rule = [Loss("colours_unread", _rules(c), table) for table, c in self._coloured.items()]
        return (*self._others, *by_row, *by_rule)


def row_spans(rows: Sequence[int]) -> list[str]:
    """Ascending row numbers as people write them: 3, 5–9."""
    starts = [0, *(n for n, (a, b) in enumerate(pairwise(rows), start=1) if b != a + 1)]
    ends = [*(start - 1 for start in starts[1:]), len(rows) - 1]
    found = [
        str(rows[start]) if start == end else f"{rows[start]}–{rows[end]}"
        for start, end in zip(starts, ends, strict=True)
    ]
    return found if len(found) <= MOST_SHOWN else [*found[:MOST_SHOWN], "…"]


def _rules(cells: Sequence[str]) -> Sentence:
    shown = [*cells] if len(cells) <= MOST_SHOWN else [*cells[:MOST_SHOWN], "…"]
    return _(
        "Colours that rules give to the cells {cells} are not read. If they say something, write it"
        " in a column.",
        cells=shown,
    )


def _hidden(rows: Sequence[int]) -> Sentence:
    return n_(
        "Row {rows} is hidden and is not read. Show it and import again if it should count.",
        "{n} hidden rows are not read: {rows}. Show them and import again if they should count.",
        len(rows),
        rows=row_spans(rows),
    )


def _filtered(rows: Sequence[int]) -> Sentence:
    return n_(
        "A filter hides row {rows}, which is not read. Clear the filter and import again if it"
        " should count.",
        "A filter hides {n} rows, which are not read: {rows}. Clear the filter and import again if"
        " they should count.",
        len(rows),
        rows=row_spans(rows),
    )


def _struck(rows: Sequence[int]) -> Sentence:
    return n_(
        "Row {rows} is struck through and is not read.",
        "{n} rows are struck through and are not read: {rows}.",
        len(rows),
        rows=row_spans(rows),
    )


def _text_struck(rows: Sequence[int]) -> Sentence:
    return n_(
        "Text that is struck through is not read, in row {rows}.",
        "Text that is struck through is not read, in {n} rows: {rows}.",
        len(rows),
        rows=row_spans(rows),
    )


def _text_hidden(rows: Sequence[int]) -> Sentence:
    return n_(
        "Hidden text is not read, in row {rows}.",
        "Hidden text is not read, in {n} rows: {rows}.",
        len(rows),
        rows=row_spans(rows),
    )


def _deleted(rows: Sequence[int]) -> Sentence:
    return n_(
        "Row {rows} is deleted by a tracked change and is not read.",
        "{n} rows are deleted by tracked changes and are not read: {rows}.",
        len(rows),
        rows=row_spans(rows),
    )


def _tracked(rows: Sequence[int]) -> Sentence:
    return n_(
        "Row {rows} has a tracked change: what is inserted is read, what is deleted is not. Accept"
        " or reject it, and import again.",
        "{n} rows have tracked changes: what is inserted is read, what is deleted is not: {rows}."
        " Accept or reject them, and import again.",
        len(rows),
        rows=row_spans(rows),
    )


def _nested(rows: Sequence[int]) -> Sentence:
    return n_(
        "A table inside row {rows} is not read. Take it out of the other table and import again.",
        "Tables inside {n} rows are not read: {rows}. Take them out of the other table and import"
        " again.",
        len(rows),
        rows=row_spans(rows),
    )


def _beyond(rows: Sequence[int]) -> Sentence:
    return n_(
        "Cells far to the right are not read, in row {rows}.",
        "Cells far to the right are not read, in {n} rows: {rows}.",
        len(rows),
        rows=row_spans(rows),
    )


def _footnotes(rows: Sequence[int]) -> Sentence:
    return n_(
        "Footnotes are not read, nor the small digits that point to them, in row {rows}.",
        "Footnotes are not read, nor the small digits that point to them, in {n} rows: {rows}.",
        len(rows),
        rows=row_spans(rows),
    )


def _unreadable(rows: Sequence[int]) -> Sentence:
    return n_(
        "Row {rows} has a sign that cannot be read: it is shown as �.",
        "{n} rows have signs that cannot be read, shown as �: {rows}.",
        len(rows),
        rows=row_spans(rows),
    )


def _letters_wrong(rows: Sequence[int]) -> Sentence:
    return n_(
        "Letters such as æ, ø and å look wrong in row {rows}. Mend them, or save the file again in"
        " UTF-8, and import that.",
        "Letters such as æ, ø and å look wrong in {n} rows: {rows}. Mend them, or save the file"
        " again in UTF-8, and import that.",
        len(rows),
        rows=row_spans(rows),
    )


LIGHT = {"footnote_mark"}
BY_ROW: dict[str, Callable[[Sequence[int]], Sentence]] = {
    "rows_hidden": _hidden,
    "rows_filtered": _filtered,
    "rows_struck": _struck,
    "text_struck": _text_struck,
    "text_hidden": _text_hidden,
    "rows_deleted": _deleted,
    "text_tracked": _tracked,
    "nested_table": _nested,
    "cells_beyond": _beyond,
    "letters_wrong": _letters_wrong,
    "sign_unreadable": _unreadable,
    "footnote_mark": _footnotes,
}
