"""Each command asks a number of queries that does not grow with what there is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from cli import main
from engine.people.closed_days import close
from engine.storage.database import Database
from notifications.notices import planner
from tests.queries import counted
from tests.world import SETTING_UP, STRUCTURE, build
from workflows.partnerships.structure import load_structure

FEW, MANY = 3, 30
NOON = "2026-03-02T11:00:00+00:00"

# What each asks, for three people, cases, meetings, days and rows of a plan as for thirty.
QUERIES = {
    "closed list fjord": 4,
    "mandate list fjord": 4,
    "plan show plan-3": 7,
    "measure list --plan plan-3": 10,
    "measure list --body asu": 8,
    "deviation list": 9,
    "digest secretary@example.no": 33,
    "notices": 4,
    "coverage 1": 7,
    "plan list": 3,
    "person list": 3,
    "body list": 5,
    "meeting list": 10,
    "meeting show 1": 12,
    "meeting agenda 1": 12,
    "show T-2026-1": 18,
    "history T-2026-1": 13,
}
# What a plan asks that is imported again and has not changed.
AGAIN = 12
# A whole list is read a page of fifty at a time; a forecast plays every day and every mail of them.
GROWING = ("measure list", "forecast --until 2026-04-30")


@pytest.fixture(scope="module")
def urls(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """Two databases alike, one with few of everything and one with many."""
    return {
        number: grown(sqlite_template, tmp_path_factory.mktemp("grown"), number)
        for number in (FEW, MANY)
    }


def grown(template: Path, folder: Path, number: int) -> str:
    """Fjord with that many members, measures that belong together, deviations, meetings, closed
    days and rows of a plan."""
    url = f"sqlite:///{folder / 'samsak.db'}"
    (folder / "samsak.db").write_bytes(template.read_bytes())
    database = Database(url, durable=False)
    with database.session() as session:
        world = build(session)
        more = [{"id": f"rad-{n}", "name": f"Råd {n}", "kind": "unit"} for n in range(number)]
        load_structure(session, {**STRUCTURE, "bodies": [*STRUCTURE["bodies"], *more]}, SETTING_UP)
        busy = world.meeting("psu", "asu", day=date(2026, 4, 7))
        together = world.measure(title="Samlet")
        cases = [world.measure(title=f"Tiltak {n}") for n in range(number)]
        refs = [case.ref for case in cases]
        world.step(together, "change", see_together=refs, comment="Hører sammen")
        for n, case in enumerate(cases):
            world.person(f"Medlem {n}", ("asu", "member"), ("fagrad-1", "member"))
            world.item(busy, case)
            world.item(world.meeting("asu", day=date(2026, 4, 8) + timedelta(n)), case)
            world.routed(by=world.gp)
            world.step(together, "change", title=f"Samlet {n}", comment="Rettet")
            day = date(2026, 7, 1) + timedelta(n)
            close(session, world.partnership, day, day, "Sommer", SETTING_UP)
        planner.plan(session, world.at)
    database.close()
    for n in range(number):
        asked(url, f"plan import {plan_of(n + 1, folder)} --partnership fjord --plan plan-{n + 1}")
    return url


def plan_of(number: int, folder: Path) -> Path:
    """A plan of that many rows."""
    rows = [f"{n};Holde øvelse {n};Fagråd 1;2026\n" for n in range(1, number + 1)]
    file = folder / f"plan-{number}.csv"
    file.write_text("".join(["Nr;Tiltak;Ansvar;Når\n", *rows]), encoding="utf-8")
    return file


def asked(url: str, words: str) -> list[str]:
    """The queries of a command that does what it is asked."""
    environ = {"SAMSAK_DATABASE_URL": url, "SAMSAK_AS": "secretary@example.no"}
    with time_machine.travel(NOON, tick=False), counted() as queries:
        result = CliRunner(env=environ).invoke(main, words.split(" "), catch_exceptions=False)
    assert result.exit_code == 0, (words, result.output)
    return queries


@pytest.mark.parametrize("words", QUERIES)
def test_the_number_of_queries_does_not_grow(urls, words):
    few, many = (len(asked(urls[number], words)) for number in (FEW, MANY))

    assert (few, many) == (QUERIES[words], QUERIES[words])


def test_the_same_plan_again_asks_no_more_for_more_rows(urls, tmp_path):
    few, many = (
        len(asked(url, f"plan import {plan_of(number, tmp_path)} --partnership fjord"))
        for number, url in urls.items()
    )

    assert (few, many) == (AGAIN, AGAIN)
