"""No command is a way around the rights: who may not, is told so and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from cli import main
from engine.storage.database import Database
from tests.world import World, found
from workflows.plans import Plan

Samsak = Callable[..., Result]
AT = "2026-03-02T10:00"
COUNTED = (
    "event",
    "registry_event",
    "person",
    "membership",
    "closed_day",
    "plan",
    "contact",
    "agenda_item",
)


@pytest.fixture
def world(sqlite_url: str, peopled: None) -> Iterator[World]:
    """Fjord with a measure, a deviation of the GP's and a meeting."""
    database = Database(sqlite_url, durable=False)
    with database.session() as session:
        world = found(session)
        world.measure()
        world.routed(by=world.gp)
        world.meeting()
        yield world
    database.close()


@pytest.fixture
def samsak(sqlite_url: str, tmp_path: Path) -> Samsak:
    """The command line, as somebody (`who`, a name of the world)."""

    def run(who: str, *words: str) -> Result:
        environ = {
            "SAMSAK_DATABASE_URL": sqlite_url,
            "SAMSAK_AS": f"{who}@example.no" if who else "",
        }
        return CliRunner(env=environ).invoke(main, list(words), catch_exceptions=False)

    return run


def kept(world: World) -> list[int]:
    return [
        world.session.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in COUNTED
    ]


MAY_NOT = [
    ("member", "do", "T-2026-1", "withdraw", "--reason", "x"),
    ("member", "correct", "T-2026-1", "--reason", "x"),
    ("member", "meeting", "add", "asu", "2026-04-01"),
    ("member", "meeting", "move", "1", "2026-04-01"),
    ("member", "meeting", "cancel", "1"),
    ("member", "meeting", "hold", "1"),
    ("member", "meeting", "item", "add", "1", "T-2026-1"),
    ("member", "meeting", "decide", "1", "T-2026-1", "approved"),
    ("member", "person", "add", "ny@example.no", "Ny", "--body", "asu:member"),
    ("member", "person", "add", "ny@example.no", "Ny"),
    ("stranger", "person", "add", "secretary@example.no", "Ikke Meg", "--no-mail"),
    ("member", "person", "leave", "secretary@example.no", "fjord/sekretariat"),
    ("member", "closed", "add", "fjord", "2026-07-06"),
    ("member", "mandate", "set", "1", "--from", "2026-01-01"),
    ("member", "partnership", "set", "fjord", "--public"),
    ("member", "plan", "import", "plan.csv", "--partnership", "fjord"),
    ("member", "person", "import", "people.csv", "--partnership", "fjord"),
    ("member", "meeting", "import", "year.csv", "--partnership", "fjord"),
    ("observer", "measure", "propose", "--title", "Noe"),
    ("stranger", "measure", "propose", "--title", "Noe", "--partnership", "fjord"),
    ("neighbour", "meeting", "hold", "1"),
    ("neighbour", "closed", "add", "fjord", "2026-07-06"),
    ("neighbour", "person", "add", "ny@example.no", "Ny", "--body", "fjord/asu:member"),
    ("neighbour", "do", "T-2026-1", "withdraw", "--reason", "x"),
]


@pytest.mark.parametrize("words", MAY_NOT, ids=" ".join)
def test_who_may_not_is_refused_and_changes_nothing(world, samsak, words):
    before = kept(world)

    result = samsak(*words)

    assert (result.exit_code, kept(world)) == (1, before), result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "command", [("show",), ("history",), ("do", "answer"), ("correct",)], ids=" ".join
)
@pytest.mark.parametrize("who", ["member", "mayor", "observer", "stranger", "neighbour"])
def test_an_outsider_is_told_of_no_deviation(world, samsak, command, who):
    result = samsak(who, command[0], "A-2026-1", *command[1:])

    assert result.exit_code == 1
    assert "Epikrisen" not in result.output
    assert "Fastlege" not in result.output


@pytest.mark.parametrize("who", ["member", "observer", "neighbour"])
def test_an_outsiders_lists_hold_no_deviation(world, samsak, who):
    assert json.loads(samsak(who, "deviation", "list", "--json").output) == []


@pytest.mark.parametrize("ref", ["", " ", "%"])
def test_a_guess_at_refs_is_answered_with_none(world, samsak, ref):
    for _twice in range(2):
        world.report()

    result = samsak("neighbour", "show", ref)

    assert result.exit_code == 1
    assert "A-2026" not in result.output


@pytest.mark.parametrize("who", ["", "secretary"])
def test_who_may_is_not_hindered(world, samsak, who):
    result = samsak(who, "person", "add", "ny@example.no", "Ny", "--at", AT)

    assert result.exit_code == 0, result.output


def test_what_is_decided_has_a_name_behind_it(world, samsak):
    result = samsak("", "do", "T-2026-1", "withdraw", "--reason", "x")

    assert result.exit_code == 1
    assert "SAMSAK_AS" in result.output


def test_a_rehearsal_of_a_step_changes_nothing(world, samsak):
    before = kept(world)

    result = samsak(
        "secretary", "do", "T-2026-1", "withdraw", "--reason", "x", "--dry-run", "--at", AT
    )

    assert (result.exit_code, kept(world)) == (0, before), result.output


def test_a_meeting_takes_no_plan_from_next_door(world, samsak):
    with world.session.begin():
        world.session.orm.add(
            Plan(
                id="nabo-plan",
                partnership_id=world.neighbours,
                title="Planen hos naboen",
                layout="areas",
                imported_at=world.at,
            )
        )

    result = samsak("secretary", "meeting", "item", "add", "1", "--plan", "nabo-plan", "--at", AT)

    assert result.exit_code == 1
    assert "hos naboen" not in result.output


@pytest.mark.parametrize(
    "words",
    [
        ("meeting", "show", "99999999999999999999"),
        ("do", "T-2026-1", "approve", "--meeting", "99999999999999999999"),
        ("do", "T-2026-1", "approve", "--set", "meeting=99999999999999999999"),
        ("do", "T-2026-1", "change", "--set", "years=99999999999", "--reason", "x"),
        (
            "do",
            "A-2026-1",
            "route",
            "--set",
            "handler=mottak",
            "--set",
            "clock_started_on=9999-12-31",
        ),
        ("mandate", "set", "99999999999999999999", "--from", "2026-01-01"),
    ],
)
def test_a_number_that_is_too_large_is_refused_in_words(world, samsak, words):
    result = samsak("secretary", *words)

    assert result.exit_code == 1, result.output


@pytest.mark.parametrize(
    "words",
    [
        (
            "person",
            "add",
            "ny@example.no",
            "Nina Ny",
            "--body",
            "asu:member",
            "--body",
            "finnes-ikke:member",
        ),
        (
            "person",
            "add",
            "ny@example.no",
            "Nina Ny",
            "--body",
            "fjord/asu:member",
            "--body",
            "nabo/naboutval:member",
        ),
        ("measure", "propose", "--title", "Rutine", "--body", "fagrad-1", "--set", "years=1726"),
        ("measure", "propose", "--title", "Rutine", "--body", "finnes-ikke", "--set", "years=2026"),
        ("deviation", "report", "--to", "mottak", "--what", "Brev", "--email", "ikke en adresse"),
        ("meeting", "add", "asu", "2026-13-01"),
        ("meeting", "add", "asu", "naboutval", "2026-03-20"),
        ("closed", "add", "fjord", "2026-04-02", "2026-04-01"),
        ("do", "T-2026-1", "defer"),
        ("do", "T-2026-1", "approve", "--meeting", "1"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_nothing_of_a_refused_command_remains(world, samsak, words):
    before = kept(world)

    refused = samsak("secretary", *words, "--at", AT)

    assert refused.exit_code != 0
    assert kept(world) == before


@pytest.mark.parametrize(
    ("who", "whose", "said"),
    [
        ("stranger", "stranger", "har ingen verv nå"),
        ("neighbour", "handler", "Ingen er registrert med adressa handler@example.no."),
        ("neighbour", "ingen", "Ingen er registrert med adressa ingen@example.no."),
        ("member", "mayor", "Ingen er registrert med adressen mayor@example.no."),
    ],
)
def test_a_digest_that_is_none_is_not_silent(world, samsak, who, whose, said):
    answer = samsak(who, "digest", f"{whose}@example.no", "--at", AT)

    assert said in answer.output
