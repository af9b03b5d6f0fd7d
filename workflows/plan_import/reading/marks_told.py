"""What is told of the marks under years: the same of many cells once a table, and boxes that nobody
has ticked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.language.sentences import Sentence, n_
from workflows.plan_import.cells.marks import KEPT, NO_MARK
from workflows.plan_import.reading.blocks import Block, cells_in
from workflows.plan_import.reading.drafts import Finding, Level, Where
from workflows.plan_import.reading.row_findings import Findings

OPEN_BOX = "☐"
TICKED_BOXES = frozenset("☑☒✅■")


def tell_open_boxes(block: Block, notes: Findings) -> None:
    """Boxes in a table where none is ticked may be what is to be ticked once it is done."""
    texts = [text for column, _year in block.header.years for text in cells_in([block], column)]
    boxes = texts.count(OPEN_BOX)
    if boxes and TICKED_BOXES.isdisjoint(texts):
        where = Where(notes.file, block.table.name, block.header.row.number)
        notes.add(Level.WARNING, "no_mark", where, _no_marks(OPEN_BOX, boxes))


def told_once(findings: Iterable[Finding]) -> list[Finding]:
    """The findings, those that say the same of the marks of one table as one with their count, at
    the first of the cells."""
    cells: dict[object, list[Finding]] = {}
    for place, found in enumerate(findings):
        of_mark = found.sentence.msgid in (NO_MARK.msgid, KEPT.msgid)
        said = (found.where.table, found.sentence.msgid, found.sentence.values.get("text"))
        cells.setdefault(said if of_mark else place, []).append(found)
    return [first if not more else _together([first, *more]) for first, *more in cells.values()]


def _together(alike: list[Finding]) -> Finding:
    first = alike[0]
    text = first.sentence.values["text"]
    said = _no_marks if first.sentence.msgid == NO_MARK.msgid else _kept
    return replace(first, sentence=said(text, len(alike)), key="")


def _no_marks(text: object, cells: int) -> Sentence:
    return n_(
        "“{text}” under the years is no mark, in one cell.",
        "“{text}” under the years is no mark, in {n} cells.",
        cells,
        text=text,
    )


def _kept(text: object, cells: int) -> Sentence:
    return n_(
        "“{text}” under the years is taken as a mark, in one cell; it is kept as printed.",
        "“{text}” under the years is taken as a mark, in {n} cells; it is kept as printed.",
        cells,
        text=text,
    )
