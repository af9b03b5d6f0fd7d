"""A measure that goes on though what it depends on is open again is marked wherever it is shown."""

from __future__ import annotations

from engine.cases.lists import Wanted, every
from engine.cases.records import Case
from engine.people.actors import OPERATOR
from tests.world import World
from workflows.health import faults
from workflows.measures.blocked import runs_on
from workflows.views.case_lists import all_listed
from workflows.views.case_view import View, seen


def runs_on_blocked(world: World) -> tuple[Case, Case]:
    """What is open again, and the measure that goes on."""
    blocker = world.ongoing()
    case = world.ongoing(bodies=["fagrad-2"], depends_on=[])
    world.step(case, "change", depends_on=[blocker.ref], comment="Henger sammen")
    return blocker, world.now(case)


def test_it_is_marked_in_lists_on_its_page_and_by_doctor(world):
    blocker, case = runs_on_blocked(world)
    found = every(world.session, Wanted("measure"), world.gp, world.at.date())
    listed = all_listed(world.session, found, world.gp, world.at, "nb")
    assert {each["ref"]: each["blocked_by"] for each in listed} == {
        blocker.ref: [],
        case.ref: [blocker.ref],
    }
    whole = _view(world, case).whole()
    assert whole["blocked_by"] == [blocker.ref]
    told = [str(said) for _c, said in faults(world.session, OPERATOR, world.at.date())]
    assert [said for said in told if said.startswith(f"{case.ref} is being worked on")]


def _view(world: World, case: Case) -> View:
    found, definition = seen(world.session, case.ref, world.gp, world.at)
    return View(
        session=world.session,
        case=found,
        definition=definition,
        reader=world.gp,
        at=world.at,
        language="nb",
    )


def test_what_is_evaluated_again_or_not_begun_is_not_marked(world):
    blocker, case = runs_on_blocked(world)
    waits = world.measure(depends_on=[blocker.ref])
    today = world.at.date()
    assert runs_on(world.session, [case, waits], world.gp, today) == {case.id: [blocker.ref]}

    world.step(blocker, "evaluate", result="Godt", outcome="ended")
    assert runs_on(world.session, [case, waits], world.gp, today) == {}
    world.correct(blocker)
    assert runs_on(world.session, [case], world.gp, today) == {case.id: [blocker.ref]}


def test_nobody_learns_so_of_a_case_that_she_may_not_see(world):
    blocker, case = runs_on_blocked(world)

    assert runs_on(world.session, [case, blocker], world.neighbour, world.at.date()) == {}
