"""A file that says what the last one said is not read again, and is answered as if it were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from engine.people.acts import Act
from tests.workflows.plan_import.office import Office
from tests.world import World
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import Imported, ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.read_before import as_before
from workflows.plan_import.reading.answers import NOTHING_SAID
from workflows.plan_import.reading.read_plan import PlanFile
from workflows.plan_import.taking_back import take_back_newest
from workflows.plans import Plan

PLAN, PERIOD = "plan-2026", (2026, 2027)
HEADS = ["Nr.", "Tiltak", "Ansvarlig", "Når"]
ROWS = [
    HEADS,
    ["1.1", "Kjøre kurs. Det er for alle.", "Fagråd 1", "2026"],
    ["1.3", "Øve", "", "Fortløpende"],
    ["1.4", "Lage rutine", "ASU", "2026 (pilot)"],
]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    return Office(world, tmp_path)


def again(office: Office, **how: Any) -> Imported | None:
    """What is answered of the file that the office wrote last, without reading it."""
    session, owner = office.world.session, office.partnership
    bodies = BodyIndex(known_bodies(session, owner.number))
    file = PlanFile(office.folder / "plan.csv", bodies, PERIOD, NOTHING_SAID)
    act, options = Act(office.world.secretary, office.now), ImportOptions(PLAN, **how)
    return as_before(session, owner, file.reading_digest, act, options)


def test_a_file_that_says_the_same_is_answered_as_if_it_were_read(office):
    office.take(ROWS)
    read = office.take(ROWS)

    same = again(office)

    assert same is not None
    assert [str(each.sentence) for each in same.findings] == [
        str(each.sentence) for each in read.findings
    ]
    assert {each.code for each in same.findings} >= {"no_responsible", "unknown_time_word"}
    assert same.findings == read.findings
    assert (same.told, same.counted) == (read.told, read.counted)
    counts = ("rows", "entries", "measures", "created", "updated", "unchanged")
    assert [getattr(same, n) for n in counts] == [getattr(read, n) for n in counts]


def test_a_file_that_was_only_saved_anew_says_the_same(office):
    office.take(ROWS)
    file = office.folder / "plan.csv"
    file.write_text(file.read_text("utf-8").replace(";", "\t"), "utf-16")

    assert again(office) is not None


@pytest.mark.parametrize("row", [1, 2, 3])
def test_a_file_that_says_something_else_is_read(office, row):
    office.take(ROWS)
    changed = [*ROWS[:row], [*ROWS[row][:3], "2027"], *ROWS[row + 1 :]]
    office.take(changed)
    office.take(ROWS)

    assert again(office) is not None
    office.folder.joinpath("plan.csv").write_text("\n".join(map(";".join, changed)), "utf-8")
    assert again(office) is None


def test_what_has_happened_to_the_plan_since_is_told(office):
    office.take(ROWS)
    session, plan = office.world.session, office.world.session.orm.get_one(Plan, PLAN)
    case = office.cases()["1.3"]

    office.world.step(case, "withdraw", reason="Ikke aktuelt")
    assert again(office) is None
    assert "measure_ended" in [each.code for each in office.take(ROWS).findings]

    office.take(ROWS[:3])
    take_back_newest(session, plan, Act(office.world.secretary, office.now, reason="Feil fil"))
    assert again(office) is None


def test_a_body_that_is_called_otherwise_is_looked_for_again(office):
    office.take(ROWS)
    body = office.world.body("fagrad-1")
    body.name, body.aliases = "Noe annet", []
    office.world.session.orm.add(body)
    office.world.session.orm.flush()

    assert again(office) is None


def test_a_plan_that_says_how_far_it_has_come_is_read(office):
    office.take([[*HEADS, "Status"], *([*row, "Planlagt"] for row in ROWS[1:])])

    assert again(office) is None


def test_whoever_asks_for_more_is_answered_more(office):
    office.take(ROWS)

    assert again(office, end_gone="Ikke aktuelt") is None
    assert again(office, follows="plan-2025") is None
