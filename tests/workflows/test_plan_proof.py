"""A plan as a document is what its newest edition left, or `verify` says that it is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from engine.cases.chain import Break
from engine.errors import Refused
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from tests.workflows.plan_import.office import PLAN, Office, written
from tests.world import World, tamper
from workflows.health import breaks
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import ImportOptions, import_plan
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan
from workflows.plan_import.rolling import roll_plan
from workflows.plan_import.taking_back import take_back_newest
from workflows.plan_proof import broken_plans
from workflows.plans import Plan

FORGED = """UPDATE edition_change SET before = '{"wording": "Noe annet"}' WHERE id = 1"""


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    office = Office(world, tmp_path)
    office.take()
    return office


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE plan SET title = 'Noe annet'",
        "UPDATE plan SET partnership_id = partnership_id + 1",
        "UPDATE plan SET period_end = 2040",
        "UPDATE plan SET language = 'en'",
        "UPDATE plan_entry SET wording = 'Noe annet' WHERE kind = 'section'",
        "UPDATE plan_entry SET number = '9.9' WHERE key = '1.1.1'",
        "UPDATE plan_entry SET position = position + 1 WHERE key = '1.1.1'",
        "UPDATE plan_entry SET case_id = case_id + 1 WHERE key = '1.1.1'",
        "UPDATE plan_entry SET gone = true WHERE key = '1.1.1'",
        "DELETE FROM plan_entry WHERE key = '1.1.1'",
        FORGED,
        "DELETE FROM edition_change WHERE id = 1",
        'UPDATE edition SET plan_before = \'{"title": "Noe annet"}\'',
        "UPDATE edition SET cases = '[]'",
    ],
)
def test_what_was_changed_past_the_verbs_is_found(office, change):
    session = office.world.session
    assert breaks(session, OPERATOR, office.world.at.date()) == []

    tamper(session, change)

    found = breaks(session, OPERATOR, office.world.at.date())
    assert Break("plan-2026", 0, "plan_differs") in found


def test_nothing_is_undone_of_what_was_changed_past_the_verbs(office):
    session, world = office.world.session, office.world
    plan = session.orm.get_one(Plan, "plan-2026")
    tamper(session, FORGED)

    with pytest.raises(Refused) as refused:
        take_back_newest(session, plan, Act(world.secretary, world.at, reason="Feil fil"))

    assert [reason.code for reason in refused.value.reasons] == ["proof"]


def test_a_plan_that_is_gone_is_a_finding(office):
    gone = ("DELETE FROM plan_entry", "DELETE FROM plan")
    off = ["PRAGMA foreign_keys=OFF"] if office.world.session.sqlite else []
    for statement in off:
        office.world.session.driver.execute(statement)
    tamper(office.world.session, *gone)

    assert list(broken_plans(office.world.session)) == [Break("plan-2026", 0, "plan_differs")]


def test_an_edition_that_cannot_be_read_is_a_finding(office):
    tamper(office.world.session, "UPDATE registry_event SET data = '[' WHERE subject = 'edition'")

    assert list(broken_plans(office.world.session)) == [Break("plan-2026", 0, "unreadable")]


def test_a_row_that_cannot_be_read_is_a_finding(office):
    junk = "UPDATE plan_entry SET printed = '[' WHERE key = '1.1.1'"
    if not office.world.session.sqlite:
        with pytest.raises(psycopg.DataError):  # it keeps no broken JSON
            tamper(office.world.session, junk)
        return
    tamper(office.world.session, junk)

    assert list(broken_plans(office.world.session)) == [Break("plan", 0, "unreadable")]


def test_each_act_on_a_plan_leaves_it_sound(office):
    world = office.world
    plan, act = world.session.orm.get_one(Plan, "plan-2026"), Act(world.secretary, office.now)
    roll_plan(world.session, plan, "plan-2028", (2028, 2029), act)
    office.take(PLAN[:-1])
    take_back_newest(world.session, plan, act._replace(reason="Feil fil"))

    assert list(broken_plans(world.session)) == []


def test_a_new_title_alone_is_an_edition_that_can_be_taken_back(office):
    world = office.world
    plan, act = world.session.orm.get_one(Plan, "plan-2026"), Act(world.secretary, office.now)
    index = BodyIndex(known_bodies(world.session, office.partnership.number))
    draft = read_plan(written(office.folder, PLAN), index, (2026, 2027))
    named = replace(draft, title="Et nytt navn")
    import_plan(world.session, named, office.partnership, act, ImportOptions("plan-2026"))
    assert (plan.title, list(broken_plans(world.session))) == ("Et nytt navn", [])

    take_back_newest(world.session, plan, act._replace(reason="Feil navn"))

    titles = world.session.execute(text("SELECT title FROM plan")).scalars().all()
    assert (titles, list(broken_plans(world.session))) == (["plan-2026"], [])
