"""The file of another plan, under an id that a plan has already."""

from __future__ import annotations

import pytest

from tests.workflows.plan_import.office import Office
from workflows.plan_import.importing import Imported
from workflows.plan_import.reading.drafts import Level

HEADS = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
FIRST = [["1.1", "Lage felles rutine", "Fagråd 1", "2026"], ["1.2", "Kurse", "Fagråd 2", "2026"]]
OTHER = [["7.1", "Bygge brygge ved kaia", "Fagråd 1", "2026"]]


@pytest.fixture
def office(world, tmp_path) -> Office:
    office = Office(world, tmp_path)
    assert told(office.take([HEADS, *FIRST])) == []
    return office


def told(imported: Imported) -> list[str]:
    found = (each for each in imported.findings if each.code == "other_plan")
    return [str(each.sentence) for each in found if each.level is Level.WARNING]


def test_a_file_without_any_measure_of_the_plan_is_told_before_all_that_are_gone(office):
    imported = office.take([HEADS, *OTHER])
    (said,) = told(imported)
    assert said.startswith("No row of the file is a measure of plan-2026, and none of its 2 ")
    codes = [each.code for each in imported.findings]
    assert codes.index("other_plan") < codes.index("row_missing")


def test_a_file_with_one_of_its_measures_is_the_plan(office):
    assert told(office.take([HEADS, *OTHER, FIRST[0]])) == []


def test_what_was_gone_before_is_not_counted(office):
    office.take([HEADS, *OTHER])
    assert told(office.take([HEADS, *OTHER])) == []
