"""One row of a table becoming a measure: every cell read, every doubt written down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from engine.language.sentences import _
from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.left_words import status_beside
from workflows.plan_import.cells.marks import read_mark
from workflows.plan_import.cells.numbers_and_points import (
    Parts,
    read_agreements,
    read_number_cell,
)
from workflows.plan_import.cells.owner_words import RESPONSIBLE
from workflows.plan_import.cells.owners import Owners
from workflows.plan_import.cells.references import read_schedule
from workflows.plan_import.cells.responsible import read_owners
from workflows.plan_import.cells.statuses import Progress, Status, as_share, read_progress
from workflows.plan_import.cells.when import Period, TimeProblem
from workflows.plan_import.cells.years import read_when
from workflows.plan_import.reading.blocks import Block, Columns
from workflows.plan_import.reading.drafts import Kind, Level, Mark, MeasureDraft, Where
from workflows.plan_import.reading.row_findings import Findings, RowEntry
from workflows.plan_import.reading.row_texts import parts_of, references_in
from workflows.plan_import.reading.start_and_end import start_and_end
from workflows.plan_import.reading.years_above import last_marked

# Under a year they say no more than an empty cell does.
DASHES = ("-", "–", "—", "_")
# What stands for the mark that a colour is.
COLOURED = "■"
# What a spreadsheet shows where it cannot reckon.
CELL_ERRORS = (
    *("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"),
    *("#I/T", "#VERDI!", "#NAVN?", "#TALL!"),  # as a Norwegian one shows them
)


def joined(above: Row, row: Row, lines: Collection[int | None]) -> Row:
    """Both rows as one; in these columns the cells stand below each other."""
    cells = [
        ("\n" if column in lines else " ").join(
            filter(None, [above.cell(column), row.cell(column)])
        )
        for column in range(max(len(above.cells), len(row.cells)))
    ]
    return replace(above, cells=cells)


@dataclass
class RowReader:
    """Reads the rows of one block, top to bottom."""

    block: Block
    columns: Columns
    bodies: BodyIndex
    period: Period | None
    notes: Findings
    colours_mark: bool = False
    _above: dict[int, str] = field(default_factory=dict)

    def where(self, row: Row, column: int | None = None) -> Where:
        """The place of a row or a cell."""
        named = self.block.header.title(column) if column is not None else ""
        return Where(self.notes.file, self.block.table.name, row.number, named)

    def read(self, row: Row, draft: MeasureDraft, text: str) -> RowEntry:
        """The whole row, given the number and the place that the layout found for it."""
        entry = RowEntry(draft, self.block.number)
        header = self.block.header
        self._check_cells(entry, row)
        parts = self._titled(entry, parts_of(text))
        owners = self._owners(entry, row)
        progress = self._progress(entry, row)
        entry.draft = replace(
            self._timed(entry, row),
            text=parts.text,
            bullets=parts.bullets,
            text_after=parts.after,
            responsible_as_printed=one_line(header.owners_in(row)),
            responsible=tuple(owners.bodies),
            remark=owners.remark,
            status=progress.status,
            status_as_printed=one_line(self._status(row)) or self._given_up(row),
            light=progress.light,
            light_as_printed=one_line(row.cell(header.light)),
            cross_refs=(*draft.cross_refs, *references_in(parts, owners)),
            schedule_note=read_schedule(parts.after.rpartition("\n")[2]),
            agreements=read_agreements(row.cell(header.agreement)),
        )
        return entry

    def _titled(self, entry: RowEntry, parts: Parts) -> Parts:
        """A measure that is a list of points has the first of them as its text."""
        if parts.text or not parts.bullets or entry.draft.kind is not Kind.MEASURE:
            return parts
        first, *points = parts.bullets
        if points:
            sentence = _("The measure is a list: its first point is read as the measure itself.")
            self.notes.against(entry, Level.WARNING, "list_read", sentence)
        return parts._replace(text=first.text, bullets=tuple(points))

    def _check_cells(self, entry: RowEntry, row: Row) -> None:
        if row.held_back:
            entry.bad = True
        read = self.block.header.read
        for column in (c for c in sorted(read) if row.cell(c) in CELL_ERRORS):
            sentence = _(
                "The cell holds an error of the spreadsheet, {text}. Mend it in the file.",
                text=row.cell(column),
            )
            self.notes.against(
                entry, Level.ERROR, "cell_in_error", sentence, self.where(row, column)
            )
        for column in sorted(row.unsaved):
            if column in read:
                sentence = _(
                    "The cell contains a formula whose value is not in the file. Open the file,"
                    " save it and try again."
                )
                self.notes.against(
                    entry, Level.ERROR, "formula_without_value", sentence, self.where(row, column)
                )

    def _owners(self, entry: RowEntry, row: Row) -> Owners:
        """Who is responsible and who supports, each column by what it is called."""
        header = self.block.header
        owners = read_owners(header.owners_in(row), self.bodies)
        self._check_owners(entry, self.where(row, next(iter(header.responsible), None)), owners)
        for column in header.supporting:
            others = read_owners(row.cell(column), self.bodies)
            self._check_owners(entry, self.where(row, column), others)
            for body in others.bodies:
                owners.add(replace(body, role="support"))
            owners.remark = one_line(f"{owners.remark} {others.remark}")
        self._check_responsible(entry, row, owners)
        return owners

    def _check_responsible(self, entry: RowEntry, row: Row, owners: Owners) -> None:
        """Bodies that take part, and none that is responsible."""
        columns = self.block.header.responsible
        if columns and owners.bodies and not any(b.role == RESPONSIBLE for b in owners.bodies):
            sentence = _("Nobody is named as responsible.")
            where = self.where(row, columns[0])
            self.notes.against(entry, Level.WARNING, "no_responsible", sentence, where)

    def _check_owners(self, entry: RowEntry, where: Where, owners: Owners) -> None:
        for printed in owners.doubtful:
            sentence = _(
                "“{text}” may be read in more than one way: look who is responsible.", text=printed
            )
            self.notes.against(entry, Level.WARNING, "owner_doubtful", sentence, where)
        for name in owners.unknown:
            near = self.bodies.nearest(name)
            sentence = (
                _(
                    "“{name}” is no body that is known here. The nearest known one is “{near}”.",
                    name=name,
                    near=near,
                )
                if near
                else _("“{name}” is no body that is known here.", name=name)
            )
            self.notes.against(entry, Level.ERROR, "unknown_body", sentence, where)

    def _progress(self, entry: RowEntry, row: Row) -> Progress:
        """How far the plan says that the measure has come."""
        header = self.block.header
        progress = read_progress(self._status(row), row.cell(header.light))
        given_up = self._given_up(row)
        if given_up and not progress.status:
            sentence = _("“{text}” beside the measure is read as its status.", text=given_up)
            self.notes.against(entry, Level.WARNING, "status_in_words", sentence)
            progress = progress._replace(status=Status.LAPSED)
        column = header.status if header.status is not None else header.light
        if progress.unknown:
            sentence = _("“{text}” is no status that is known here.", text=progress.unknown)
            self.notes.against(
                entry, Level.WARNING, "unknown_status", sentence, self.where(row, column)
            )
        if progress.beside:
            sentence = _(
                "Of “{text}” the first words are read as the status; the rest is not read.",
                text=progress.beside,
            )
            self.notes.against(
                entry, Level.WARNING, "status_in_words", sentence, self.where(row, column)
            )
        return progress

    def _status(self, row: Row) -> str:
        header = self.block.header
        return as_share(row.cell(header.status), header.row.cell(header.status))

    def _given_up(self, row: Row) -> str:
        """The word beside the measure or its number that says that it has lapsed."""
        number = read_number_cell(row.cell(self.columns.measure_number))
        return status_beside(row.cell(self.block.header.measure), number.rest if number else "")

    def _timed(self, entry: RowEntry, row: Row) -> MeasureDraft:
        header = self.block.header
        column = next(iter(header.times), None)
        cells = self._times(entry, row)
        printed = header.times_in(cells)
        when = read_when(printed, self.period, header.year)
        for problem in when.problems:
            self._problem(entry, problem, self.where(row, column))
        marked = list(self._marks(entry, row))
        marks = tuple(mark for _column, mark in marked)
        due = last_marked(header.ends, marked) if marks else when.due
        years = {*when.years, *(mark.year for mark in marks if mark.mark == "x")}
        self._check_timed(entry, row, bool(years or when.ongoing or when.problems), marks)
        return replace(
            entry.draft,
            when_as_printed=one_line(printed),
            times_as_printed=start_and_end(header, cells),
            years=tuple(sorted(years)),
            ongoing=when.ongoing,
            due=due.isoformat() if due else "",
            marks=marks,
        )

    def _times(self, entry: RowEntry, row: Row) -> Row:
        """The row with what it says of when; a merged cell says what the one above says."""
        times = self.block.header.times
        cells = [*row.cells, *[""] * (1 + max(times, default=0) - len(row.cells))]
        for column in times:
            cells[column] = self._value(entry, row, column, row.cell(column))
        return replace(row, cells=cells)

    def _check_timed(
        self, entry: RowEntry, row: Row, says_when: bool, marks: Sequence[Mark]
    ) -> None:
        header = self.block.header
        column = next(iter(header.times), None)
        could = column is not None or bool(header.years)
        if not could or says_when or entry.bad:
            return
        sentence = _("The row gives no date.")
        # years before the measures stand above a group of rows in many plans
        first = column is not None and header.measure is not None and column < header.measure
        denied = any(mark.as_printed not in DASHES for mark in marks)
        doubtful = denied or (first and not row.cell(column))
        level = Level.WARNING if doubtful else Level.NOTE
        if doubtful or not marks:
            self.notes.against(entry, level, "no_years", sentence, self.where(row, column))

    def _problem(self, entry: RowEntry, problem: TimeProblem, where: Where) -> None:
        self.notes.against(
            entry,
            Level.ERROR if problem.fatal else Level.WARNING,
            problem.code,
            problem.sentence,
            where,
        )

    def _marks(self, entry: RowEntry, row: Row) -> Iterator[tuple[int, Mark]]:
        """The columns of years with the marks in them."""
        for column, year in self.block.header.years:
            text = self._value(entry, row, column, row.cell(column)) or _spanning(row, column)
            if not text and self.colours_mark and column in row.coloured:
                text = COLOURED
            mark, problem = read_mark(year, text)
            if problem:
                self._problem(entry, problem, self.where(row, column))
            if mark:
                ends = self.block.header.ends.get(column)
                yield column, replace(mark, ends=ends.isoformat()) if ends else mark

    def _value(self, entry: RowEntry, row: Row, column: int | None, text: str) -> str:
        """The text of a time cell; a cell that is merged with the one above says what that says."""
        if column is None:
            return ""
        if column not in row.merged:
            self._above[column] = text
        elif self._above.get(column):
            sentence = _("The time is taken from the cell above, with which this one is merged.")
            self.notes.against(
                entry, Level.NOTE, "inherited_years", sentence, self.where(row, column)
            )
        return self._above.get(column, "")


def _spanning(row: Row, column: int) -> str:
    """A mark that runs across several years, as a bar does in a chart."""
    for start, width in row.spans.items():
        if start < column < start + width and row.cell(start).casefold().startswith("x"):
            return "x"
    return ""
