"""Walking through the blocks of a file: which area, goal and number each row belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from engine.languages import _, n_
from workflows.documents.blocks import Block, Columns, has_grouping_areas, is_title_row, number_columns
from workflows.documents.bodies import BodyIndex
from workflows.documents.drafts import AreaDraft, GoalDraft, Kind, Layout, Level, MeasureDraft, Where
from workflows.documents.entries import Entry, Notebook, RowReader
from workflows.documents.references import only_references, read_references
from workflows.documents.sheets import Row, one_line
from workflows.documents.texts import Number, looks_like_date, number_behind, read_number, read_number_cell, read_parts
from workflows.documents.years import Period

_PLAN_TITLE = re.compile(r"\b(?:19|20)\d\d\b|plan\b|strategi", re.IGNORECASE)
_STANDS_ALONE = re.compile(r".*\.\d.*|[^\W\d_]+[-.]?\d.*")


def layout_of(blocks: list[Block]) -> Layout:
    """What kind of plan these blocks are."""
    if any(block.header.goal is not None for block in blocks):
        return Layout.SECTIONS
    if any(block.header.area is not None and not has_grouping_areas(block) for block in blocks):
        return Layout.SINGLE_TABLE
    return Layout.AREAS


@dataclass
class Walk:
    """Everything read so far, and where in the plan the next row stands."""

    layout: Layout
    bodies: BodyIndex
    period: Period | None
    notes: Notebook
    several: bool  # more than one block, so that the name of a worksheet says something
    entries: list[Entry] = field(default_factory=list)
    areas: list[AreaDraft] = field(default_factory=list)
    goals: list[GoalDraft] = field(default_factory=list)
    title: str = ""
    _area: AreaDraft | None = None
    _goal: GoalDraft | None = None
    _owner: Entry | None = None
    _area_cell: str = ""

    def block(self, block: Block) -> None:
        """Read a block from its titles to its last row."""
        reader = RowReader(block, number_columns(block), self.bodies, self.period, self.notes)
        self._open_titles(block)
        self._ignored(reader)
        numbered = self._is_numbered(reader)
        for row in block.rows:
            if is_title_row(row, block.header):
                self._open_area(one_line(row.cells[row.filled[0]]))
            else:
                self._row(reader, row, numbered)

    # -- areas and goals

    def _open_titles(self, block: Block) -> None:
        titles = list(block.titles)
        first = not self.entries and not self.areas
        chosen = block.header.area_title
        if not chosen and titles and (_numbered(titles[-1]) or not (first and _PLAN_TITLE.search(titles[-1]))):
            chosen = titles.pop()
        if not chosen and self.several and block.table.named:
            chosen = block.table.name
        if first and titles and not self.title:
            self.title = titles[0]
        grouped = block.header.area is not None
        if chosen and not grouped and self.layout is not Layout.SINGLE_TABLE:
            self._open_area(chosen)
        elif self._area is None and not grouped:
            self._set_area(AreaDraft("", ""))

    def _open_area(self, title: str) -> None:
        if self.layout is Layout.SINGLE_TABLE:
            return
        number = _numbered(title)
        area = AreaDraft(number.number, one_line(number.rest)) if number else AreaDraft("", one_line(title))
        known = next((other for other in self.areas if _same_area(other, area)), None)
        if known is None and not area.number:
            area = replace(area, number=str(len([other for other in self.areas if other.title]) + 1))
        self._set_area(known or area)

    def _set_area(self, area: AreaDraft) -> None:
        if area not in self.areas:
            self.areas.append(area)
        if area != self._area:
            self._area, self._goal, self._owner = area, None, None

    def _open_goal(self, reader: RowReader, row: Row, text: str, measure: Number | None) -> None:
        cell = row.cell(reader.columns.goal_number)
        number = None if looks_like_date(cell) or cell_is_date(row, reader.columns.goal_number) else read_number_cell(cell)
        embedded = read_number(text)
        above = measure.number.rpartition(".")[0] if measure and measure.number.count(".") > 1 else ""
        if number is None and embedded and embedded.rest and not cell:
            number, text = embedded, embedded.rest
        name = number.number if number else above
        area = self._area_of_goal(name)
        name = name or f"{area}.{len([goal for goal in self.goals if goal.section == area]) + 1}".lstrip(".")
        parts = read_parts(text)
        head, *more = parts.text.split("\n")
        if not parts.bullets:
            goal = GoalDraft(name, area, head, notes=tuple(more))
        else:
            goal = GoalDraft(name, area, head, "\n".join(more), parts.bullets, tuple(filter(None, parts.after.split("\n"))))
        self._goal = next((known for known in self.goals if known.number == name and known.text == head), goal)
        if self._goal is goal:
            self.goals.append(goal)
        self._owner = None

    def _area_of_goal(self, number: str) -> str:
        """The section of a goal; a section without a number has that of its goals."""
        area = self._area or AreaDraft("", "")
        if area.number or "." not in number:
            return area.number
        self._area = AreaDraft(number.partition(".")[0], area.title)
        self.areas = [self._area if known == area else known for known in self.areas]
        return self._area.number

    # -- rows

    def _row(self, reader: RowReader, row: Row, numbered: bool) -> None:
        header = reader.block.header
        text = row.cell(header.measure)
        if header.details is not None and row.cell(header.details):
            text = "\n".join(filter(None, [text, row.cell(header.details)]))
        if self.layout is Layout.SINGLE_TABLE:
            return self._area_row(reader, row, text, numbered)
        if header.area is not None:
            self._group(row.cell(header.area))
        number, text = self._number(reader, row, text)
        goal_text = row.cell(header.goal)
        refs = read_references(goal_text, "goal_cell") if only_references(goal_text) else []
        goal_number = row.cell(reader.columns.goal_number)
        if (goal_text and not refs) or (goal_number and header.goal is not None):
            self._open_goal(reader, row, goal_text, number)
        if not text and number is None and not (row.held_back or row.cell(header.responsible)):
            return None
        cell = row.cell(reader.columns.measure_number)
        draft = MeasureDraft(
            key=self._key(number.number if number else ""),
            number=number.number if number else "",
            number_printed=one_line(cell) or (number.number if number else ""),
            where=reader.where(row),
            area=self._area.number if self._area else "",
            goal=self._goal.number if self._goal else "",
            cross_refs=(*(read_references(number.rest, "number_cell") if number and cell else ()), *refs),
        )
        if not text and not row.held_back and not row.cell(header.responsible) and not row.cell(header.when):
            sentence = _("The row has a number and nothing else; it is left out.")
            return self.notes.add(Level.NOTE, "text_missing", reader.where(row), sentence, draft.key)
        entry = reader.read(row, draft, text)
        self._check_number(reader, row, entry, numbered)
        if not text and not row.held_back:
            self.notes.against(entry, Level.ERROR, "text_missing", _("The row has no text of a measure."))
        self._check_owner(reader, row, entry)
        self.entries.append(entry)
        return None

    def _group(self, cell: str) -> None:
        if cell and cell != self._area_cell:
            self._area_cell = cell
            self._open_area(cell)

    def _number(self, reader: RowReader, row: Row, text: str) -> tuple[Number | None, str]:
        """The number of the row's measure, and its text without it."""
        column = reader.columns.measure_number
        if reader.columns.embedded and (number := read_number(text)) and number.rest:
            return Number(number.number, ""), number.rest
        cell = row.cell(column)
        if column is not None and column in row.dates:
            return Number(row.dates[column], ""), text
        if looks_like_date(cell):
            return Number(number_behind(cell), ""), text
        return read_number_cell(cell), text

    def _key(self, number: str) -> str:
        """Printed numbers that stand alone are keys; others count within their area or goal."""
        if _STANDS_ALONE.fullmatch(number):
            return number
        parent = self._goal.number if self._goal else self._area.number if self._area else ""
        if not number:
            number = str(1 + len([1 for entry in self.entries if self._is_sibling(entry.draft)]))
        return f"{parent}.{number}".lstrip(".")

    def _is_sibling(self, draft: MeasureDraft) -> bool:
        goal, area = self._goal, self._area
        return draft.goal == (goal.number if goal else "") and draft.area == (area.number if area else "")

    def _is_numbered(self, reader: RowReader) -> bool:
        """Whether this block's rows have numbers at all; when none has, they are counted, and a note says so."""
        if reader.columns.measure_number is not None or reader.columns.embedded or _numbers_in_areas(reader):
            return True
        if reader.block.rows:
            sentence = _("The rows of this table have no numbers: they are counted in printed order.")
            self.notes.add(Level.NOTE, "number_missing", reader.where(reader.block.header.row), sentence)
        return False

    def _check_number(self, reader: RowReader, row: Row, entry: Entry, numbered: bool) -> None:
        column = reader.columns.measure_number
        where = reader.where(row, column)
        cell = row.cell(column)
        if cell_is_date(row, column) or looks_like_date(cell):
            sentence = (
                _("A spreadsheet has made a date of the number: {date} was probably {number}.", date=cell, number=entry.draft.number)
                if entry.draft.number
                else _("A spreadsheet has made a date of the number: {date}.", date=cell)
            )
            self.notes.against(entry, Level.ERROR, "number_is_date", sentence, where)
        elif numbered and not entry.draft.number:
            sentence = (
                _("“{text}” is not a number.", text=one_line(cell)[:80]) if cell else _("The row has no number; the others have.")
            )
            self.notes.against(entry, Level.ERROR, "number_missing", sentence, where)

    def _check_owner(self, reader: RowReader, row: Row, entry: Entry) -> None:
        """An empty cell takes the owner of the row above when the table is made so, else it is empty."""
        header, draft = reader.block.header, entry.draft
        where = reader.where(row, header.responsible)
        if draft.responsible_as_printed or row.held_back:
            self._owner = entry
            return
        merged = header.responsible in row.merged
        above = self._owner if merged or (self._goal is not None and not row.cell(header.goal)) else None
        if above is None:
            if header.responsible is not None:
                self.notes.against(entry, Level.WARNING, "no_responsible", _("Nobody is named as responsible."), where)
            self._owner = None if not merged else self._owner
            return
        entry.draft = replace(draft, responsible=above.draft.responsible, inherited=True, inherited_from=above.draft.key)
        sentence = _("The responsible cell is empty: it is read as that of {key} above.", key=above.draft.key)
        self.notes.against(entry, Level.NOTE, "inherited_responsible", sentence, where)
        if any(found.code == "unknown_body" and found.key == above.draft.key for found in self.notes.findings):
            sentence = _("The responsible cell is that of {key}, which names a body that is not known here.", key=above.draft.key)
            self.notes.against(entry, Level.ERROR, "unknown_body", sentence, where)

    # -- one row for each area

    def _area_row(self, reader: RowReader, row: Row, text: str, numbered: bool) -> None:
        header = reader.block.header
        cell = row.cell(header.area)
        number = read_number_cell(row.cell(reader.columns.measure_number))
        if not cell and not number and not row.held_back:
            return self._continued(reader, row, text)
        title, _break, more = cell.partition("\n")
        if number is None and reader.columns.measure_number is None and (found := _numbered(title)):
            number, title = Number(found.number, ""), found.rest
        name = number.number if number else ""
        draft = MeasureDraft(
            key=name or str(len(self.entries) + 1),
            number=name,
            number_printed=name,
            where=reader.where(row),
            kind=Kind.AREA,
            parent=self._parent(name),
            title=one_line(f"{title} {more}").rstrip(" :.") if title else "",
        )
        entry = reader.read(row, draft, text)
        self._check_number(reader, row, entry, numbered)
        if not entry.draft.responsible_as_printed and header.responsible is not None:
            where = reader.where(row, header.responsible)
            self.notes.against(entry, Level.WARNING, "no_responsible", _("Nobody is named as responsible."), where)
        self.entries.append(entry)
        return None

    def _continued(self, reader: RowReader, row: Row, text: str) -> None:
        """A row without number and title goes on with the one above: a page break has cut it."""
        sentence = _("The row has no number and no title: it is read as the rest of the row above.")
        if not self.entries or self.entries[-1].block != reader.block.number:
            return self.notes.add(Level.ERROR, "number_missing", reader.where(row), sentence)
        above = self.entries.pop()
        place = next(n for n, other in enumerate(reader.block.rows) if other.number == above.draft.where.row)
        whole = _joined(reader.block.rows[place], row, reader.block.header.measure)
        self.notes.findings = [
            found for found in self.notes.findings if found.where.row != whole.number or found.where.table != reader.block.table.name
        ]
        reader.block.rows[place] = whole
        self._area_row(reader, whole, whole.cell(reader.block.header.measure), numbered=True)
        return self.notes.add(Level.NOTE, "row_continued", reader.where(row), sentence, above.draft.key)

    def _parent(self, number: str) -> str:
        """2.4a is a part of 2 when there is a row 2."""
        above = number.rpartition(".")[0]
        return above if any(entry.draft.key == above for entry in self.entries) else ""

    def _ignored(self, reader: RowReader) -> None:
        block = reader.block
        taken = (reader.columns.measure_number, reader.columns.goal_number)
        spare = [column for column in block.header.numbers if column not in taken and block.texts(column)]
        names = [block.header.title(column) for column in (*block.header.ignored, *spare)]
        if names:
            sentence = n_("The column {names} is not read.", "The columns {names} are not read.", len(names), names=names)
            self.notes.add(Level.NOTE, "column_ignored", reader.where(block.header.row), sentence)


def cell_is_date(row: Row, column: int | None) -> bool:
    """A spreadsheet took what stands there for a date."""
    return column is not None and column in row.dates


def _numbers_in_areas(reader: RowReader) -> bool:
    texts = reader.block.texts(reader.block.header.area)
    return bool(texts) and sum(1 for text in texts if _numbered(text)) * 2 > len(texts)


def _numbered(title: str) -> Number | None:
    number = read_number(title)
    return number if number and number.rest and len(number.number) < 9 and not re.fullmatch(r"(?:19|20)\d\d", number.number) else None


def _same_area(known: AreaDraft, area: AreaDraft) -> bool:
    if area.number:
        return known.number == area.number
    return bool(area.title) and known.title.casefold() == area.title.casefold()


def _joined(above: Row, row: Row, text_column: int | None) -> Row:
    """The upper row with the lower one's texts at the end of its own."""
    cells = [
        ("\n" if column == text_column else " ").join(filter(None, [above.cell(column), row.cell(column)]))
        for column in range(max(len(above.cells), len(row.cells)))
    ]
    return replace(above, cells=cells)


__all__ = ["Columns", "Walk", "Where", "layout_of"]
