"""The blocks of a file, read in printed order, row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.language.sentences import _, n_
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.cells.numbers_and_points import read_number_cell
from workflows.plan_import.cells.when import Period
from workflows.plan_import.reading.area_rows import AreaRows
from workflows.plan_import.reading.blocks import (
    Block,
    Columns,
    is_title_row,
    number_columns,
)
from workflows.plan_import.reading.drafts import AreaDraft, Layout, Level, Where
from workflows.plan_import.reading.evidence import Holds, held
from workflows.plan_import.reading.headers import role_of
from workflows.plan_import.reading.heading_lines import (
    is_goal,
    is_no_heading,
    is_note,
    is_sheets_own,
)
from workflows.plan_import.reading.marked_rows import tell_marks
from workflows.plan_import.reading.marks_told import tell_open_boxes
from workflows.plan_import.reading.measure_rows import MeasureRows
from workflows.plan_import.reading.number_checks import rows_counted
from workflows.plan_import.reading.numbered_headings import numbers_go_on
from workflows.plan_import.reading.places import Places, is_like, numbered, stands_alone
from workflows.plan_import.reading.questions import quoted
from workflows.plan_import.reading.repeat_signs import with_signs_read
from workflows.plan_import.reading.row_findings import Findings, RowEntry
from workflows.plan_import.reading.row_reader import RowReader

# A column of links that an export writes: it says nothing of a measure, and needs no word.
SHOWN = 80
OUR_COLUMNS = ("lenke til sak", "lenkje til sak", "link to the case")


@dataclass
class BlockReader:
    """Everything read so far.

    `several`: more than one block; `called`: the name of the only worksheet of the plan, which
    then is that of no area.
    """

    layout: Layout
    bodies: BodyIndex
    period: Period | None
    notes: Findings
    several: bool
    called: str = ""
    entries: list[RowEntry] = field(default_factory=list)
    places: Places = field(default_factory=Places)

    def block(self, block: Block) -> None:
        """Read a block from its titles to its last row."""
        columns = number_columns(block)
        block.rows = with_signs_read(block, self.notes)
        reader = RowReader(block, columns, self.bodies, self.period, notes=self.notes)
        reader.colours_mark = tell_marks(reader)
        tell_open_boxes(block, self.notes)
        has_numbers = self._has_numbers(reader)
        if block.continued and not has_numbers:
            self._tell_continued(reader)
        self._tell_ignored(reader)
        if self.layout is Layout.SINGLE_TABLE:
            self._areas(AreaRows(reader, self.entries, self.notes, has_numbers))
        else:
            self._open(reader)
            self._measures(
                MeasureRows(reader, self.places, self.entries, self.notes, numbered=has_numbers)
            )

    def _open(self, reader: RowReader) -> None:
        """Open the area that the lines above a block name, and tell what of them is doubtful."""
        block, where = reader.block, reader.where(reader.block.header.row)
        known, sheets = list(self.places.areas), self.several and not self.called
        title = self.places.open_block(block, several=sheets, called=self.called)
        self._tell_titles(block, title, known, where)
        lone = not self.several and not numbered(title) and not self._hang_on_area(reader)
        if title and (lone or (title == block.table.name and is_sheets_own(title))):
            self._tell_area(title, where)
        for goal in filter(is_goal, block.titles):
            self._tell_goal(goal, where)

    def _areas(self, rows: AreaRows) -> None:
        block = rows.reader.block
        self.places.title = self.places.title or next(iter(block.titles), "")
        for row in block.rows:
            if not is_title_row(row, block.header):
                rows.read(row)
        self._tell_rows_are_areas(block)

    def _measures(self, rows: MeasureRows) -> None:
        block = rows.reader.block
        named = {row.number: title for row in block.rows if (title := rows.opens_area(row))}
        titles = [row for row in block.rows if row.number in named]
        last = max((row.number for row in block.rows if row.number not in named), default=0)
        headings = [r for r in titles if not self._is_passed_over(named[r.number], r.number > last)]
        doubtful = {row.number for row in numbers_go_on(block, rows.reader.columns, headings)}
        opening = {row.number for row in headings}
        for row in block.rows:
            title = named.get(row.number, "")
            if row.number in opening:
                known = list(self.places.areas)
                self.places.open_area(title)
                self._tell_unlike(title, known, rows.reader.where(row))
            elif title and is_goal(title):
                self._tell_goal(title, rows.reader.where(row))
            elif title:
                self._tell_left_out(title, rows.reader.where(row))
            else:
                rows.read(row)
            if row.number in doubtful:
                self._tell_area(title, rows.reader.where(row))

    @staticmethod
    def _is_passed_over(title: str, at_end: bool) -> bool:
        """Whether a line is no heading; one at the end may be that of the table below."""
        return is_note(title) or (is_no_heading(title) and not at_end)

    def _tell_titles(self, block: Block, title: str, known: list[AreaDraft], where: Where) -> None:
        """The lines between two tables of one sheet: one opens the area, the others are lost."""
        if title:
            self._tell_unlike(title, known, where)
        if block.first:
            return
        for line in block.titles:
            if line not in (title, self.places.title) and not is_goal(line):
                self._tell_left_out(line, where)

    def _tell_left_out(self, text: str, where: Where) -> None:
        sentence = _("“{text}” is no measure; it is left out.", text=text[:SHOWN])
        self.notes.add(Level.WARNING, "row_left_out", where, sentence)

    def _tell_unlike(self, title: str, known: list[AreaDraft], where: Where) -> None:
        """A heading without a number among numbered ones, or with the number of another, may be
        none."""
        opened, printed = self.places.area, numbered(title)
        others = [a for a in known if a.number not in self.places.counted and a.title]
        if opened not in known and not printed and others:
            self._tell_area(title, where)
        elif printed and opened in known and not is_like(opened.title, printed.rest):
            sentence = _(
                "“{title}” has the number of the area “{other}”, and is read as that one.",
                title=title[:SHOWN],
                other=opened.title[:SHOWN],
            )
            self.notes.add(Level.WARNING, "area_doubtful", where, sentence)

    @staticmethod
    def _hang_on_area(reader: RowReader) -> bool:
        """Whether the numbers of measures count within their area: 1, 2, 3, and not 1.1, 1.2."""
        texts = reader.block.texts(reader.columns.measure_number)
        return any(
            stands_alone(number.number) is False
            for number in map(read_number_cell, texts)
            if number
        )

    def _tell_rows_are_areas(self, block: Block) -> None:
        """Under a column of measures each row has an area of its own: it may be a measure."""
        header = block.header
        of_measures = role_of(header.row.cell(header.measure), {}) == "measure"
        read = [entry.draft for entry in self.entries if entry.block == block.number]
        if of_measures and read and not any(each.bullets or each.parent for each in read):
            sentence = _(
                "In “{column}” each row has an area of its own: the measures are called by their"
                " areas, such as “{title}”, and not by the words in “{measures}”.",
                measures=header.title(header.measure or 0),
                column=header.title(header.area or 0),
                title=read[0].title[:SHOWN],
            )
            self.notes.add(
                Level.WARNING,
                "area_doubtful",
                Where(self.notes.file, block.table.name, header.row.number),
                sentence,
            )

    def _tell_goal(self, goal: str, where: Where) -> None:
        """A goal that stands on a line of its own has no place in a plan of areas."""
        sentence = _("“{text}” is read as the goal of an area, and is not kept.", text=goal[:SHOWN])
        self.notes.add(Level.WARNING, "row_left_out", where, sentence)

    def _tell_area(self, title: str, where: Where) -> None:
        """A line that may be no heading is read as one."""
        sentence = _("“{title}” is read as an area.", title=title[:SHOWN])
        self.notes.add(Level.WARNING, "area_doubtful", where, sentence)

    def _has_numbers(self, reader: RowReader) -> bool:
        """Whether this block's rows have numbers at all; when none has, they are counted, and a
        note says so."""
        columns, block = reader.columns, reader.block
        single = self.layout is Layout.SINGLE_TABLE
        if (
            columns.measure_number is not None
            or columns.embedded
            or (single and _areas_have_numbers(block, columns))
        ):
            return True
        if block.rows:
            level, sentence = rows_counted(block)
            self.notes.add(level, "number_missing", reader.where(block.header.row), sentence)
        return False

    def _tell_continued(self, reader: RowReader) -> None:
        """Rows that nothing but their columns ties to the table above."""
        where = reader.where(reader.block.rows[0])
        sentence = _("The table has no header: it is read as the rest of the one above.")
        self.notes.add(Level.WARNING, "row_continued", where, sentence)

    def _tell_ignored(self, reader: RowReader) -> None:
        block, taken = reader.block, (reader.columns.measure_number, reader.columns.goal_number)
        spare = [
            column for column in block.header.numbers if column not in taken and block.texts(column)
        ]
        width = len(block.header.row.cells)
        beyond = {column for row in block.rows for column in row.filled if column >= width}
        named = [column for column in spare if block.header.row.cell(column)]
        counted = named if taken == (None, None) and not reader.columns.embedded else []
        nameless = [column for column in spare if column not in named]
        self._tell_unread(reader, [*counted, *nameless, *sorted(beyond - block.header.read)])
        spare = [column for column in named if column not in counted]
        filled = [column for column in block.header.ignored if block.texts(column)]
        filled = [c for c in filled if plain_header(block.header.title(c)) not in OUR_COLUMNS]
        told = {each.where.column for each in self.notes.findings if each.code == "column_unread"}
        names = [block.header.title(column) for column in (*filled, *spare)]
        names = [name for name in names if name not in told]
        if names:
            sentence = n_(
                "The column {names} is not read.",
                "The columns {names} are not read.",
                len(names),
                names=quoted(names),
            )
            self.notes.add(Level.NOTE, "column_ignored", reader.where(block.header.row), sentence)

    def _tell_unread(self, reader: RowReader, columns: list[int]) -> None:
        """A column that is not read is a loss: one that is called numbers where the rows are
        counted anew, and one without a header where more than numbers stand in it."""
        block = reader.block
        for column in columns:
            texts = block.texts(column)
            named = bool(block.header.row.cell(column))
            light = not named and held(texts, self.bodies) is Holds.NUMBERS
            sentence = n_(
                "The column “{column}” is not read; one row says something in it.",
                "The column “{column}” is not read; {n} rows say something in it.",
                len(texts),
                column=block.header.title(column),
            )
            level, code = (
                (Level.NOTE, "column_ignored") if light else (Level.WARNING, "column_unread")
            )
            self.notes.add(level, code, reader.where(block.header.row), sentence)


def _areas_have_numbers(block: Block, columns: Columns) -> bool:
    texts = block.texts(block.header.area)
    return columns.goal_number is not None or 2 * sum(1 for text in texts if numbered(text)) > len(
        texts
    )
