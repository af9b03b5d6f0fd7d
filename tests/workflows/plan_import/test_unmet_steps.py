"""What keeps the measures of an adopted plan from being taken as far as the plan says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.workflows.plan_import.office import Office
from tests.world import World

HEADS = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
WORDS = ("Lage rutine", "Holde kurs", "Revidere avtalen", "Prøve ut e-konsultasjon")


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    return Office(world, tmp_path)


def kept_back(office: Office, *times: str) -> list[tuple[int, list[object]]]:
    rows = [[f"1.{n}", *row] for n, row in enumerate(zip(WORDS, times, strict=False), start=1)]
    rows = [[number, words, "Fagråd 1", when] for number, words, when in rows]
    imported = office.take([HEADS, *rows], adopted=date(2026, 2, 13))
    return [
        (found.where.row, list(found.sentence.values["refs"]))
        for found in imported.findings
        if found.code == "not_assigned"
    ]


def test_measures_that_the_same_keeps_are_told_together(office):
    assert kept_back(office, "2026", "", "", "") == [(3, ["T-1.2", "T-1.3", "T-1.4"])]
    assert {case.state for case in office.every_case()} == {"approved", "assigned"}


def test_a_few_are_told_row_by_row(office):
    assert kept_back(office, "2026", "", "") == [(3, ["T-1.2"]), (4, ["T-1.3"])]
