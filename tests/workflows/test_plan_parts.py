"""What becomes of areas, goals and other names in a second import."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.workflows.plan_import.office import PLAN, Office
from tests.world import World
from workflows.plan_import.importing import Imported
from workflows.views.plan_diff import PlanOn, difference

HEADS = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
ROW = ["Lage felles rutine", "Fagråd 1", "2026"]
OTHER = ["Holde kurs for nyansatte", "Fagråd 2", "2027"]
TWO = [["1 Rus"], HEADS, ["1.1", *ROW], ["2 Barn"], HEADS, ["2.1", *OTHER]]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    return Office(world, tmp_path)


def parts(imported: Imported) -> list[tuple[str, str, str, str]]:
    return [(str(each.became), each.was, each.number, each.title) for each in imported.parts]


def test_a_new_plan_tells_none(office):
    assert office.take(TWO).parts == ()
    assert office.take(TWO).parts == ()


def test_an_area_with_another_name_is_told(office):
    office.take(TWO)
    renamed = [["1 Rus og avhengighet"], *TWO[1:]]
    imported = office.take(renamed)
    assert parts(imported) == [("changed", "1", "1", "Rus og avhengighet")]
    assert imported.parts[0].parts == ("words",)
    assert {each.became for each in imported.told} == {"same"}


def test_an_area_that_is_new_moves_the_others_and_is_told(office):
    office.take(TWO)
    rows = [["1 Eldre"], HEADS, ["1.1", "Kartlegge fall", "ASU", "2026"], ["2 Rus"], HEADS]
    imported = office.take([*rows, ["2.1", *ROW], ["3 Barn"], HEADS, ["3.1", *OTHER]])
    assert parts(imported) == [
        ("new", "", "1", "Eldre"),
        ("moved", "1", "2", "Rus"),
        ("moved", "2", "3", "Barn"),
    ]


def test_an_area_that_is_gone_is_told(office):
    office.take(TWO)
    assert parts(office.take(TWO[:3])) == [("gone", "2", "", "Barn")]


def test_another_name_for_a_measure_that_is_gone_is_told(office):
    office.take()
    imported = office.take([row for row in PLAN if len(row) < 3 or "Som 1.1.1" not in row[2]])
    assert ("gone", "2.1.1", "", "Lage felles rutine. Den skal være kort.") in parts(imported)


def test_nothing_is_gone_where_a_row_of_the_file_is_left_out(office):
    office.take(TWO)
    bad = [*TWO[:3], ["1.2", "Kjøre kurs", "Ukjent råd", "2026"]]
    assert office.take(bad, skip_bad_rows=True).parts == ()


def test_areas_in_a_plan_that_had_none_are_told(office):
    office.take([HEADS, ["1.1", *ROW], ["2.1", *OTHER]])
    imported = office.take(TWO)
    assert ("new", "", "1", "Rus") in parts(imported)


def differing(office: Office, one: str, other: str) -> list[tuple[str, str, str, str]]:
    world, today = office.world, office.now.date()
    plans = PlanOn(one, today), PlanOn(other, today)
    rows = difference(world.session, *plans, world.secretary, today)
    return [(str(row.became), row.was, row.number, row.title) for row in rows if not row.ref]


def test_the_difference_of_two_plans_tells_areas(office):
    office.take(TWO, "old")
    office.take([["1 Rus og avhengighet"], *TWO[1:3], ["3 Barn"], *TWO[4:]], "new", separate=True)
    assert differing(office, "old", "new") == [
        ("changed", "1", "1", "Rus og avhengighet"),
        ("moved", "2", "3", "Barn"),
    ]
    assert differing(office, "old", "old") == []


def test_the_difference_of_two_plans_tells_goals_and_other_names(office):
    office.take(plan="old")
    rows = [row for row in PLAN if len(row) < 3 or "Som 1.1.1" not in row[2]]
    rows = [[each.replace("Samhandle bedre", "Samhandle mer") for each in row] for row in rows]
    office.take(rows, "new", separate=True)
    told = differing(office, "old", "new")
    assert ("changed", "1.1", "1.1", "Samhandle mer") in told
    assert ("gone", "2.1.1", "", "Lage felles rutine. Den skal være kort.") in told
