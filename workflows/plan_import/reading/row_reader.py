"""One row of a table becoming a measure: every cell read, every doubt written down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from engine.language.sentences import Sentence, _
from workflows.documents.sheets import Row, one_line
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.numbers_and_points import Parts, read_agreements, read_parts
from workflows.plan_import.cells.references import read_references, read_schedule, split_schedule
from workflows.plan_import.cells.responsible import Owners, read_owners
from workflows.plan_import.cells.years import Period, TimeProblem, read_mark, read_when
from workflows.plan_import.reading.blocks import Block, Columns
from workflows.plan_import.reading.drafts import CrossRef, Finding, Level, Mark, MeasureDraft, Where


@dataclass
class RowEntry:
    """A measure and what stands against it. `block`: the block it was printed in."""

    draft: MeasureDraft
    block: int
    bad: bool = False


@dataclass
class Findings:
    """Collects the findings of a file."""

    file: str
    findings: list[Finding] = field(default_factory=list)

    def add(self, level: Level, code: str, where: Where, sentence: Sentence, key: str = "") -> None:
        """Write one down."""
        self.findings.append(Finding(level, code, where, sentence, key=key))

    def rename(self, where: Where, key: str, new: str) -> None:
        """The row there has another key now."""
        here = (where.table, where.row)
        self.findings = [
            replace(found, key=new)
            if found.key == key and (found.where.table, found.where.row) == here
            else found
            for found in self.findings
        ]

    def against(
        self,
        entry: RowEntry,
        level: Level,
        code: str,
        sentence: Sentence,
        where: Where | None = None,
    ) -> None:
        """Write one down against a row; an error keeps the row out."""
        self.add(level, code, where or entry.draft.where, sentence, entry.draft.key)
        entry.bad = entry.bad or level is Level.ERROR


@dataclass
class RowReader:
    """Reads the rows of one block, top to bottom."""

    block: Block
    columns: Columns
    bodies: BodyIndex
    period: Period | None
    notes: Findings
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
        parts = _parts(text)
        owners = read_owners(row.cell(header.responsible), self.bodies)
        self._check_owners(entry, row, owners)
        entry.draft = replace(
            self._timed(entry, row),
            text=parts.text,
            bullets=parts.bullets,
            text_after=parts.after,
            responsible_as_printed=one_line(row.cell(header.responsible)),
            responsible=tuple(owners.bodies),
            remark=owners.remark,
            cross_refs=(*draft.cross_refs, *_references(parts, owners)),
            schedule_note=read_schedule(parts.after.rpartition("\n")[2]),
            agreements=read_agreements(row.cell(header.agreement)),
        )
        return entry

    def _check_cells(self, entry: RowEntry, row: Row) -> None:
        if row.held_back:
            entry.bad = True
        header = self.block.header
        used = {
            header.measure,
            header.responsible,
            header.when,
            header.goal,
            header.area,
            *header.numbers,
        }
        for column in sorted(row.unsaved):
            if column in used or column in [place for place, _year in header.years]:
                sentence = _(
                    "The cell contains a formula whose value is not in the file. Open the file,"
                    " save it and try again."
                )
                self.notes.against(
                    entry, Level.ERROR, "formula_without_value", sentence, self.where(row, column)
                )

    def _check_owners(self, entry: RowEntry, row: Row, owners: Owners) -> None:
        where = self.where(row, self.block.header.responsible)
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

    def _timed(self, entry: RowEntry, row: Row) -> MeasureDraft:
        column = self.block.header.when
        printed = self._value(entry, row, column)
        when = read_when(printed, self.period)
        for problem in when.problems:
            self._problem(entry, problem, self.where(row, column))
        marks = self._marks(entry, row)
        years = {*when.years, *(mark.year for mark in marks if mark.mark == "x")}
        self._check_timed(entry, row, bool(years or when.ongoing or when.problems or marks))
        return replace(
            entry.draft,
            when_as_printed=one_line(printed),
            years=tuple(sorted(years)),
            ongoing=when.ongoing,
            marks=marks,
        )

    def _check_timed(self, entry: RowEntry, row: Row, says_when: bool) -> None:
        column = self.block.header.when
        could = column is not None or bool(self.block.header.years)
        if could and not says_when and not entry.bad:
            sentence = _("The row gives no date.")
            self.notes.against(entry, Level.NOTE, "no_years", sentence, self.where(row, column))

    def _problem(self, entry: RowEntry, problem: TimeProblem, where: Where) -> None:
        self.notes.against(
            entry,
            Level.ERROR if problem.fatal else Level.WARNING,
            problem.code,
            problem.sentence,
            where,
        )

    def _marks(self, entry: RowEntry, row: Row) -> tuple[Mark, ...]:
        marks = []
        for column, year in self.block.header.years:
            mark, problem = read_mark(
                year, self._value(entry, row, column) or _spanning(row, column)
            )
            if problem:
                self._problem(entry, problem, self.where(row, column))
            if mark:
                marks.append(mark)
        return tuple(marks)

    def _value(self, entry: RowEntry, row: Row, column: int | None) -> str:
        """The text of a time cell; a cell that is merged with the one above says what that says."""
        if column is None:
            return ""
        if column not in row.merged:
            self._above[column] = row.cell(column)
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


def _parts(text: str) -> Parts:
    parts = read_parts(text)
    if parts.bullets:
        return parts
    head, last = split_schedule(parts.text)
    return Parts(head, (), last)


def _references(parts: Parts, owners: Owners) -> list[CrossRef]:
    refs = read_references(
        "\n".join([parts.text, *(bullet.text for bullet in parts.bullets)]), "text"
    )
    for line in parts.after.split("\n"):
        schedule = read_schedule(line)
        refs += [
            replace(ref, as_printed=schedule.text) if schedule else ref
            for ref in read_references(line, "text_after")
        ]
    return refs + read_references(owners.remark, "responsible_cell")
