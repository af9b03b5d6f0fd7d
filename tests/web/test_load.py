"""Forty people at once, and a hundred who report: no failure, no write lost or doubled, nobody told
that the database is locked."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from sqlalchemy import select

from engine.cases.records import Case, case_table
from engine.people import logins
from engine.storage.database import Database
from tests.browsing import Browsing
from tests.chromium import serving
from tests.world import World
from web.page import LOGIN
from workflows.councils.agenda import Outcome

PEOPLE, TIMES = 40, 3


@pytest.fixture
def shared(world, database_url: str):
    """The pages of Fjord with connections that are kept, as `samsak run` has them."""
    database = Database(database_url, durable=False, pooled=True)
    yield Browsing(world, database)
    database.close()


def ongoing(world: World) -> list[Case]:
    """A measure for each, adopted together, on which Fagråd 1 works."""
    meeting, cases = world.meeting(), [world.measure(title=f"Tiltak {n}") for n in range(PEOPLE)]
    for case in cases:
        world.item(meeting, case, Outcome.APPROVED)
    world.hold(meeting)
    for case in cases:
        world.step(case, "assign")
        world.step(case, "start")
    return [world.now(case) for case in cases]


def test_forty_people_at_once_lose_and_double_nothing(shared: Browsing, world):
    cases = ongoing(world)
    session, at = world.session, shared.at
    codes = [logins.begin_login(session, "owner@example.no", "Test", at) for _n in range(PEOPLE)]

    def person(number: int, base: str) -> list[int]:
        told = []
        with httpx2.Client(base_url=base, cookies={LOGIN: codes[number]}, timeout=60) as client:
            for time in range(TIMES):
                case, key = cases[number], f"{number}-{time}"
                path, seen = f"/cases/{case.ref}/do/report_progress", case.version + time
                given = {"light": "late", "progress": f"Gang {time}", "key": key, "version": seen}
                told.append(client.get("/work").status_code)
                told.append(client.post(path, data=given).status_code)
                told.append(client.post(path, data=given).status_code)  # pressed twice
                told.append(client.get(f"/cases/{case.ref}").status_code)
        return told

    with serving(shared) as base, ThreadPoolExecutor(PEOPLE) as together:
        found = list(together.map(lambda number: person(number, base), range(PEOPLE)))

    assert Counter(status for each in found for status in each) == {
        200: 2 * PEOPLE * TIMES,
        303: 2 * PEOPLE * TIMES,
    }
    assert {world.now(case).version - case.version for case in cases} == {TIMES}


def test_a_hundred_people_report_at_once_and_each_has_one_receipt(
    shared: Browsing, world, database_url: str
):
    people = 10 if database_url.startswith("sqlite") else 100

    def reporter(number: int, base: str) -> list[int]:
        given = {"what": f"Sak {number}", "unit": "mottak", "key": str(number).rjust(32, "k")}
        from_there = httpx2.HTTPTransport(local_address=f"127.0.1.{number + 1}")
        with httpx2.Client(base_url=base, timeout=60, transport=from_there) as client:
            sent = [client.post("/report/to/fjord", data=given) for _press in range(2)]
            mine = client.get("/report/mine")
            told = f"Sak {number}<" in mine.text
            return [*(each.status_code for each in sent), mine.status_code, told]

    with serving(shared) as base, ThreadPoolExecutor(people) as together:
        found = list(together.map(lambda number: reporter(number, base), range(people)))

    assert found == [[303, 303, 200, True]] * people
    with world.session.begin():
        kept = world.session.execute(select(case_table.c.fields)).scalars()
        assert sorted(each["what"] for each in kept) == sorted(f"Sak {n}" for n in range(people))
