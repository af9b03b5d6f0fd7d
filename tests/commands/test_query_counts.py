"""Each command asks a number of queries that does not grow with what there is."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from click.testing import CliRunner

from cli import main
from engine.cases import due_index
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
    "plan show plan-3": 9,
    "measure list": 10,
    "measure list --plan plan-3": 11,
    "measure list --body asu": 8,
    "deviation list": 11,
    "digest secretary@example.no": 36,
    "notices": 4,
    "coverage 1": 7,
    "plan list": 3,
    "person list": 4,
    "body list": 5,
    "meeting list": 11,
    "meeting show 1": 13,
    "meeting agenda 1": 13,
    "show T-2026-1": 19,
    "history T-2026-1": 15,
    "doctor": 79,
    "verify": 52,
}
# Six days of mails, and then what a day may ask at most, however many mails go that day.
FORECAST, A_DAY = 318, 58
# What a plan asks that is imported again and has not changed.
AGAIN = 13
# What a new plan asks, and what for each of its rows; what a meeting asks that is held, and what
# for each of its decisions.
IMPORTED, A_ROW = 39, 4
HELD, A_DECISION = 21, 11
WRITING = {
    "measure propose --title Ny --body fagrad-1 --set years=2026": 14,
    "deviation report --to mottak --what Noe": 20,
    "do T-2026-1 withdraw --set reason=Dobbelt": 14,
    "correct T-2026-1 --reason Feil": 12,
    "meeting add asu psu 2026-06-01": 17,
    "meeting move 1 2026-06-02": 22,
    "meeting cancel 1": 17,
    "meeting item add 1 T-2026-1": 20,
    "meeting decide 1 1 noted": 20,
    "meeting hold 1 --at 2026-04-07T15:00": 20,
    "person add ny@example.no Ny --body asu:member": 15,
    "person leave member@example.no asu --on 2026-03-10": 12,
    "closed add fjord 2026-12-20 2026-12-22 --name Jul": 20,
    "mandate set 1 --from 2026-01-01": 9,
    "partnership set fjord --digest-day 2 --public": 8,
}


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
    shutil.copy(template, folder / "samsak.db")
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
        how = f"--partnership fjord --plan plan-{n + 1} --separate"
        asked(url, f"plan import {plan_of(n + 1, folder)} {how}")
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


def test_a_forecast_asks_no_more_for_more_mails(urls):
    few, many = (len(asked(urls[n], "forecast --until 2026-03-08")) for n in (FEW, MANY))

    assert (few, many) == (FORECAST, FORECAST)


def test_a_forecast_asks_so_much_a_day_at_most(urls):
    days = (date(2026, 4, 30) - date(2026, 3, 1)).days

    assert len(asked(urls[MANY], "forecast --until 2026-04-30")) <= A_DAY * days


@pytest.mark.parametrize("words", WRITING)
def test_what_is_written_asks_no_more_where_there_is_more(urls, tmp_path, words, monkeypatch):
    monkeypatch.setattr(due_index, "PORTION", 1_000)  # a portion asks the same each time
    few, many = (len(asked(copied(url, tmp_path), words)) for url in urls.values())

    assert (few, many) == (WRITING[words], WRITING[words])


def test_a_new_plan_asks_the_same_for_each_row(urls, tmp_path):
    ten, forty = (
        len(
            asked(
                copied(urls[FEW], tmp_path),
                f"plan import {plan_of(rows, tmp_path)} --partnership fjord --plan ny --separate",
            )
        )
        for rows in (10, 40)
    )

    assert (ten, forty) == (IMPORTED + 10 * A_ROW, IMPORTED + 40 * A_ROW)


def test_a_meeting_asks_the_same_for_each_decision(urls, tmp_path):
    for items, url in urls.items():
        mine, after = copied(url, tmp_path), "--at 2026-04-07T15:00"
        for number in range(1, items + 1):
            asked(mine, f"meeting decide 1 {number} approved {after}")

        assert len(asked(mine, f"meeting hold 1 {after}")) == HELD + items * A_DECISION


def copied(url: str, folder: Path) -> str:
    """The same database once more, to be written in."""
    copy = folder / "copy.db"
    copy.unlink(missing_ok=True)
    with (
        closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as old,
        closing(sqlite3.connect(copy)) as new,
    ):
        old.backup(new)
    return f"sqlite:///{copy}"
