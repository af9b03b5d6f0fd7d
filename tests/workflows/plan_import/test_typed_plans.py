"""What `samsak plan import` makes of its words before it reads a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflows.plan_import.typed_plans import plan_id, years_in


@pytest.mark.parametrize(
    ("named", "years"),
    [
        ("hnt-2018-2021", (2018, 2021)),
        ("plan-2022", None),
        ("2021-2018", None),
        ("12018-2021", None),
        ("plan", None),
    ],
)
def test_a_plan_s_id_may_name_its_years(named, years):
    assert years_in(named) == years


def test_a_file_s_name_becomes_a_plan_s_id():
    assert (
        plan_id(Path("Handlingsplan på Øya 2022–2025 (endelig).xlsx"))
        == "handlingsplan-pa-oya-2022-2025-endelig"
    )
