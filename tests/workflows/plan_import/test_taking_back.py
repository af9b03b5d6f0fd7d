"""An import is one act, and is taken back as one while nobody has built on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.cases.chain import verify_chains
from engine.cases.records import Case
from engine.cases.steps import correct
from engine.errors import Refused
from engine.people.acts import Act
from tests.workflows.plan_import.office import PLAN, Office, changed
from tests.world import World
from workflows import plans
from workflows.councils.agenda import ItemIn, add_item
from workflows.plan_editions import Edition, editions_of, entries_on
from workflows.plan_import.matching import Answers
from workflows.plan_import.taking_back import take_back_newest
from workflows.plans import Plan


class BackOffice(Office):
    """An office that takes imports back."""

    def take_back(self, reason: str = "Feil fil") -> Edition:
        act = Act(self.world.secretary, self.now, reason=reason)
        return take_back_newest(self.world.session, self.plan(), act)

    def plan(self) -> Plan:
        return self.world.session.orm.get_one(Plan, "plan-2026")

    def entries(self) -> list[tuple[str, str, str, bool]]:
        found = entries_on(self.world.session, "plan-2026", self.world.at.date())
        return [(e["kind"], e["key"], e["wording"], e["gone"]) for e in found]

    def case(self, ref: str) -> Case:
        return next(case for case in self.every_case() if case.ref == ref)


@pytest.fixture
def office(world: World, tmp_path: Path) -> BackOffice:
    office = BackOffice(world, tmp_path)
    office.take(adopted=world.day(-14).date())
    return office


def test_the_first_import_is_taken_back_whole(office):
    office.take_back()

    assert office.entries() == []
    assert {case.state for case in office.every_case()} == {"withdrawn"}
    assert {case.fields["reason"] for case in office.every_case()} == {"Feil fil"}
    assert verify_chains(office.world.session) == []


def test_a_second_import_is_taken_back_and_all_is_as_before(office):
    entries = office.entries()
    cases = {case.ref: (case.state, case.number, case.fields) for case in office.every_case()}
    rows = [row for row in changed("1.1.2", 4, "Fagråd 1") if len(row) < 3 or row[2] != "1.1.4"]
    rows = [*rows, ["", "", "2.1.3", "Øve sammen på utskrivning.", "Fagråd 2", "x", ""]]
    office.take(rows, end_gone="Strøket")
    assert office.entries() != entries

    office.take_back()

    assert office.entries() == entries
    now = {case.ref: (case.state, case.number, case.fields) for case in office.every_case()}
    assert now.pop("T-2.1.3")[0] == "withdrawn"
    assert now == cases
    assert verify_chains(office.world.session) == []


def test_numbers_that_moved_move_back(world, tmp_path):
    office = BackOffice(world, tmp_path)
    heads, rows = ["Nr.", "Tiltak", "Ansvar"], [["1", "Lage rutine"], ["2", "Kurse ansatte"]]
    office.take([heads, *([*row, "ASU"] for row in rows)])
    office.take([heads, ["1", "Kurse ansatte", "ASU"], ["2", "Lage rutine", "ASU"]])
    assert {case.ref: case.number for case in office.every_case()} == {"T-1": "2", "T-2": "1"}

    office.take_back()

    assert {case.ref: case.number for case in office.every_case()} == {"T-1": "1", "T-2": "2"}
    assert [entry[1] for entry in office.entries()] == ["1", "2"]
    assert verify_chains(world.session) == []


def test_one_import_after_the_other_is_taken_back(office):
    office.take(changed("1.1.2", 4, "Fagråd 1"))

    office.take_back()
    office.take_back()

    kinds = [each.kind for each in editions_of(office.world.session, "plan-2026")]
    assert kinds == ["imported", "imported", "taken_back", "taken_back"]
    with pytest.raises(Refused, match="no import of plan-2026 that can be undone"):
        office.take_back()


def test_the_right_file_can_be_imported_after_the_wrong_one(office):
    office.take_back()
    imported = office.take()

    assert imported.created == len([row for row in PLAN if len(row) > 3]) - 2
    assert len(plans.cases_of(office.world.session, "plan-2026")) == 5


def test_the_plan_of_the_day_between_is_told_as_it_was(office):
    office.take(changed("1.1.2", 3, "Kjøre kurs for alle."), answers=Answers({"1.1.2": "1.1.2"}))
    between, office.now = office.world.at.date(), office.world.day(7)
    office.take_back()

    def wording(day):
        found = entries_on(office.world.session, "plan-2026", day)
        return [e["wording"] for e in found if e["key"] == "1.1.2"]

    assert wording(between) == ["Kjøre kurs for alle."]
    assert wording(office.now.date()) == ["Kjøre kurs."]


def test_all_that_was_built_on_it_is_said_at_once(office):
    world = office.world
    moved, linked, listed = (office.case(f"T-1.1.{n}") for n in (1, 2, 3))
    world.step(moved, "defer", reason="Venter")
    other = world.measure()
    world.step(other, "change", see_together=[linked.ref], comment="Hører sammen")
    meeting = world.meeting()
    add_item(world.session, meeting, ItemIn(ref=listed.ref), Act(world.secretary, world.at))
    before = office.counts()

    with pytest.raises(Refused) as refusal:
        office.take_back()

    assert [(reason.code, str(reason.sentence)) for reason in refusal.value.reasons] == [
        ("moved_on", "T-1.1.1 has moved on since the import."),
        ("linked", f"{other.ref} points to T-1.1.2."),
        ("on_agenda", f"T-1.1.3 is on the agenda of meeting {meeting.number}."),
    ]
    assert office.counts() == before


def test_a_step_that_was_taken_and_undone_stands_in_no_way(office):
    moved = office.case("T-1.1.1")
    office.world.step(moved, "defer", reason="Venter")
    act = Act(office.world.secretary, office.world.at, reason="Feil sak")
    correct(office.world.session, office.case("T-1.1.1"), act)

    office.take_back()

    assert office.case("T-1.1.1").state == "withdrawn"


def test_a_change_that_was_undone_by_hand_is_not_undone_twice(office):
    office.take(changed("1.1.2", 4, "Fagråd 1"))
    case = office.case("T-1.1.2")
    act = Act(office.world.secretary, office.world.at, reason="Feil råd")
    correct(office.world.session, case, act)

    office.take_back()

    assert office.case("T-1.1.2").fields["bodies"] == ["fagrad-2"]
    assert office.case("T-1.1.2").state == case.state


def test_a_plan_that_waits_on_an_agenda_is_not_emptied(world, tmp_path):
    office = BackOffice(world, tmp_path)
    office.take()
    meeting = world.meeting()
    add_item(world.session, meeting, ItemIn(plan_id="plan-2026"), Act(world.secretary, world.at))

    with pytest.raises(Refused, match="plan-2026 is on the agenda of meeting"):
        office.take_back()


def test_a_case_that_another_plan_carries_on_is_not_withdrawn(office):
    world = office.world
    office.take(plan="plan-2027", separate=True)
    entry = entries_on(world.session, "plan-2027", world.at.date())[-1]
    carried = office.case("T-1.1.1")
    world.session.driver.execute(
        f"UPDATE plan_entry SET case_id = {carried.id} WHERE id = {entry['id']}"
    )

    with pytest.raises(Refused, match=r"T-1\.1\.1 is carried on in plan-2027"):
        office.take_back()


def test_it_needs_a_reason(office):
    with pytest.raises(Refused) as refusal:
        office.take_back(" ")

    assert refusal.value.unmet == ["reason"]
