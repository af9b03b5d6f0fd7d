"""Files that were once read wrong, each with what is right for it.

More of each kind exist than these: a rule, not a file, is what must be read right.
"""

from __future__ import annotations

from functools import lru_cache

import pytest

from tests.workflows.plan_import.test_real_plans import DATA, HNT, bodies_of
from workflows.plan_import.reading.drafts import PlanDraft
from workflows.plan_import.reading.read_plan import read_plan

FAILING = DATA / "failing" / "plan"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not DATA.is_dir(), reason="the failing plans (shared/data) are not beside this checkout"
    ),
]


@lru_cache
def draft_of(file: str, bodies: str = HNT, period: tuple[int, int] = (2018, 2021)) -> PlanDraft:
    return read_plan(FAILING / file, bodies_of(bodies), period)


def keys(draft: PlanDraft) -> list[str]:
    return [measure.key for measure in draft.measures]


def told(draft: PlanDraft) -> list[str]:
    """The codes of what is more than a note."""
    return [finding.code for finding in draft.findings if finding.level != "note"]


def test_05_hidden_and_filtered_rows_are_left_out_and_told() -> None:
    draft = draft_of("05-skjulte-rader.xlsx")
    assert keys(draft) == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "3.1"]
    [rows] = [
        finding.sentence.values["rows"] for finding in draft.findings if "hidden" in finding.code
    ]
    assert rows == ["10–11"]


@pytest.mark.parametrize("file", ["25b-makro.docm", "25d-strict.docx", "26-stil-uten-type.docx"])
def test_25_and_26_word_files_of_other_kinds(file: str) -> None:
    draft = draft_of(file)
    assert [
        (measure.key, [body.body_id for body in measure.responsible], measure.years)
        for measure in draft.measures
    ] == [
        ("1.1", ["alle"], ()),
        ("1.2", ["asu", "brukerutvalget-hnt"], (2018, 2019)),
        ("1.3", ["brukerorganisasjonene", "brukerutvalget-hnt"], ()),
    ]
    assert told(draft) == []
