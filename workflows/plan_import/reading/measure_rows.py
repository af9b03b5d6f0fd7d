"""Rows that are measures: their numbers, goals and owners, by the layouts of areas and of
sections."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from engine.language.sentences import _
from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.left_words import is_no_measure
from workflows.plan_import.cells.numbers_and_points import (
    Number,
    looks_like_date,
    number_behind,
    read_number,
    read_number_cell,
    strip_bullet,
)
from workflows.plan_import.cells.references import only_references, read_references
from workflows.plan_import.reading.blocks import is_numbered_heading, is_title_row
from workflows.plan_import.reading.drafts import Level, MeasureDraft
from workflows.plan_import.reading.headers import Header
from workflows.plan_import.reading.number_checks import NumberChecks, is_date_cell
from workflows.plan_import.reading.numbered_headings import numbered_headings
from workflows.plan_import.reading.places import Places
from workflows.plan_import.reading.row_findings import Findings, RowEntry
from workflows.plan_import.reading.row_reader import RowReader, joined
from workflows.plan_import.reading.table_notes import TableNotes

SHOWN = 80
# “a) kartlegge” in the column of texts: a part of the measure above.
_PART = re.compile(r"(?P<letter>[a-zæøå])\)\s+(?=\S)")


@dataclass
class MeasureRows:
    """Reads the measures of one block. `numbered`: its rows have numbers of their own."""

    reader: RowReader
    places: Places
    entries: list[RowEntry]
    notes: Findings
    numbered: bool
    _last: Row | None = None
    _last_number: str = ""
    _whole: str = ""  # the key of the last measure that has a number of its own

    def __post_init__(self) -> None:
        block, columns = self.reader.block, self.reader.columns
        self._number_checks = NumberChecks(self.reader, self.places, self.notes, self.numbered)
        self._headings = numbered_headings(self.reader.block, self.reader.columns)
        self._table_notes = TableNotes(block, columns, numbered=self.numbered)

    def read(self, row: Row) -> None:
        """Read a row that is neither header nor title."""
        header = self.reader.block.header
        number, text = self._number(row, _text(row, header.measure, header.details))
        notes = self._table_notes
        if words := notes.stand_before(row, number) or notes.stand_among_owners(row):
            self._leave_out(row, words)
            return
        if header.area is not None:
            self.places.group(row.cell(header.area))
        self._goal(row, number)
        if self._goes_on(row, number, text):
            self._join(row)
            return
        if self._is_left_out(row, number, text):
            return
        entry = self.reader.read(row, self._draft(row, number), text)
        self._number_checks.check(row, entry, self._last_number)
        if not text and not row.held_back:
            self.notes.against(
                entry, Level.ERROR, "text_missing", _("The row names an owner but no measure.")
            )
        self._check_owner(row, entry)
        self.entries.append(entry)
        self._last, self._last_number = row, entry.draft.number or self._last_number

    def _is_left_out(self, row: Row, number: Number | None, text: str) -> bool:
        """A row that is no measure; what of it is lost is told."""
        header, where = self.reader.block.header, self.reader.where(row)
        if self._table_notes.have(row, number, text) or _says_nothing(row, header, text):
            self._leave_out(row, text)
            self.places.passed.update({number.number} if number else ())
            return True
        if text or row.held_back or header.owners_in(row):
            return False
        if number or header.times_in(row) or header.marks_in(row):
            sentence = _("The row has no text of a measure; it is left out.")
            level = Level.WARNING if header.marks_in(row) else Level.NOTE
            self.notes.add(level, "text_missing", where, sentence)
        return True

    def _leave_out(self, row: Row, text: str) -> None:
        sentence = _("“{text}” is no measure; it is left out.", text=one_line(text)[:SHOWN])
        self.notes.add(Level.WARNING, "row_left_out", self.reader.where(row), sentence)

    def opens_area(self, row: Row) -> str:
        """The title that a heading among measures is, '' where it is none: a title row, or one
        number above those of measures that have two."""
        if row.number in self._headings:
            return self._headings[row.number]
        if is_title_row(row, self.reader.block.header) or (
            self.reader.columns.dotted and is_numbered_heading(row)
        ):
            return one_line(row.cells[row.filled[0]])
        return ""

    def _goes_on(self, row: Row, number: Number | None, text: str) -> bool:
        """A row that goes on from the one above: more owners or years of it and no more, or, among
        numbered rows, the rest of a sentence."""
        if self._last is None or number is not None or row.held_back:
            return False
        header = self.reader.block.header
        owners_or_times = bool(header.owners_in(row) or header.times_in(row))
        if not text:
            says_more = owners_or_times or header.marks_in(row)
            return says_more and not row.cell(header.goal)
        return self.numbered and not owners_or_times and (text[0].islower() or _is_point(text))

    def _join(self, row: Row) -> None:
        """Read the row above once more, with the cells of this one below its own."""
        above, header = self._last, self.reader.block.header
        assert above is not None
        self._last = None
        self.notes.forget(self.reader.where(above))
        self.places.take_back(self.entries.pop().draft)
        text = row.cell(header.measure)
        points = (header.measure,) if _is_point(text) or _PART.match(text) else ()
        self.read(joined(above, row, lines=(*header.responsible, *header.times, *points)))
        sentence = _("The row has no number and no measure: it is read as more of the row above.")
        key = self.entries[-1].draft.key
        self.notes.add(Level.NOTE, "row_continued", self.reader.where(row), sentence, key)

    def _draft(self, row: Row, number: Number | None) -> MeasureDraft:
        printed = one_line(row.cell(self.reader.columns.measure_number))
        name = number.number if number else ""
        goal_cell = row.cell(self.reader.block.header.goal)
        refs = read_references(number.rest, "number_cell") if number and printed else []
        refs += read_references(goal_cell, "goal_cell") if only_references(goal_cell) else []
        draft = MeasureDraft(
            key="",
            number=name,
            number_printed=printed or name,
            where=self.reader.where(row),
            area=self.places.area.number,
            goal=self.places.goal.number if self.places.goal else "",
            cross_refs=tuple(refs),
        )
        if self._is_part(name):
            return replace(draft, key=f"{self._whole}{name}", parent=self._whole)
        draft = replace(draft, key=self.places.key_of(name))
        self._whole = draft.key if name else ""
        return draft

    def _is_part(self, name: str) -> bool:
        """A small letter below a number is a part of that measure: a) under 1.1."""
        return len(name) == 1 and name.islower() and self._whole[-1:].isdigit()

    def _number(self, row: Row, text: str) -> tuple[Number | None, str]:
        """The number of the row's measure, and its text without it."""
        column = self.reader.columns.measure_number
        if self.reader.columns.embedded and (number := read_number(text)) and number.rest:
            return Number(number.number, ""), number.rest
        if column is not None and column in row.dates:
            return Number(row.dates[column], ""), text
        cell, roman = row.cell(column), self.reader.columns.roman
        if not cell and self.numbered and self._whole and (part := self._part(row, text)):
            return Number(part["letter"], ""), text[part.end() :]
        if looks_like_date(cell):
            return Number(number_behind(cell), ""), text
        return read_number_cell(cell, roman=roman), text

    def _part(self, row: Row, text: str) -> re.Match[str] | None:
        """The letter before a part of the measure above; one that says neither who nor when is a
        point of it, where no other part is a measure."""
        header, found = self.reader.block.header, _PART.match(text)
        says_more = header.owners_in(row) or header.times_in(row)
        return found if found and (says_more or self.entries[-1].draft.parent) else None

    def _goal(self, row: Row, measure: Number | None) -> None:
        """A filled goal cell opens a goal, unless all it does is point to other measures."""
        header, column = self.reader.block.header, self.reader.columns.goal_number
        if header.goal is None:
            return
        text, cell = row.cell(header.goal), row.cell(column)
        if not cell and (not text or only_references(text)):
            return
        above = (
            measure.number.rpartition(".")[0] if measure and measure.number.count(".") > 1 else ""
        )
        if is_date_cell(row, column):
            self._tell_goal_is_date(row, column, above)
            self.places.open_goal(above, text)
            return
        number, embedded = read_number_cell(cell, roman=False), read_number(text)
        if not cell and embedded and embedded.rest:
            number, text = embedded, embedded.rest
        self.places.open_goal(number.number if number else above, text)

    def _tell_goal_is_date(self, row: Row, column: int | None, above: str) -> None:
        date = row.cell(column)
        sentence = (
            _(
                "A spreadsheet has made a date of the goal's number, {date}; by its measures it "
                "is {number}.",
                date=date,
                number=above,
            )
            if above
            else _(
                "A spreadsheet has made a date of the goal's number, {date}; the goal is counted "
                "in printed order.",
                date=date,
            )
        )
        self.notes.add(Level.WARNING, "number_is_date", self.reader.where(row, column), sentence)

    def _check_owner(self, row: Row, entry: RowEntry) -> None:
        """An empty cell takes the owner of the row above when the table is made so, else it is
        empty."""
        header = self.reader.block.header
        if entry.draft.responsible or entry.bad or row.held_back:
            self.places.owner = entry
            return
        merged = any(column in row.merged for column in header.responsible)
        follows = self.places.goal is not None and self._same_goal(row)
        says_nobody = bool(entry.draft.responsible_as_printed)
        above = self.places.owner if (merged or follows) and not says_nobody else None
        if above is not None:
            self._inherit(row, entry, above)
            return
        self.places.owner = None
        if header.responsible:
            where = self.reader.where(row, header.responsible[0])
            self.notes.against(
                entry, Level.WARNING, "no_responsible", _("Nobody is named as responsible."), where
            )

    def _same_goal(self, row: Row) -> bool:
        """The goal's cell is empty, or repeats what stands above."""
        column = self.reader.block.header.goal
        cell = row.cell(column)
        return not cell or (self._last is not None and cell == self._last.cell(column))

    def _inherit(self, row: Row, entry: RowEntry, above: RowEntry) -> None:
        column = next(iter(self.reader.block.header.responsible), None)
        where, key = self.reader.where(row, column), above.draft.key
        entry.draft = replace(
            entry.draft, responsible=above.draft.responsible, inherited=True, inherited_from=key
        )
        sentence = _("The responsible cell is empty: it is read as that of {key} above.", key=key)
        self.notes.against(entry, Level.NOTE, "inherited_responsible", sentence, where)
        if any(found.code == "unknown_body" and found.key == key for found in self.notes.findings):
            sentence = _(
                "The responsible cell is that of {key}, which names a body that is not known here.",
                key=key,
            )
            self.notes.against(entry, Level.ERROR, "unknown_body", sentence, where)


def _says_nothing(row: Row, header: Header, text: str) -> bool:
    """Whether the text says nothing of what is to be done, or points elsewhere and no more."""
    alone = not (header.owners_in(row) or header.times_in(row) or row.held_back)
    return is_no_measure(text) or (alone and only_references(text))


def _is_point(text: str) -> bool:
    """Whether a list sign stands before the text; a star leads to a footnote."""
    return strip_bullet(text) != text and not text.startswith("*")


def _text(row: Row, measure: int | None, details: int | None) -> str:
    """The measure, and a second column of text under it."""
    return "\n".join(filter(None, [row.cell(measure), row.cell(details)]))
