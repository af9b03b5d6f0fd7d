"""A plan is told as it stood at the end of any day: its rows, and where each measure stood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from engine.errors import BadInput
from tests.workflows.plan_import.office import Office, written
from tests.world import World
from workflows.plan_import.matching import Answers
from workflows.views import plan_view

HEADS = ["Nr.", "Tiltak", "Ansvarlig", "Når"]


@pytest.fixture
def office(world: World, tmp_path: Path) -> Office:
    """A plan of two measures; a week later the first has other words and a third has come."""
    office = Office(world, tmp_path)
    office.take([HEADS, ["1", "Kjøre kurs", "Fagråd 1", "2026"], ["2", "Øve", "Fagråd 2", "2026"]])
    office.now = world.day(7)
    rows = [["1", "Kjøre kurs i legevakt", "ASU", "2027"], ["2", "Lage rutine", "ASU", "2026"]]
    answers = Answers({"1": "1"}, frozenset({"2"}))
    office.take([HEADS, *rows], answers=answers)
    return office


def rows(office: Office, as_of: date | None) -> list[tuple[str, ...]]:
    world = office.world
    data = plan_view.shown(world.session, "plan-2026", world.owner, office.now.date(), as_of)[1]
    told = [(e["number"], e["ref"], e["title"], e["state"], e["bodies"]) for e in data["entries"]]
    return [(*each, entry["gone"]) for each, entry in zip(told, data["entries"], strict=True)]


def test_the_plan_of_a_day_is_told_as_it_was(office):
    assert rows(office, office.world.day(6).date()) == [
        ("1", "T-1", "Kjøre kurs", "proposed", ["fagrad-1"], False),
        ("2", "T-2", "Øve", "proposed", ["fagrad-2"], False),
    ]


def test_the_plan_of_today_is_the_newest_edition(office):
    today = [
        ("1", "T-1", "Kjøre kurs i legevakt", "proposed", ["asu"], False),
        ("2", "T2026-2", "Lage rutine", "proposed", ["asu"], False),
        ("2", "T-2", "Øve", "proposed", ["fagrad-2"], True),
    ]

    assert rows(office, office.now.date()) == rows(office, None) == today


def test_where_a_measure_stood_is_told_of_that_day(office):
    case = next(case for case in office.every_case() if case.ref == "T-1")
    office.world.step(case, "withdraw", reason="Ikke aktuelt", at=office.world.day(9))
    office.now = office.world.day(10)

    assert rows(office, office.world.day(8).date())[0][3] == "proposed"
    assert rows(office, None)[0][3] == "withdrawn"


def test_a_plan_before_its_first_day_is_empty(office):
    assert rows(office, office.world.day(-1).date()) == []


def test_a_day_to_come_is_not_told(office):
    with pytest.raises(BadInput, match="has not come yet"):
        rows(office, office.world.day(8).date())


def test_a_plan_that_is_carried_on_says_what_it_printed(office):
    office.now = office.world.day(20)
    words = [["1", "Kjøre mange kurs i legevakt", "Fagråd 2", "2029"]]
    file, how = written(office.folder, [HEADS, *words]), {"answers": Answers({"1": "1"})}
    office.take_file(file, "plan-2028", period=(2028, 2029), follows="plan-2026", **how)
    office.now = office.world.day(21)
    told = ("1", "T-1", "Kjøre kurs i legevakt", "proposed", ["asu"], False)

    assert rows(office, None)[0] == rows(office, office.now.date())[0] == told
    session, today = office.world.session, office.now.date()
    old, new = (
        plan_view.whole(session, plan, office.world.owner, today)["entries"][0]
        for plan in ("plan-2026", "plan-2028")
    )
    assert (old["years"], old["due_on"]) == ([2027], None)
    assert (new["years"], new["title"]) == ([2029], "Kjøre mange kurs i legevakt")


@pytest.mark.parametrize(("day", "when", "owner"), [(None, "2027", "ASU"), (6, "2026", "Fagråd 1")])
def test_json_has_what_was_printed_too(office, day, when, owner):
    world, as_of = office.world, day and office.world.day(day).date()
    data = plan_view.shown(world.session, "plan-2026", world.owner, office.now.date(), as_of)[1]
    printed = data["entries"][0]["printed"]
    assert (printed["when_as_printed"], printed["responsible_as_printed"]) == (when, owner)
