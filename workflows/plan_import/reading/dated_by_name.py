"""Columns called by months or quarters alone, in a file that names no year: the plan may be called
by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from engine.language.sentences import _
from workflows.plan_import.reading.blocks import Block
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.parts_over import with_parts
from workflows.plan_import.reading.questions import quoted
from workflows.plan_import.reading.row_findings import Findings


def date_by_name(blocks: Iterable[Block], names: Sequence[str], notes: Findings) -> None:
    """Give parts of a year the only one that the plan has or is called by, where nothing else names
    it, and tell."""
    for block in blocks:
        dated = with_parts(block.header, None, names)
        if dated is block.header:
            continue
        block.header = dated
        columns = [dated.title(column) for column, _year in dated.years]
        sentence = _(
            "The columns {columns} name no year: they are read as parts of {year}, by the period or"
            " the name of the plan.",
            columns=quoted(columns),
            year=str(dated.years[0][1]),
        )
        where = Where(notes.file, block.table.name, dated.row.number)
        notes.add(Level.WARNING, "column_by_content", where, sentence)
