"""What a council sees of a plan: status by area, what is late or at risk, what has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import NotFound
from tests.workflows.plan_import.office import Office
from tests.world import World
from workflows import plans
from workflows.views import plan_council
from workflows.views.plan_council import CouncilTable, council_table

ROWS = [
    ["Nr.", "1. Felles rutiner", "Ansvarlig", "Når"],
    ["1", "Lage rutine", "Fagråd 1", "2026"],
    ["2", "Kurse ansatte", "Fagråd 2", "2026"],
    ["", "", "", ""],
    ["Nr.", "2. Opplæring", "Ansvarlig", "Når"],
    ["1", "Hospitere", "Fagråd 1", "2027"],
]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    """A plan of two areas, adopted; one measure is at risk, and one was withdrawn a week ago."""
    office = Office(world, tmp_path)
    office.take(ROWS, adopted=world.day(-14).date())
    cases = {case.ref: case for case in office.every_case()}
    world.step(cases["T-1.1"], "start", at=world.day(1))
    light = {"light": "at_risk", "progress": "Venter på IT"}
    world.step(cases["T-1.1"], "report_progress", world.owner, at=world.day(2), **light)
    world.step(cases["T-2.1"], "withdraw", reason="Ikke aktuelt", at=world.day(10))
    office.now = world.day(14)
    return office


def table(office: Office) -> CouncilTable:
    world = office.world
    since, today = world.day(5).date(), office.now.date()
    return council_table(world.session, "plan-2026", since, world.member, today)


def test_each_area_has_its_counts(office):
    found = table(office)

    assert [(a.number, a.title, a.total, a.late, a.at_risk) for a in found.areas] == [
        ("1", "Felles rutiner", 2, 0, 1),
        ("2", "Opplæring", 1, 0, 0),
    ]
    assert [dict(area.states) for area in found.areas] == [
        {"ongoing": 1, "assigned": 1},
        {"withdrawn": 1},
    ]
    assert next(row[2] for row in plan_council.area_rows(found) if not row[0]) == 3


def test_what_is_at_risk_is_named_and_what_changed_since_the_day(office):
    found = table(office)

    assert [(row.entry.ref, row.light_name) for row in found.concerning] == [("T-1.1", "at_risk")]
    assert [(row.ref, row.parts) for row in found.changed] == [("T-2.1", ("state",))]


def test_what_is_late_is_named(office):
    office.now = office.world.day(400)

    assert [row.entry.ref for row in table(office).concerning] == ["T-1.1", "T-1.2"]


def test_the_table_is_a_file_in_the_language_of_who_asks(office):
    areas, concerning, changed = plan_council.blocks(table(office), "nn")

    assert (areas.title, concerning.title) == ("Status etter område", "Forseinka eller i fare")
    assert changed.rows == [["Endra", "2.1", "Hospitere", "Tildelt", "Trekt", "status"]]


def test_what_lives_and_is_gone_from_the_newest_edition_counts_in_its_area(office):
    office.take([*ROWS[:2], *ROWS[3:]])
    office.now = office.world.day(400)

    found = table(office)

    assert [(a.number, a.total, a.late) for a in found.areas] == [("1", 2, 2), ("2", 1, 0)]
    assert [row.entry.ref for row in found.concerning] == ["T-1.1", "T-1.2"]
    gone = next(row.entry for row in found.concerning if row.entry.gone)
    assert (gone.number, gone.parent) == ("1.2", "1")


def test_of_many_plans_the_first_ten_are_named(office):
    for number in range(10, 22):
        office.take(ROWS, f"plan-{number}", separate=True)

    with pytest.raises(NotFound) as unknown:
        plans.visible(office.world.session, "tull", office.world.member, office.now.date())

    said = str(unknown.value)
    assert said.count("plan-") == 10
    assert "…" in said
