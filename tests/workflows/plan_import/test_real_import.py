"""The real forms of two plans, through the database: each form of a plan is the same plan."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from engine.cases import lists
from engine.cases.chain import verify_chains
from engine.cases.lists import Wanted
from engine.cases.records import case_of_ref
from engine.definitions import versions
from engine.people import registry
from engine.people.actors import OPERATOR, Actor, find_actor
from engine.people.acts import Act
from engine.people.registry import PersonIn, register_person
from engine.people.seats import SeatIn, join_body
from engine.people.tables import Partnership
from engine.storage.database import Database
from engine.storage.session import Session
from tests.conftest import SHARED
from tests.world import MONDAY, SETTING_UP, definitions
from workflows.partnerships.structure import load_structure, read_structure
from workflows.plan_import import importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import Imported, ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan

pytestmark = pytest.mark.shared

DATA = SHARED / "data"
HNT, ST_OLAV = "hnt-2018-2021", "st-olav-2022-2025"
OWNERS = {HNT: "nordre-trondelag", ST_OLAV: "sondre-trondelag"}
ADOPTED = {HNT: date(2018, 2, 13), ST_OLAV: date(2022, 2, 13)}
FORMS = ("xlsx", "docx", "csv")


def take(session: Session, plan: str, form: str) -> Imported:
    owner = registry.partnership(session, OWNERS[plan])
    draft = read_plan(DATA / "forms" / f"{plan}.{form}", BodyIndex(known_bodies(session, owner.id)))
    adoption = Adoption(registry.body(session, "asu", owner.id), ADOPTED[plan], "1")
    act = Act(secretary(session, owner), MONDAY)
    return importing.import_plan(session, draft, owner, act, ImportOptions(plan, adoption=adoption))


def secretary(session: Session, owner: Partnership) -> Actor:
    """Somebody of the partnership's secretariat."""
    email = f"sekretariat@{owner.key}.example.no"
    person = register_person(session, PersonIn(email, "Sekretær"), SETTING_UP, [])
    chosen = [body for body in registry.bodies(session, owner.number) if body.kind == "secretariat"]
    join_body(session, person, SeatIn(chosen[0], "secretary"), SETTING_UP)
    return find_actor(session, email)


@pytest.fixture(scope="module")
def taken(sqlite_template: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Both plans taken in three times, once from each form; what each import said."""
    path = tmp_path_factory.mktemp("real") / "samsak.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}", durable=False)
    with database.session() as session:
        versions.store(session, definitions().values(), Act(OPERATOR, MONDAY))
        for file in sorted((DATA / "structure").glob("*.yaml")):
            load_structure(session, read_structure(file), SETTING_UP)
        yield (
            session,
            {(plan, form): take(session, plan, form) for plan in OWNERS for form in FORMS},
        )
    database.close()


def codes(imported: Imported) -> Counter[str]:
    return Counter(finding.code for finding in imported.findings)


def keys(imported: Imported, code: str) -> set[str]:
    return {finding.key for finding in imported.findings if finding.code == code}


def test_the_northern_plan_has_36_measures_in_9_areas(taken):
    imported = taken[1][HNT, "xlsx"]

    assert (imported.rows, imported.measures, imported.created, imported.entries) == (
        36,
        36,
        36,
        36 + 9,
    )


def test_the_southern_plan_has_52_rows_of_which_49_are_measures(taken):
    imported = taken[1][ST_OLAV, "xlsx"]

    assert (imported.rows, imported.measures, imported.created, imported.entries) == (
        52,
        49,
        52,
        52 + 7 + 26,
    )


@pytest.mark.parametrize("plan", OWNERS)
@pytest.mark.parametrize("form", FORMS[1:])
def test_another_form_of_the_plan_changes_nothing(taken, plan, form):
    imported = taken[1][plan, form]

    assert (imported.created, imported.updated, imported.unchanged) == (0, 0, imported.rows)


def test_every_measure_has_a_case_and_no_other_name_has_one(taken):
    found = Counter(
        each.case.partnership_id
        for each in lists.every(taken[0], Wanted("measure"), OPERATOR, MONDAY.date())
    )

    assert sorted(found.values()) == [36, 49]


def test_the_adopted_plans_stand_where_they_say(taken):
    states = Counter(
        each.case.state
        for each in lists.every(taken[0], Wanted("measure"), OPERATOR, MONDAY.date())
    )

    assert "proposed" not in states
    assert case_of_ref(taken[0], "T-3.3.1").state == "deferred"


def test_what_contradicts_itself_is_said(taken):
    found = taken[1][ST_OLAV, "xlsx"]

    assert keys(found, "reference_unknown") == {"3.3.1"}
    assert (
        keys(found, "alias") == keys(found, "alias_contradicts") == {"2.1.2A", "2.1.3A", "2.1.3B"}
    )


def test_inherited_owners_are_said(taken):
    assert codes(taken[1][ST_OLAV, "xlsx"])["inherited_responsible"] == 10


def test_a_measure_without_an_owner_is_said(taken):
    assert "7.7" in {finding.key for finding in taken[1][HNT, "xlsx"].findings}


def test_the_whole_record_holds(taken):
    assert verify_chains(taken[0]) == []
