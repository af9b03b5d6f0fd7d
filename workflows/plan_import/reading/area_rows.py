"""A single table whose rows are areas, each followed as one measure with its points."""

from __future__ import annotations

from dataclasses import dataclass

from engine.language.sentences import _
from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.numbers_and_points import Number, looks_like_date, read_number_cell
from workflows.plan_import.cells.responsible import read_owners
from workflows.plan_import.reading.drafts import Kind, Level, MeasureDraft
from workflows.plan_import.reading.places import numbered
from workflows.plan_import.reading.row_findings import Findings, RowEntry
from workflows.plan_import.reading.row_reader import RowReader, joined


@dataclass
class AreaRows:
    """Reads the areas of one block. `has_numbers`: its rows have numbers of their own."""

    reader: RowReader
    entries: list[RowEntry]
    notes: Findings
    has_numbers: bool

    def __post_init__(self) -> None:
        self._last: Row | None = None
        columns = self.reader.columns
        self._column = (
            columns.goal_number if columns.measure_number is None else columns.measure_number
        )

    def read(self, row: Row) -> None:
        """Read a row that is neither header nor title; the rest of a row that a page break has
        cut joins it."""
        if self._continues(row):
            self._join(row)
        else:
            self._add(row)

    def _continues(self, row: Row) -> bool:
        header, column = self.reader.block.header, self._column
        return self._last is not None and not (
            row.cell(header.area) or row.cell(column) or row.held_back
        )

    def _add(self, row: Row) -> None:
        header = self.reader.block.header
        number, title = self._number(row)
        draft = MeasureDraft(
            key=number or str(len(self.entries) + 1),
            number=number,
            number_printed=number,
            where=self.reader.where(row),
            kind=Kind.AREA,
            parent=self._parent(number),
            title=one_line(title).rstrip(" :."),
        )
        text = "\n".join(filter(None, [row.cell(header.measure), row.cell(header.details)]))
        entry = self.reader.read(row, draft, text)
        self._check(row, entry)
        self.entries.append(entry)
        self._last = row

    def _number(self, row: Row) -> tuple[str, str]:
        """The number of the area, from its own column or from before its title, and the title."""
        column, title = self._column, row.cell(self.reader.block.header.area)
        if column is None and (found := numbered(title)):
            return found.number, found.rest
        if column is not None and column in row.dates:
            return row.dates[column], title
        cell = read_number_cell(row.cell(column)) or Number("", "")
        return cell.number, title

    def _check(self, row: Row, entry: RowEntry) -> None:
        self._check_number(row, entry)
        responsible = self.reader.block.header.responsible
        unnamed = not entry.draft.responsible and not entry.bad and not row.held_back
        if unnamed and responsible:
            where = self.reader.where(row, responsible[0])
            nobody = _("Nobody is named as responsible.")
            self.notes.against(entry, Level.WARNING, "no_responsible", nobody, where)

    def _check_number(self, row: Row, entry: RowEntry) -> None:
        column = self._column
        cell, where = row.cell(column), self.reader.where(row, column)
        if column is not None and (column in row.dates or looks_like_date(cell)):
            sentence = _(
                "A spreadsheet has made a date of the number: {date} was probably {number}.",
                date=cell,
                number=entry.draft.number,
            )
            self.notes.against(entry, Level.ERROR, "number_is_date", sentence, where)
        elif self.has_numbers and not entry.draft.number and not row.held_back:
            sentence = _("The row has no number; the others have.")
            self.notes.against(entry, Level.ERROR, "number_missing", sentence, where)

    def _join(self, row: Row) -> None:
        """Read the row above once more, with the texts of this one at the end of its own."""
        above = self._last
        assert above is not None
        self.entries.pop()
        self.notes.forget(self.reader.where(above))
        self._add(joined(above, row, lines=self._lines(row)))
        sentence = _("The row has no number and no title: it is read as the rest of the row above.")
        self.notes.add(
            Level.NOTE,
            "row_continued",
            self.reader.where(row),
            sentence,
            self.entries[-1].draft.key,
        )

    def _lines(self, row: Row) -> tuple[int | None, ...]:
        """The columns whose cells stand below each other, and do not go on: texts, and owners that
        are whole."""
        header = self.reader.block.header
        owners = read_owners(header.owners_in(row), self.reader.bodies)
        whole = header.responsible if owners.bodies and not owners.unknown else ()
        return (header.measure, *whole)

    def _parent(self, number: str) -> str:
        """2.4a is a part of 2 when there is a row 2."""
        above = number.rpartition(".")[0]
        return above if any(entry.draft.key == above for entry in self.entries) else ""
