"""Plans from a grammar of headers, orders, spellings and layouts: what is read is what was written,
or it is told.

The gate reads some of them; `make plans` reads two thousand.
"""

from __future__ import annotations

import os
import re
from dataclasses import fields

from hypothesis import HealthCheck, given, note, settings

from tests.workflows.plan_import.written_plans import PERIOD, Truth, Written, as_truth, plans
from workflows.documents.refusals import FileRefused
from workflows.plan_import.reading.drafts import Finding, Level, PlanDraft, Where
from workflows.plan_import.reading.questions import FileQuestion
from workflows.plan_import.reading.read_plan import read_plan

EXAMPLES = int(os.environ.get("SAMSAK_WRITTEN_PLANS", "100"))


def differences(draft: PlanDraft, truth: list[Truth]) -> list[tuple[Truth, Truth | None]]:
    """What was written and not read so, each with what was read instead."""
    areas = {area.number: area.title for area in draft.areas}
    read = {measure.key: as_truth(measure, areas) for measure in draft.measures}
    wrong = [(said, read.get(said.key)) for said in truth if read.get(said.key) != said]
    extra = [(each, None) for key, each in read.items() if key not in {t.key for t in truth}]
    return [*wrong, *extra]


def is_told(draft: PlanDraft, written: Written, said: Truth, read: Truth | None) -> bool:
    """Whether a row that is not read, or each part of it that is read otherwise than it was
    written, is named by more than a note; of a deadline that was moved the newer one is right."""
    every = (*draft.measures, *draft.rejected)
    keys = {said.key, read.key if read else said.key}
    own = {place(each.where) for each in every if each.key in keys or each.text == said.text}
    findings = [
        each
        for each in draft.findings
        if each.level is not Level.NOTE and each.code != "deadline_moved"
    ]
    of_row = [each for each in findings if each.key in keys or place(each.where) in own]
    if read is None:
        return bool(of_row)
    tables = {table for table, _row in own}
    of_table = [each for each in findings if each.where.table in tables and not each.key]
    return all(
        any(names_part(each, written.headers_of(part)) for each in (*of_row, *of_table))
        or any(quotes(each, written.cells_of(part, said.text)) for each in of_row)
        or (part == "area" and any(quotes(each, {said.area, read.area}) for each in findings))
        for part in parts_that_differ(said, read)
    )


def parts_that_differ(said: Truth, read: Truth) -> list[str]:
    """The parts of a measure that were read otherwise."""
    names = [each.name for each in fields(Truth)]
    return [name for name in names if getattr(said, name) != getattr(read, name)]


def names_part(finding: Finding, headers: set[str]) -> bool:
    """Whether a finding stands in a column of these, or names one."""
    return finding.where.column in headers or quotes(finding, headers)


def quotes(finding: Finding, texts: set[str]) -> bool:
    """Whether a finding says one of these texts, or a part of one, in its sentence."""
    said = re.findall("“([^”]*)”", str(finding.sentence))
    return any(quote and quote in text for quote in said for text in texts)


def place(where: Where) -> tuple[str, int]:
    """The row of a table."""
    return where.table, where.row


def names_a_place(refusal: FileRefused, written: Written) -> bool:
    """Whether a refusal asks about columns or a table that stand in the file."""
    cells = {str(cell) for _title, rows in written.tables for row in rows for cell in row}
    names = {*cells, *(title for title, _rows in written.tables)}
    shown = refusal.headers if isinstance(refusal, FileQuestion) else ()
    return bool(shown) and all(name in names for name in shown)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(written=plans())
def test_a_plan_is_read_as_it_was_written_or_it_is_told(written: Written, tmp_path, bodies):
    path, refused = written.write(tmp_path), None
    try:
        draft = read_plan(path, bodies, PERIOD)
    except FileRefused as refusal:
        refused = refusal
    if refused:
        note(f"refused: {refused}")
        assert names_a_place(refused, written)
        return
    wrong = differences(draft, written.truth)
    note("\n".join(f"{said}\n  read as {read}" for said, read in wrong))
    note("\n".join(f"{each.level} {each.code} {each.sentence}" for each in draft.findings))
    assert all(is_told(draft, written, said, read) for said, read in wrong)
