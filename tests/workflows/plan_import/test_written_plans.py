"""Plans from a grammar of headers, orders, spellings and layouts: what is read is what was written,
or it is told.

The gate reads some of them; `make plans` reads two thousand.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, note, settings

from tests.workflows.plan_import.written_plans import PERIOD, Truth, Written, as_truth, plans
from workflows.documents.refusals import FileRefused
from workflows.plan_import.reading.drafts import Level, PlanDraft, Where
from workflows.plan_import.reading.questions import FileQuestion
from workflows.plan_import.reading.read_plan import read_plan

EXAMPLES = int(os.environ.get("SAMSAK_WRITTEN_PLANS", "100"))


def differences(draft: PlanDraft, truth: list[Truth]) -> list[tuple[Truth, Truth | None]]:
    """What was written and not read so, each with what was read instead."""
    read = {measure.key: as_truth(measure) for measure in draft.measures}
    wrong = [(said, read.get(said.key)) for said in truth if read.get(said.key) != said]
    extra = [(each, None) for key, each in read.items() if key not in {t.key for t in truth}]
    return [*wrong, *extra]


def is_told(draft: PlanDraft, said: Truth, read: Truth | None) -> bool:
    """Whether more than a note names the row that was not read as it was written, or what stands
    above its table's rows; of a deadline that was moved the newer one is right."""
    every = (*draft.measures, *draft.rejected)
    keys = {said.key, read.key if read else said.key}
    own = {place(each.where) for each in every if each.key in keys or each.text == said.text}
    others = {place(each.where) for each in every} - own
    tables = {table for table, _row in own}
    return any(
        each.level is not Level.NOTE
        and each.code != "deadline_moved"
        and (each.key in keys or (each.where.table in tables and place(each.where) not in others))
        for each in draft.findings
    )


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
    assert all(is_told(draft, said, read) for said, read in wrong)
