"""Columns called by months or quarters alone, and cells that name no more, in a file that names no
year: the plan may be called by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from engine.language.sentences import _, n_
from workflows.documents.sheets import one_line
from workflows.plan_import.reading.blocks import Block, cells_in
from workflows.plan_import.reading.drafts import Level, Where
from workflows.plan_import.reading.parts_over import only_year, part_of, with_parts
from workflows.plan_import.reading.questions import quoted
from workflows.plan_import.reading.row_findings import Findings

SHOWN = 40


def date_by_name(
    blocks: Iterable[Block], given: Sequence[str], names: Sequence[str], notes: Findings
) -> None:
    """Give parts of a year the only one that the plan has or is called by, where nothing else names
    it, and tell. `given`: the years that somebody has said, if any, which count first."""
    for block in blocks:
        _date_cells(block, given, names, notes)
        dated = with_parts(block.header, None, (*given, *names))
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


def _date_cells(block: Block, given: Sequence[str], names: Sequence[str], notes: Findings) -> None:
    """Cells such as *mars* are of the year that the header, the heading or the plan names."""
    header, near = block.header, (*reversed(block.titles), block.table.name)
    year = only_year(given) or only_year(near if given else (*near, *names))
    if header.year or not year:
        return
    cells = [text for column in header.times for text in cells_in([block], column)]
    without = [text for text in cells if part_of(text, year)]
    if not without:
        return
    block.header = replace(header, year=year)
    sentence = n_(
        "“{text}” names no year: it is read as of {year}, by the period or the name of the plan.",
        "{n} cells such as “{text}” name no year: they are read as of {year}, by the period or the"
        " name of the plan.",
        len(without),
        text=one_line(without[0])[:SHOWN],
        year=str(year),
    )
    where = Where(notes.file, block.table.name, header.row.number, header.title(header.times[0]))
    notes.add(Level.WARNING, "year_by_name", where, sentence)
