"""Tables that are unlike a plan's others, and files in which no table is one of measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence

from workflows.documents import refusals
from workflows.documents.refusals import FileRefused
from workflows.documents.sheets import Row, Sheets, one_line
from workflows.plan_import.reading.blocks import Block, number_columns
from workflows.plan_import.reading.columns_by_content import names_of
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plan_import.reading.headers import role_of
from workflows.plan_import.reading.questions import is_other_plan, is_part, which_column

# A header is a few short words; a row of longer cells is none.
LONGEST_HEADER, FEWEST = 60, 3
LOOKED_AT = 30


def check_tables(blocks: Sequence[Block], taken: Container[str]) -> None:
    """Ask about a table without numbers among others that have them: the process of making the
    plan stands beside it in many. `taken`: those of which it is said that they are a part."""
    if not any(_has_numbers(block) for block in blocks):
        return
    alike = {names_of(block) for block in blocks if _has_numbers(block)}
    for block in blocks:
        if block.table.name in taken or names_of(block) in alike:
            continue
        if block.rows and not _has_numbers(block):
            names = [block.header.title(column) for column in block.header.row.filled]
            raise is_part(block.table.name or str(block.number + 1), names)


def check_numbers(draft: PlanDraft, taken: Container[str]) -> None:
    """Ask about a table most of whose numbers are those of other measures in a table before it: a
    file may hold the next plan too, or the same one in another language."""
    rows = Counter(each.where.table for each in (*draft.measures, *draft.rejected))
    repeated: dict[str, list[str]] = {}
    for each in draft.errors:
        if each.code == "number_repeated":
            repeated.setdefault(each.where.table, []).append(each.key)
    for table, keys in repeated.items():
        if len(keys) > 1 and len(keys) > rows[table] / 2 and len(rows) > 1 and table not in taken:
            raise is_other_plan(table, keys[0])


def _has_numbers(block: Block) -> bool:
    columns = number_columns(block)
    return columns.embedded or columns.measure_number is not None


def no_measures(sheets: Sheets, file: str) -> FileRefused:
    """Why a file holds no plan: with the row that looks most like headers, if one does."""
    rows = [row for table in sheets.tables for row in table.rows[:LOOKED_AT]]
    header = next((row for row in rows if _may_be_header(row)), None)
    if header is None:
        return refusals.no_table(file)
    names = [one_line(header.cell(column)) for column in header.filled]
    likely = next((name for name in names if role_of(name, {}) != "number"), "")
    return which_column("measures", names, likely)


def _may_be_header(row: Row) -> bool:
    texts = [row.cell(column) for column in row.filled]
    short = all(len(text) <= LONGEST_HEADER and not text[0].isdigit() for text in texts)
    return len(texts) >= FEWEST and short
