"""What is lost with the columns of a plan's tables that are not read, or not as they are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.language.sentences import _, n_
from workflows.documents.sheets import one_line
from workflows.plan_import.cells.header_words import plain_header
from workflows.plan_import.cells.statuses import says_status
from workflows.plan_import.reading.answers import ReadingAnswers
from workflows.plan_import.reading.blocks import Block, cells_in
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.evidence import Holds
from workflows.plan_import.reading.headers import Header, leads, role_of
from workflows.plan_import.reading.questions import quoted
from workflows.plan_import.reading.row_findings import Findings
from workflows.plan_import.reading.years_above import named_years

SHOWN = 80
# What a column may be taken for by its content alone.
TELLING = {Holds.BODIES: "owners", Holds.TIMES: "times"}


@dataclass(frozen=True)
class ColumnsTold:
    """Tells of the columns that several blocks have in common, once it is settled what each
    holds."""

    blocks: Sequence[Block]
    header: Header
    holds: Mapping[int, Holds]
    answers: ReadingAnswers
    notes: Findings

    def tell(self) -> None:
        """Write down all that is to be told of them."""
        self._tell_missing()
        self._tell_owners_by_year()
        self._tell_helping()
        self._tell_unread()
        self._tell_statuses_unread()
        self._tell_hidden()

    def _tell_missing(self) -> None:
        """No column says who or when, and nobody has said that there is none: the measures come in
        without."""
        header, rows = self.header, sum(len(block.rows) for block in self.blocks)
        if not (header.responsible or header.supporting or self.answers.has_no("owners")):
            sentence = n_(
                "No column says who is responsible: the measure of one row has nobody.",
                "No column says who is responsible: the measures of {n} rows have nobody.",
                rows,
            )
            self.notes.add(Level.WARNING, "no_owner_column", self._where(), sentence)
        if not (header.times or header.years or self.answers.has_no("times")):
            sentence = n_(
                "No column says when: the measure of one row has no time.",
                "No column says when: the measures of {n} rows have no time.",
                rows,
            )
            self.notes.add(Level.WARNING, "no_time_column", self._where(), sentence)

    def _tell_owners_by_year(self) -> None:
        """Who is responsible in one year and who in another is not kept apart."""
        owners = (*self.header.responsible, *self.header.supporting)
        columns = [c for c in owners if named_years(self.header.row.cell(c))]
        if len(columns) > 1:
            sentence = _(
                "The columns {columns} are read together: a measure has the same bodies in every"
                " year.",
                columns=quoted([self.header.title(c) for c in columns]),
            )
            self.notes.add(Level.WARNING, "owner_doubtful", self._where(), sentence)

    def _tell_helping(self) -> None:
        """A column such as *Utførende* may name who is responsible too, beside one that does and
        does not say that it leads."""
        names = {c: plain_header(self.header.title(c)) for c in self.header.responsible}
        helping = [c for c in self.header.supporting if self._called(c) == "responsible"]
        if helping and not any(map(leads, names.values())):
            sentence = _(
                "The column “{column}” is read as who supports, beside “{other}”.",
                column=self.header.title(helping[0]),
                other=self.header.title(self.header.responsible[0]),
            )
            self.notes.add(Level.WARNING, "owner_doubtful", self._where(helping[0]), sentence)

    def _called(self, column: int) -> str | None:
        return role_of(self.header.row.cell(column), self.answers.said)

    def _tell_unread(self) -> None:
        """A column that is not read is a loss: how many rows have something in it."""
        header = self.header
        telling = [c for c in header.ignored if self.holds[c] in (*TELLING, Holds.MARKS)]
        for column in sorted((*header.unknown, *telling)):
            rows = len(cells_in(self.blocks, column))
            if rows:
                sentence = n_(
                    "The column “{column}” is not read; one row says something in it.",
                    "The column “{column}” is not read; {n} rows say something in it.",
                    rows,
                    column=header.title(column),
                )
                self.notes.add(Level.WARNING, "column_unread", self._where(column), sentence)

    def _tell_statuses_unread(self) -> None:
        """A comment such as *utgår* says how far a measure has come, and is not read."""
        for column in self.header.ignored:
            said = [text for text in cells_in(self.blocks, column) if says_status(text)]
            if said:
                sentence = n_(
                    "The column “{column}” is not read, and says of one row how far it has come:"
                    " “{text}”.",
                    "The column “{column}” is not read, and says of {n} rows how far they have"
                    " come, such as “{text}”.",
                    len(said),
                    column=self.header.title(column),
                    text=one_line(said[0])[:SHOWN],
                )
                self.notes.add(Level.WARNING, "column_unread", self._where(column), sentence)

    def _tell_hidden(self) -> None:
        """A column that nobody sees is read where no other says the same, and that is told."""
        for column in sorted(self.blocks[0].table.hidden & self.header.read):
            rows = len(cells_in(self.blocks, column))
            if rows:
                sentence = n_(
                    "The column “{column}” is hidden, and is read all the same; one row says"
                    " something in it.",
                    "The column “{column}” is hidden, and is read all the same; {n} rows say"
                    " something in it.",
                    rows,
                    column=self.header.title(column),
                )
                self.notes.add(Level.WARNING, "column_hidden", self._where(), sentence)

    def _where(self, column: int | None = None) -> Where:
        block = self.blocks[0]
        title = "" if column is None else self.header.title(column)
        return Where(self.notes.file, block.table.name, block.header.row.number, title)
