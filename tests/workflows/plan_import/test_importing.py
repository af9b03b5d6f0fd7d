from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.cases.chain import verify_chains
from engine.cases.events import events_of
from engine.cases.reading import find_visible
from engine.errors import BadInput, NotFound, Refused
from engine.people import registry
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from tests.workflows.plan_import.office import PLAN, Office, changed, codes, written
from tests.world import World
from workflows import plans
from workflows.councils import agenda
from workflows.health import faults
from workflows.plan_import import importing
from workflows.plan_import.adoption import Adoption
from workflows.plan_import.cells.bodies import BodyIndex
from workflows.plan_import.importing import ImportOptions
from workflows.plan_import.known_bodies import known_bodies
from workflows.plan_import.reading.read_plan import read_plan
from workflows.plans import Plan, still_proposed
from workflows.views import plan_view


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    return Office(world, tmp_path)


def test_a_plan_becomes_entries_as_printed_and_cases(office):
    imported = office.take()

    assert (
        imported.rows,
        imported.measures,
        imported.created,
        imported.updated,
        imported.unchanged,
    ) == (6, 5, 6, 0, 0)
    assert office.states() == dict.fromkeys(
        ["1.1.1", "1.1.2", "1.1.3", "1.1.4", "2.1.2"], "proposed"
    )
    _plan, entries = plans.read(
        office.world.session, "plan-2026", office.world.owner, office.world.at.date()
    )
    assert [(e.kind, e.number) for e in entries][:5] == [
        ("section", "1"),
        ("section", "2"),
        ("goal", "1.1"),
        ("goal", "2.1"),
        ("measure", "1.1.1"),
    ]


def test_a_measure_gets_its_words_owners_and_years(office):
    office.take()

    case = office.cases()["1.1.2"]
    assert (case.ref, case.title, case.fields["bodies"], case.fields["years"]) == (
        "T-1.1.2",
        "Kjøre kurs.",
        ["fagrad-2"],
        [2026, 2027],
    )
    first = office.cases()["1.1.1"]
    assert (first.title, first.fields["text"]) == (
        "Lage felles rutine.",
        "Lage felles rutine. Den skal være kort.",
    )


def test_another_name_has_no_case_of_its_own(office):
    office.take()

    _plan, entries = plans.read(
        office.world.session, "plan-2026", office.world.secretary, office.world.at.date()
    )
    (alias,) = [entry for entry in entries if entry.kind == "alias"]
    assert (alias.key, alias.alias_of, alias.ref, alias.state) == ("2.1.1", "1.1.1", None, None)


def test_a_second_import_changes_nothing(office):
    office.take()
    before = office.counts()

    again = office.take()

    assert (again.created, again.updated, again.unchanged) == (0, 0, 6)
    assert office.counts() == before


def test_a_changed_row_changes_its_case_by_a_step_of_its_own(office):
    office.take()

    imported = office.take(changed("1.1.2", 4, "Fagråd 1"))

    assert (imported.created, imported.updated, imported.unchanged) == (0, 1, 5)
    last = events_of(office.world.session, office.cases()["1.1.2"].id)[-1]
    assert (last.action, last.parts["changes"], last.parts["comment"]) == (
        "change",
        {"bodies": [["fagrad-2"], ["fagrad-1"]]},
        "plan.csv",
    )


def test_a_new_row_is_a_new_case_and_a_row_that_is_gone_is_kept(office):
    office.take()
    rows = [
        *[row for row in PLAN if len(row) < 3 or row[2] != "1.1.4"],
        ["", "", "2.1.3", "Øve sammen.", "Fagråd 2", "x", ""],
    ]

    imported = office.take(rows)

    assert (imported.created, imported.unchanged) == (1, 5)
    assert ("row_missing", "1.1.4") in codes(imported)
    assert {"1.1.4", "2.1.3"} <= office.states().keys()


def test_a_changed_row_leaves_a_finished_measure_alone_and_says_so(office):
    office.take()
    office.world.step(office.cases()["1.1.2"], "withdraw", reason="Ikke aktuelt")

    imported = office.take(changed("1.1.2", 4, "Fagråd 1"))

    assert ("not_changed", "1.1.2") in codes(imported)
    assert office.cases()["1.1.2"].fields["bodies"] == ["fagrad-2"]


def test_what_a_person_changed_is_left_alone_while_the_file_says_the_same(office):
    office.take()
    office.world.step(office.cases()["1.1.2"], "change", title="Kurs for alle", comment="Klarere")

    office.take()

    assert office.cases()["1.1.2"].title == "Kurs for alle"


# Adopted plans


def test_an_adopted_plan_is_carried_to_where_it_stands(office):
    imported = office.take(adopted=date(2026, 2, 13))

    assert office.states() == {
        "1.1.1": "assigned",
        "1.1.2": "ongoing",
        "1.1.3": "deferred",
        "1.1.4": "approved",
        "2.1.2": "assigned",
    }
    assert ("not_assigned", "1.1.4") in codes(imported)


def test_the_decision_stands_in_each_history(office):
    office.take(adopted=date(2026, 2, 13))

    (meeting,) = office.meetings()
    (item,) = agenda.items(office.world.session, meeting)
    assert (meeting.day, meeting.state, item.plan_id, item.outcome, item.case_number) == (
        date(2026, 2, 13),
        "held",
        "plan-2026",
        "approved",
        "5/26",
    )
    for case in office.cases().values():
        approval = events_of(office.world.session, case.id)[1]
        assert (
            approval.action,
            approval.parts["changes"]["meeting"],
            approval.parts["changes"]["case_number"],
        ) == (
            "approve",
            [None, meeting.id],
            [None, "5/26"],
        )


def test_a_measure_that_waits_knows_for_what(office):
    office.take(adopted=date(2026, 2, 13))

    case = office.cases()["1.1.3"]
    assert case.fields["depends_on"] == ["T-1.1.1"]
    assert "avhengig av 1.1.1" in case.fields["reason"]


def not_adopted(office: Office) -> list[str]:
    """What doctor says of plans that nobody has adopted."""
    session, today = office.world.session, office.world.at.date()
    return [str(said) for code, said in faults(session, OPERATOR, today) if code == "not_adopted"]


def test_a_plan_that_nobody_adopted_is_said_and_reminds_nobody(office):
    office.take()
    world, measures = office.world, len(office.cases())
    shown = plan_view.whole(world.session, "plan-2026", world.gp, world.at.date())

    assert shown["not_adopted"] == measures > 1
    assert {case.due_on for case in office.cases().values()} == {None}
    assert not_adopted(office) == [
        f"plan-2026: {measures} measures have not been adopted; nobody is reminded of them."
    ]


def test_a_plan_of_years_to_come_is_no_fault_yet(office):
    office.take()
    session, gp = office.world.session, office.world.gp

    assert still_proposed(session, gp, date(2025, 12, 31)) == []
    assert still_proposed(session, office.world.neighbour, date(2026, 1, 1)) == []
    assert [each.plan.id for each in still_proposed(session, gp, date(2026, 1, 1))] == ["plan-2026"]


def test_an_adopted_plan_is_no_fault(office):
    office.take(adopted=date(2026, 2, 13))

    assert not_adopted(office) == []


def test_adopting_again_changes_nothing(office):
    office.take(adopted=date(2026, 2, 13))
    before = office.counts()

    office.take(adopted=date(2026, 2, 13))

    assert office.counts() == before
    assert verify_chains(office.world.session) == []


def test_a_plan_that_was_imported_before_can_be_adopted_later(office):
    office.take()

    office.take(adopted=date(2026, 2, 13))

    assert office.states()["1.1.2"] == "ongoing"


def test_a_meeting_that_is_known_is_the_one_that_adopted(office):
    meeting = office.world.meeting("asu", day=date(2026, 2, 13))

    office.take(adopted=date(2026, 2, 13))

    assert office.cases()["1.1.1"].fields["meeting"] == meeting.id
    assert len(office.meetings()) == 1


# All or nothing


def test_a_file_with_a_bad_row_is_refused_as_a_whole(office):
    before = office.counts()

    with pytest.raises(BadInput, match="Nothing was imported: one row cannot be read as it stands"):
        office.take(changed("1.1.2", 4, "Fagråd 99"))
    assert office.counts() == before


def test_the_good_rows_can_be_taken_alone(office):
    imported = office.take(changed("1.1.2", 4, "Fagråd 99"), skip_bad_rows=True)

    assert imported.rows == 5
    assert "1.1.2" not in office.states()
    assert "unknown_body" in [
        finding.code for finding in imported.findings if finding.level == "error"
    ]


def test_a_row_that_was_left_out_comes_with_the_next_import(office):
    office.take(changed("1.1.2", 4, "Fagråd 99"), skip_bad_rows=True)

    imported = office.take()

    assert (imported.created, imported.unchanged) == (1, 5)


def test_an_error_in_the_middle_leaves_nothing(office):
    before = office.counts()

    def fail(done: int, _of: int) -> None:
        if done == 4:
            raise OSError("the terminal went away")

    with pytest.raises(OSError, match="went away"):
        office.take(progress=fail, adopted=date(2026, 2, 13))
    assert office.counts() == before


def test_a_rehearsal_writes_nothing_and_tells_the_same(office):
    before = office.counts()

    with office.world.session.savepoint(keep=False):
        rehearsed = office.take(adopted=date(2026, 2, 13))

    assert office.counts() == before
    assert office.take(adopted=date(2026, 2, 13)) == rehearsed


def test_whoever_may_not_adopt_imports_nothing(office):
    before = office.counts()
    index = BodyIndex(known_bodies(office.world.session, office.partnership.id))
    draft = read_plan(written(office.folder, PLAN), index, (2026, 2027))
    adoption = Adoption(office.world.body("psu"), date(2026, 2, 13))

    with pytest.raises(Refused, match="this decision belonged to"):
        importing.import_plan(
            office.world.session,
            draft,
            office.partnership,
            Act(office.world.secretary, office.world.at),
            ImportOptions("plan-2026", adoption=adoption),
        )
    assert office.counts() == before


# Several plans


def test_two_plans_with_the_same_numbers_get_different_refs(office):
    office.take()

    office.take(plan="plan-2027", separate=True)

    with_number = office.world.session.execute(
        text("SELECT ref FROM \"case\" WHERE number = '1.1.1' ORDER BY id")
    ).fetchall()
    assert [row[0] for row in with_number] == ["T-1.1.1", "T2026-1.1.1"]
    with pytest.raises(NotFound, match=r"write one of T-1\.1\.1 and T2026-1\.1\.1"):
        find_visible(office.world.session, "1.1.1", office.world.owner, office.world.at.date())


def test_a_third_plan_of_the_same_years_gets_refs_too(office):
    for plan in ("a", "b", "c"):
        office.take(plan=plan, separate=True)

    refs = office.world.session.execute(
        text("SELECT ref FROM \"case\" WHERE number = '1.1.1' ORDER BY id")
    ).fetchall()
    assert [row[0] for row in refs] == ["T-1.1.1", "T2026-1.1.1", "T2026-1.1.1-2"]


def test_a_plan_of_another_partnership_is_not_taken_over(office):
    office.take()
    neighbour = registry.partnership(office.world.session, "nabo")

    with pytest.raises((Refused, BadInput)):
        office.take(partnership=neighbour, skip_bad_rows=True)
    plan = office.world.session.orm.get(Plan, "plan-2026")
    assert plan.partnership_id == office.partnership.id


@pytest.mark.parametrize("plan", ["Plan 2026", "../plan", "", "-plan", "æ"])
def test_an_id_that_could_not_be_typed_is_refused(office, plan):
    with pytest.raises(BadInput, match="cannot be a plan's id"):
        office.take(plan=plan)


def test_a_plan_is_not_shown_to_the_neighbours(office):
    office.take()

    with pytest.raises(NotFound, match="No plan has been imported"):
        plans.read(
            office.world.session, "plan-2026", office.world.neighbour, office.world.at.date()
        )


def test_rows_that_stand_before_the_first_area_stay_there(office):
    head = ["Nr", "Område", "Tiltak", "Ansvar", "Når"]
    rows = [["1", "", "Øve sammen", "Fagråd 1", "2026"], ["2", "Rus", "Lære", "Fagråd 1", "2026"]]
    rows += [["3", "Rus", "Dele erfaring", "Fagråd 2", "2026"]]
    office.take([head, *rows])

    _plan, entries = plans.read(
        office.world.session, "plan-2026", office.world.owner, office.world.at.date()
    )
    assert [(e.kind, e.number) for e in entries] == [
        ("measure", "1"),
        ("area", "1"),
        ("measure", "2"),
        ("measure", "3"),
    ]
