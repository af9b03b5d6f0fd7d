"""From an office file to a draft of a plan with findings.

Nothing is created, and nothing is guessed in silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

from engine.language.sentences import _, n_
from workflows.documents.read_tables import read_tables
from workflows.documents.refusals import no_rows
from workflows.documents.sheets import Row, Sheets, Table, letter_of, one_line
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.when import Period
from workflows.plan_import.reading import checks, repeats
from workflows.plan_import.reading.answers import (
    NOTHING_SAID,
    ReadingAnswers,
    check_agreement,
)
from workflows.plan_import.reading.block_reader import BlockReader
from workflows.plan_import.reading.blocks import Block, find_blocks
from workflows.plan_import.reading.cards import with_cards_joined
from workflows.plan_import.reading.chosen_tables import (
    chosen_tables,
    tables_left_out,
    tables_taken,
    with_names,
)
from workflows.plan_import.reading.columns_by_content import understand_columns
from workflows.plan_import.reading.dated_by_name import date_by_name
from workflows.plan_import.reading.days_told import tell_doubtful_days
from workflows.plan_import.reading.drafts import Finding, Layout, Level, PlanDraft, Where
from workflows.plan_import.reading.identity_numbers import without_identity_numbers
from workflows.plan_import.reading.layouts import layout_of
from workflows.plan_import.reading.marks_told import told_once
from workflows.plan_import.reading.mends import Mender, mender_for
from workflows.plan_import.reading.other_lists import refuse_other_lists
from workflows.plan_import.reading.other_partnerships import tell_other_partnership
from workflows.plan_import.reading.other_tables import check_numbers, check_tables, no_measures
from workflows.plan_import.reading.places import title_among
from workflows.plan_import.reading.reading_digests import reading_digest
from workflows.plan_import.reading.row_findings import Findings, RowEntry
from workflows.plan_import.reading.said_columns import check_headers

FEWEST_COLUMNS = 3  # of a table that may be a part of a plan
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-–—/] ?((?:19|20)\d\d)(?!\d)")


def read_plan(
    path: Path,
    bodies: BodyIndex,
    period: Period | None = None,
    answers: ReadingAnswers = NOTHING_SAID,
) -> PlanDraft:
    """The plan in that file. `period`: first and last year, when the caller knows them; `answers`:
    what somebody has said of its columns and tables.

    Raises FileQuestion where somebody has to say what a column or a table is, FileRefused (both are
    BadInput) when the file as a whole cannot be read. A row that cannot be taken as it stands is in
    `rejected`, and an error of `findings` says why.
    """
    return PlanFile(path, bodies, period, answers).draft()


class PlanFile:
    """A file whose tables are read and not understood yet; as `read_plan` takes it.

    `reading_digest` is the same for files that say the same, as long as the bodies, what is said of
    the file and the reader of plans are the same too. `called`: the id of the plan.
    """

    def __init__(
        self,
        path: Path,
        bodies: BodyIndex,
        period: Period | None,
        answers: ReadingAnswers,
        called: str = "",
    ) -> None:
        self._sheets, self._bodies = read_tables(path), bodies
        self._period, self._answers, self._name = period, answers, path.name
        self._names = (self._sheets.title, called, path.name)
        self._read_from = reading_digest(self._sheets, bodies, self._names[1:])
        self.reading_digest = self._digest(answers, period)

    def draft(self) -> PlanDraft:
        """The plan in it; see `read_plan`."""
        notes = Findings(self._name)
        whole = _read(self._sheets, self._bodies, notes)
        check_agreement(self._answers)
        answers = with_names(whole, self._answers)
        taken, sheets = tables_taken(whole, answers), chosen_tables(whole, answers, notes)
        blocks = _blocks(sheets, answers, self._name)
        alone = [_years(self._period)] if self._period else []
        date_by_name(blocks, alone, self._names, notes)
        understand_columns(blocks, self._bodies, answers, notes)
        tell_doubtful_days(blocks, notes)
        check_tables(blocks, taken)
        _tell_passed_over(sheets, blocks, notes)
        draft = _drafted(sheets, blocks, self._bodies, self._period, notes)
        check_numbers(draft, taken)
        # with the years that the plan has from now on, the file is read as without them
        digest = self._digest(answers, self._period or draft.period)
        return replace(draft, answers=answers.stored(), reading_digest=digest)

    @property
    def left_out(self) -> tuple[str, ...]:
        """The names of its tables that are not read, as somebody has said now or before."""
        if not (self._answers.left_out or self._answers.sheets):
            return ()
        whole = _read(self._sheets, self._bodies, Findings(self._name))
        return tables_left_out(whole, with_names(whole, self._answers))

    def _digest(self, answers: ReadingAnswers, period: Period | None) -> str:
        read = f"{self._read_from} {answers.stored()}"
        return f"{sha256(read.encode()).hexdigest()}:{period}"


def _blocks(sheets: Sheets, answers: ReadingAnswers, file: str) -> list[Block]:
    """The parts that hold measures; refuses a file with none, and one with their headers alone."""
    blocks = find_blocks(sheets, answers.said)
    if not answers.columns:
        refuse_other_lists(sheets, blocks, file)
    if not blocks:
        raise no_measures(sheets, file)
    if not any(block.rows for block in blocks):
        raise no_rows(file)
    check_headers(blocks, answers)
    return blocks


def _read(sheets: Sheets, bodies: BodyIndex, notes: Findings) -> Sheets:
    """The tables of the file, their broken words whole, without identity numbers."""
    sheets = without_identity_numbers(sheets, notes)
    sheets = _mended(sheets, mender_for(sheets, bodies), notes)
    _tell_losses(sheets, notes)
    return with_cards_joined(sheets, notes)


def _drafted(
    sheets: Sheets, blocks: list[Block], bodies: BodyIndex, given: Period | None, notes: Findings
) -> PlanDraft:
    layout, title = layout_of(blocks), _title_period(sheets, blocks)
    columns = _column_period(blocks)
    several, called = len(blocks) > 1, _only_sheet(blocks)
    period = given or columns or title
    reader = BlockReader(layout, bodies, period, notes, several=several, called=called)
    for block in blocks:
        reader.block(block)
    _check_period(columns, given, title, blocks[0], notes)
    entries = _checked(reader, layout, notes)
    areas = checks.with_measures(entries, reader.places, notes)
    return PlanDraft(
        file=notes.file,
        layout=layout,
        title=sheets.title or reader.places.title or title_among(_cover(sheets, blocks)),
        period=columns or given or title,
        title_period=title,
        areas=tuple(areas),
        goals=tuple(reader.places.goals),
        measures=tuple(entry.draft for entry in entries if not entry.bad),
        rejected=tuple(entry.draft for entry in entries if entry.bad),
        findings=_in_order(told_once(notes.findings), sheets),
    )


def _only_sheet(blocks: list[Block]) -> str:
    """The name of the worksheet that all of these stand on, '' where they stand on several."""
    names = {block.table.name for block in blocks if block.table.named}
    return names.pop() if len(names) == 1 else ""


def _checked(reader: BlockReader, layout: Layout, notes: Findings) -> list[RowEntry]:
    """The entries of the whole plan, each once, with all that is seen only in the whole."""
    checks.with_shared_groups(reader.entries, reader.places.goal_cells)
    entries = repeats.without_repeats(reader.entries, layout, notes)
    checks.check_references(entries, reader.places.goals, reader.places.areas, notes)
    checks.check_aliases(entries, notes)
    checks.check_same_words(entries, notes)
    checks.check_deferred(entries, notes)
    checks.check_gaps(entries, reader.places.passed, notes)
    tell_other_partnership(entries, notes)
    return entries


def _mended(sheets: Sheets, mender: Mender, notes: Findings) -> Sheets:
    def row(table: Table, row: Row) -> Row:
        cells = []
        for column, text in enumerate(row.cells):
            mended, mends = mender.mend(text)
            cells.append(mended)
            for mend in mends:
                sentence = _(
                    "“{printed}” is read as “{reads}”.", printed=mend.printed, reads=mend.reads
                )
                notes.add(
                    Level.NOTE,
                    "mended",
                    Where(notes.file, table.name, row.number, letter_of(column)),
                    sentence,
                )
        return replace(row, cells=cells)

    return replace(
        sheets,
        tables=[
            replace(table, rows=[row(table, each) for each in table.rows])
            for table in sheets.tables
        ],
    )


def _tell_losses(sheets: Sheets, notes: Findings) -> None:
    for loss in sheets.losses:
        where = Where(notes.file, loss.table, loss.rows[0] if loss.rows else 0)
        level = Level.NOTE if loss.light else Level.WARNING
        notes.add(level, loss.code, where, loss.sentence)


def _tell_passed_over(sheets: Sheets, blocks: list[Block], notes: Findings) -> None:
    """A table that is not read is a loss, unless it is a few lines of text."""
    read = {block.table.name for block in blocks}
    for table in sheets.tables:
        if not table.rows or table.name in read:
            continue
        columns = max(len(row.filled) for row in table.rows)
        sentence = n_(
            "The table has no header of a plan and is not read: one row.",
            "The table has no header of a plan and is not read: {n} rows.",
            len(table.rows),
        )
        level = Level.WARNING if columns >= FEWEST_COLUMNS else Level.NOTE
        where = Where(notes.file, table.name, table.rows[0].number)
        notes.add(level, "table_ignored", where, sentence)


def _title_period(sheets: Sheets, blocks: list[Block]) -> Period | None:
    before = [line.text for table in sheets.tables[:1] for line in table.before]
    for text in (sheets.title, *before, *blocks[0].titles, *_cover(sheets, blocks)):
        if found := _SPAN.search(text):
            return int(found[1]), int(found[2])
    return None


def _cover(sheets: Sheets, blocks: list[Block]) -> list[str]:
    """The lines of the tables before the first one that is read, as a cover sheet has them."""
    first = blocks[0].table.name
    before = takewhile(lambda table: table.name != first, sheets.tables)
    rows = (row for table in before for row in table.rows)
    return [one_line(row.cells[row.filled[0]]) for row in rows if len(row.filled) == 1]


def _column_period(blocks: list[Block]) -> Period | None:
    years = [year for block in blocks for _column, year in block.header.years]
    return (min(years), max(years)) if years else None


def _check_period(
    columns: Period | None,
    given: Period | None,
    title: Period | None,
    block: Block,
    notes: Findings,
) -> None:
    """What the file does is followed; that its title or the caller says otherwise is told."""
    used = columns or given
    if used is None:
        return
    differing = []
    if title and title != used:
        said = _years(title)
        differing.append(
            _("The title says {said}, the plan's years are {used}.", said=said, used=_years(used))
        )
    if columns and given and given != columns:
        years = {"given": _years(given), "used": _years(columns)}
        differing.append(_("The plan has {given}, the columns are {used}.", **years))
    where = Where(notes.file, block.table.name, block.header.row.number)
    for sentence in differing:
        notes.add(Level.WARNING, "period_title_differs", where, sentence)


def _years(period: Period) -> str:
    return f"{period[0]}–{period[1]}" if period[0] != period[1] else str(period[0])


def _in_order(findings: list[Finding], sheets: Sheets) -> tuple[Finding, ...]:
    """In the order in which the file is read."""
    places = {table.name: number for number, table in enumerate(sheets.tables)}
    return tuple(
        sorted(findings, key=lambda found: (places.get(found.where.table, -1), found.where.row))
    )
