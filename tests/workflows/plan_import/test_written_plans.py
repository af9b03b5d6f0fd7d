"""Plans from a grammar of headers, orders, spellings and layouts: what is read is what was written,
or it is told.

The gate reads some of them; `make plans` reads two thousand.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, given, note, settings

from tests.workflows.plan_import.written_plans import PERIOD, Truth, Written, as_truth, plans
from workflows.documents.refusals import FileRefused
from workflows.plan_import.reading.drafts import Level, PlanDraft
from workflows.plan_import.reading.read_plan import read_plan

EXAMPLES = int(os.environ.get("SAMSAK_WRITTEN_PLANS", "100"))


def differences(draft: PlanDraft, truth: list[Truth]) -> list[tuple[Truth, Truth | None]]:
    """What was written and not read so, each with what was read instead."""
    read = {measure.key: as_truth(measure) for measure in draft.measures}
    wrong = [(said, read.get(said.key)) for said in truth if read.get(said.key) != said]
    extra = [(each, None) for key, each in read.items() if key not in {t.key for t in truth}]
    return [*wrong, *extra]


def is_told(draft: PlanDraft) -> bool:
    """Whether more than notes was found; of a deadline that was moved the newer one is right."""
    told = {each.code for each in draft.findings if each.level is not Level.NOTE}
    return bool(told - {"deadline_moved"})


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(written=plans())
def test_a_plan_is_read_as_it_was_written_or_it_is_told(written: Written, tmp_path, bodies):
    path = written.write(tmp_path)
    try:
        draft = read_plan(path, bodies, PERIOD)
    except FileRefused as refusal:
        note(f"refused: {refusal}")
        return
    wrong = differences(draft, written.truth)
    note("\n".join(f"{said}\n  read as {read}" for said, read in wrong))
    note("\n".join(f"{each.level} {each.code} {each.sentence}" for each in draft.findings))
    assert not wrong or is_told(draft)
