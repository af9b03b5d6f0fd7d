"""The columns of a plan's tables by what stands in them, beside what they are called.

A column that nobody knows by its name is taken by its content, and that is told; where name and
content disagree, or two columns want to be one thing, somebody is asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.language.sentences import _, n_
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.reading.answers import ReadingAnswers
from workflows.plan_import.reading.blocks import Block, cells_in
from workflows.plan_import.reading.columns_told import TELLING, ColumnsTold
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.evidence import Holds, held, hold_large_numbers, hold_shares
from workflows.plan_import.reading.headers import Header, role_of
from workflows.plan_import.reading.marked_bodies import (
    columns_of_bodies,
    take_row_of_bodies,
    with_names,
)
from workflows.plan_import.reading.moved_deadlines import take_newer
from workflows.plan_import.reading.parts_over import parts_without_year
from workflows.plan_import.reading.questions import (
    FileQuestion,
    marks_of_bodies,
    quoted,
    which_column,
    which_of,
    which_year,
)
from workflows.plan_import.reading.row_findings import Findings
from workflows.plan_import.reading.said_columns import without_denied


def understand_columns(
    blocks: list[Block], bodies: BodyIndex, answers: ReadingAnswers, notes: Findings
) -> None:
    """Give each block the header that its content allows.

    Raises FileQuestion where somebody has to say what a column is.
    """
    groups: dict[tuple[str, ...], list[Block]] = {}
    for block in blocks:
        take_row_of_bodies(block, bodies)
        groups.setdefault(names_of(block), []).append(block)
    for alike in groups.values():
        columns = _ColumnsAlike(alike, bodies, answers, notes)
        columns.understand(single=len(blocks) == len(alike))
        for block in alike:
            block.header = replace(columns.header, row=block.header.row)


def names_of(block: Block) -> tuple[str, ...]:
    """The headers of a block, but for the title that stands over its measures."""
    header = block.header
    return tuple(
        "" if header.titled and column == header.measure else plain_header(text)
        for column, text in enumerate(header.row.cells)
    )


class _ColumnsAlike:
    """The columns that several blocks have in common."""

    def __init__(
        self, blocks: list[Block], bodies: BodyIndex, answers: ReadingAnswers, notes: Findings
    ) -> None:
        self.blocks, self.answers, self.notes, self.bodies = blocks, answers, notes, bodies
        self.header: Header = without_denied(blocks[0].header, answers)
        columns = (*self.header.unknown, *self.header.ignored, *self._checked())
        self.holds = {column: held(self._cells(column), bodies) for column in columns}

    def understand(self, *, single: bool) -> None:
        """Settle what each column holds. `single`: the file has no other headers."""
        self.header = take_newer(self.blocks, self.header, self.answers.said, self.notes)
        self._check_names()
        self._leave_targets()
        self._find_measures(single=single)
        self._find_marked_bodies()
        self._leave_large_numbers()
        self._find("owners", Holds.BODIES)
        self._find("times", Holds.TIMES)
        ColumnsTold(
            self.blocks, self.header, holds=self.holds, answers=self.answers, notes=self.notes
        ).tell()

    def _checked(self) -> Iterable[int]:
        header = self.header
        named = (*header.responsible, *header.times, header.measure)
        return (column for column in named if column is not None)

    def _cells(self, column: int) -> list[str]:
        return cells_in(self.blocks, column)

    def _called(self, columns: Iterable[int]) -> list[str]:
        return [self.header.title(column) for column in columns]

    def _check_names(self) -> None:
        """A column whose content is that of another part of a measure is asked about."""
        header, said = self.header, self.answers.said
        wrong = [(c, Holds.TIMES, "owners") for c in header.responsible]
        wrong += [(c, Holds.BODIES, "times") for c in header.times]
        if header.measure is not None:
            wrong += [(header.measure, kind, "measures") for kind in TELLING]
        for column, kind, part in wrong:
            named = plain_header(header.row.cell(column)) in said
            if self.holds[column] is kind and not named and len(self._cells(column)) > 1:
                raise which_column(part, self._called(header.row.filled), self._likely(part))

    def _find_measures(self, *, single: bool) -> None:
        """The title over the measures of one table is no title but a name that nobody knows."""
        header = self.header
        self._ask_of_two_measures()
        if not header.titled or header.measure is None:
            return
        texts = [c for c in (header.measure, *header.unknown) if self.holds[c] is Holds.TEXT]
        if len(texts) > 1:
            raise which_of("measures", self._called(sorted(texts)))
        chosen = texts[0] if texts else header.measure
        numbered = header.row.cell(chosen)[:1].isdigit()
        if chosen == header.measure and (numbered or not single or len(self.blocks) > 1):
            return
        self._take(chosen, "measures")

    def _ask_of_two_measures(self) -> None:
        """*Tiltak* beside *Aktivitet*: each may be what is followed, and the other says more of
        it."""
        said, header = self.answers.said, self.header
        columns = [c for c in (header.measure, header.details) if c is not None]
        called = [role_of(header.row.cell(column), said) for column in columns]
        answered = any(plain_header(header.row.cell(column)) in said for column in columns)
        if called == ["measure", "measure"] and not answered and all(map(self._cells, columns)):
            raise which_of("measures", self._called(columns))

    def _take(self, column: int, part: str) -> None:
        """Read a column for what stands in it, and say so."""
        name, header = self.header.title(column), self.header
        unknown = tuple(other for other in header.unknown if other != column)
        if part == "measures":
            guess = header.measure
            before = () if guess is None or guess == column else (guess,)
            self.header = replace(header, measure=column, titled=False, unknown=(*unknown, *before))
            sentence = _("The column “{column}” is read as the measures.", column=name)
        elif part == "owners":
            self.header = replace(header, responsible=(column,), unknown=unknown)
            sentence = _("The column “{column}” is read as who is responsible.", column=name)
        else:
            self.header = replace(header, when=column, unknown=unknown)
            sentence = _("The column “{column}” is read as when.", column=name)
        self.notes.add(Level.WARNING, "column_by_content", self._where(), sentence)

    def _find_marked_bodies(self) -> None:
        """Where each body has a column, those with a mark under them are responsible."""
        header = self.header
        named = columns_of_bodies(header, self.bodies)
        if not named or header.responsible or header.supporting or self.answers.has_no("owners"):
            return
        if any(self.holds[column] not in (Holds.MARKS, Holds.NOTHING) for column in named):
            raise marks_of_bodies(self._called(named))
        unknown = tuple(column for column in header.unknown if column not in named)
        self.header = replace(header, responsible=tuple(named), unknown=unknown)
        for block in self.blocks:
            block.rows = with_names(block.rows, header, named)
        sentence = n_(
            "The column {columns} is read as who is responsible, by the marks in it.",
            "The columns {columns} are read as who is responsible, by the marks in them.",
            len(named),
            columns=quoted(self._called(named)),
        )
        self.notes.add(Level.WARNING, "column_by_content", self._where(), sentence)

    def _leave_large_numbers(self) -> None:
        """Money under years, beside a column that says when, marks no year."""
        header = self.header
        columns = {column for column, _year in header.years}
        texts = [text for column in columns for text in self._cells(column)]
        if header.times and texts and hold_large_numbers(texts):
            unknown = tuple(sorted({*header.unknown, *columns}))
            self.header = replace(header, years=(), ends={}, unknown=unknown)
            self.holds |= dict.fromkeys(columns, Holds.NUMBERS)

    def _find(self, part: str, kind: Holds) -> None:
        """Take the one unknown column that holds it; ask where there are more, or none among
        columns that nobody knows."""
        header, unknown = self.header, self.header.unknown
        rivals = [column for column in unknown if self.holds[column] is kind]
        if part == "owners":
            there = bool(header.responsible or header.supporting)
        else:
            there = bool(header.times or header.years)
        if self.answers.has_no(part) or (there and not self._competes(part, rivals)):
            return
        if there:
            wanted = [*(c for c in header.times if c != header.start), *rivals]
            if len(wanted) == 1:
                raise which_column(part, self._called(header.row.filled), self._likely(part))
            raise which_of(part, self._called(wanted))
        if len(rivals) == 1:
            self._take(rivals[0], part)
        elif rivals:
            raise which_of(part, self._called(rivals))
        elif unknown:
            raise self._which(part)

    def _which(self, part: str) -> FileQuestion:
        """What is asked where no column holds that part: of months, which year they are of."""
        header = self.header
        if part == "times" and (parts := parts_without_year(header)):
            return which_year(self._called(parts))
        return which_column(part, self._called(header.row.filled), self._called(header.unknown)[0])

    def _likely(self, part: str) -> str:
        """The header that an answer is shown with: of a column that holds what is asked for, else
        of one that holds no numbers."""
        wanted = {"owners": Holds.BODIES, "times": Holds.TIMES, "measures": Holds.TEXT}[part]
        columns = [c for c in self.header.row.filled if c not in self.header.numbers]
        holding = (c for c in columns if held(self._cells(c), self.bodies) is wanted)
        return next(iter(self._called([*holding, *columns])), "")

    def _competes(self, part: str, rivals: list[int]) -> bool:
        """A second column that is called a time and holds times: Frist and Ny frist."""
        said, row = self.answers.said, self.header.row
        if part != "times":
            return False
        both = self.header.when is not None and self.header.end is not None
        return both or any(role_of(row.cell(c), said) == "when" for c in rivals)

    def _leave_targets(self) -> None:
        """A column of goals that holds figures, as “Mål 2019” does, says what is to be reached."""
        goal = self.header.goal
        if goal is not None and hold_shares(self._cells(goal)):
            unknown = tuple(sorted({*self.header.unknown, goal}))
            self.header = replace(self.header, goal=None, unknown=unknown)
            self.holds[goal] = Holds.NUMBERS

    def _where(self) -> Where:
        block = self.blocks[0]
        return Where(self.notes.file, block.table.name, block.header.row.number)
