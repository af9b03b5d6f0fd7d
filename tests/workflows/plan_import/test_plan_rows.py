"""What a finding says of its place, and what a row says."""

from __future__ import annotations

import pytest

from engine.language.sentences import _
from workflows.plan_import import plan_rows
from workflows.plan_import.reading.drafts import Finding, Level, Where


@pytest.mark.parametrize(
    ("where", "said"),
    [
        (Where("plan.docx", "2: Rus", 3), "table 2: Rus, row 3: So."),
        (Where("plan.docx", "2", 3, "Når"), "table 2, row 3, Når: So."),
        (Where("plan.xlsx", "Ark1", 3), "Ark1, row 3: So."),
        (Where("plan.csv", "", 3), "plan.csv, row 3: So."),
        (Where("plan.csv"), "plan.csv: So."),
    ],
)
def test_a_finding_says_where_it_stands(where, said):
    finding = Finding(Level.NOTE, "row_continued", where, _("So."))
    assert str(plan_rows.said(finding)) == said
