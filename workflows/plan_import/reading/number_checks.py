"""What is wrong with the number of a measure: a date, several, none, one that lost a zero."""

from __future__ import annotations

from dataclasses import replace

from engine.language.sentences import Sentence, _
from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.left_words import is_ended
from workflows.plan_import.cells.numbers_and_points import (
    is_number,
    looks_like_date,
    lost_zero,
    read_number,
    read_number_cell,
)
from workflows.plan_import.cells.references import read_references
from workflows.plan_import.reading.blocks import Block
from workflows.plan_import.reading.drafts import Level, MeasureDraft
from workflows.plan_import.reading.places import Places
from workflows.plan_import.reading.row_findings import Findings, RowEntry
from workflows.plan_import.reading.row_reader import RowReader

SHOWN = 80


class NumberChecks:
    """Checks the numbers of one block. `numbered`: its rows have numbers of their own."""

    def __init__(self, reader: RowReader, places: Places, notes: Findings, numbered: bool) -> None:
        self._reader, self._places, self._notes = reader, places, notes
        self._numbered = numbered

    def check(self, row: Row, entry: RowEntry, before: str) -> None:
        """Tell what is wrong with the number of a row; `before` is the last one above it."""
        column = self._reader.columns.measure_number
        cell, where = row.cell(column), self._reader.where(row, column)
        if is_date_cell(row, column):
            dated = _date_for_number(cell, entry.draft.number)
            self._notes.against(entry, Level.ERROR, "number_is_date", dated, where)
        elif many := self._many(cell, entry.draft):
            self._notes.against(entry, Level.ERROR, "numbers_many", many, where)
        elif lost := lost_zero(before, entry.draft.number):
            sentence = _lost(lost, entry.draft.number)
            self._notes.against(entry, Level.ERROR, "number_lost_zero", sentence, where)
            entry.draft = replace(entry.draft, number=lost, key=self._places.key_of(lost))
        elif rest := self._rest(cell):
            beside = _("“{text}” beside the number is not read.", text=rest[:SHOWN])
            self._notes.against(entry, Level.WARNING, "number_with_words", beside, where)
        elif self._numbered and not entry.draft.number and not row.held_back:
            sentence = (
                _("“{text}” is not a number.", text=one_line(cell)[:SHOWN])
                if cell
                else _("The row has no number; the others have.")
            )
            self._notes.against(entry, Level.ERROR, "number_missing", sentence, where)

    def _rest(self, cell: str) -> str:
        """What stands in the cell beside the number, and is neither a pointer nor a status."""
        number = read_number_cell(cell)
        rest = one_line(number.rest) if number else ""
        return "" if read_references(rest, "number_cell") or is_ended(rest) else rest

    def _many(self, cell: str, draft: MeasureDraft) -> Sentence | None:
        """That a cell has more than one number, or more than one measure."""
        if (number := read_number_cell(cell)) and is_number(number.rest):
            return _("“{text}” is more than one number.", text=one_line(cell)[:SHOWN])
        if self._reader.columns.dotted and (second := _second_measure(draft)):
            return _(
                "“{text}” begins another measure in the same cell. Give each a row.",
                text=second[:SHOWN],
            )
        return None


def rows_counted(block: Block) -> tuple[Level, Sentence]:
    """That the rows of a table are counted, and what stands in it instead of numbers, if anything
    does."""
    named = (c for c in block.header.numbers if block.header.row.cell(c) and block.texts(c))
    begun = [text for text in block.texts(block.header.measure) if _begins_with_number(text)]
    if (column := next(named, None)) is not None:
        return Level.WARNING, _(
            "“{text}” in the column “{column}” is no number that is known here: the rows are"
            " counted in printed order.",
            text=one_line(block.texts(column)[0])[:SHOWN],
            column=block.header.title(column),
        )
    if begun:
        return Level.WARNING, _(
            "Some rows begin with a number, such as “{text}”, and most do not: all are counted in"
            " printed order.",
            text=one_line(begun[0])[:SHOWN],
        )
    return Level.NOTE, _(
        "The rows of this table have no numbers: they are counted in printed order."
    )


def _begins_with_number(text: str) -> bool:
    number = read_number(text)
    return number is not None and bool(number.rest) and "." in number.number


def _lost(whole: str, number: str) -> Sentence:
    return _(
        "{whole} typed as a number became {number}: format the column as text.",
        whole=whole,
        number=number,
    )


def _date_for_number(date: str, number: str) -> Sentence:
    if number:
        return _(
            "A spreadsheet has made a date of the number: {date} was probably {number}.",
            date=date,
            number=number,
        )
    return _("A spreadsheet has made a date of the number: {date}.", date=date)


def _second_measure(draft: MeasureDraft) -> str:
    """The line of a text that begins with a number of as many parts as the measure's own."""
    depth = draft.number.count(".")
    for line in draft.text.split("\n")[1:]:
        number = read_number(line)
        if number and number.rest and depth and number.number.count(".") == depth:
            return line
    return ""


def is_date_cell(row: Row, column: int | None) -> bool:
    """Whether a spreadsheet has made a date of a number."""
    return column is not None and (column in row.dates or looks_like_date(row.cell(column)))
