"""The story of a case as it is told: its steps, what they changed, and what councils made of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from cli import main
from engine.storage.database import Database
from tests.world import World, found
from workflows.councils.agenda import Outcome

Asked = Callable[..., Result]


@pytest.fixture
def world(sqlite_url: str, peopled: None) -> Iterator[World]:
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        yield found(session)
    database.close()


@pytest.fixture
def samsak(world: World, sqlite_url: str) -> Asked:
    here = {"SAMSAK_DATABASE_URL": sqlite_url}
    asked = ("--at", "2026-03-20T12:00", "--as", "observer@example.no")
    return lambda *words: CliRunner().invoke(main, [*words, *asked], env=here)


@pytest.mark.parametrize("command", ["show", "history"])
def test_a_story_has_the_councils_in_it(world, samsak, command):
    case = world.measure()
    for body, outcome, number in (
        ("fagrad-1", Outcome.RECOMMENDED, ""),
        ("asu", Outcome.POSTPONED, "2/26"),
        ("asu", Outcome.APPROVED, "7/26"),
    ):
        meeting = world.meeting(body)
        world.item(meeting, case, outcome, number=number)
        world.hold(meeting)

    said = samsak(command, case.ref).output

    assert [line.strip() for line in said.splitlines() if line.startswith("  •")] == [
        "• 2 March 2026: Fagråd 1, meeting 1, item 1: recommended",
        "• 2 March 2026: Administrativt samarbeidsutvalg, meeting 2, item 1: postponed (2/26)",
        "• 2 March 2026: Administrativt samarbeidsutvalg, meeting 3, item 1: approved (7/26)",
    ]


def test_what_a_meeting_decided_is_there_for_programs(world, samsak):
    case = world.approved()

    (decision,) = json.loads(samsak("show", case.ref, "--json").output)["decisions"]

    assert decision == {
        "meeting": 1,
        "day": "2026-03-02",
        "outcome": "approved",
        "case_number": "",
        "report": False,
        "item": 1,
        "bodies": ["asu"],
    }


def test_what_is_planned_is_no_decision_yet(world, samsak):
    case = world.measure()
    world.item(world.meeting(), case, Outcome.APPROVED)

    assert json.loads(samsak("show", case.ref, "--json").output)["decisions"] == []


def test_a_story_says_what_a_change_changed(world, samsak):
    case = world.measure("Kurs")
    world.step(case, "change", title="Rutine", bodies=["fagrad-2"], text="Ny", comment="Rettet")

    lines = [line.strip() for line in samsak("history", case.ref).output.splitlines()]

    assert lines[-4:] == [
        "Title: Kurs → Rutine",
        "Description: – → Ny",
        "Responsible: Fagråd 1 → Fagråd 2",
        "Rettet",
    ]


def test_links_are_called_as_the_fields_that_make_them(world, samsak):
    first = world.measure()
    second = world.measure(depends_on=[first.ref])

    assert f"← Depends on: {second.ref}" in samsak("show", first.ref).output
    assert f"→ Depends on: {first.ref}" in samsak("show", second.ref).output
