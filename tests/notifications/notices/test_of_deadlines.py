"""What deadlines have to say, to whom, and when again."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from engine.cases.opening import open_case
from engine.cases.steps import advance
from engine.definitions import versions
from engine.language.sentences import say
from engine.people.acts import Act
from notifications.notices.kinds import due
from tests.mailbox import DAY, MONDAY


def at(day: date, hour: int = 4) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def test_two_moments_of_one_day_are_both_told(world):
    world.closed_matter("mottak", at=MONDAY + DAY)  # due on Tuesday: both warn on Monday
    world.plan(MONDAY + DAY)
    world.plan(at(date(2026, 12, 21)))

    assert {n.occurrence for n in world.notices(kind="due")} == {
        "closing:warn-1-working_days:2026-12-22",
        "closing:warn-1-days:2026-12-22",
    }


def test_what_a_notice_of_a_deadline_holds(world):
    case = world.closed_matter("mottak", at=MONDAY + DAY)
    world.plan(MONDAY + DAY)
    world.plan(at(date(2026, 12, 23)))

    (late,) = world.notices(kind="due")
    assert late.key == f"due:{case.id}:{late.occurrence}:{world.id('member')}"
    assert late.occurrence == "closing:late-1-working_days:2026-12-22"
    assert (late.case_id, late.partnership_id) == (case.id, world.partnership.id)
    assert '"late"' in str(late.data).replace("'", '"')


def test_the_last_who_hears_that_nobody_answered_hears_that_the_council_is_told(world):
    case = world.deviation()
    world.do(case, "route", handler="mottak")  # to be answered by 21 December
    words = {}
    for day in (date(2026, 12, 22), date(2027, 1, 4)):
        world.plan(at(day))
        definition = versions.by_id(world.session, world.fresh(case).definition_id)
        kept = [n.data for n in world.notices(kind="due")]
        told = [SimpleNamespace(data=json.loads(d) if isinstance(d, str) else d) for d in kept]
        words[day] = {say(due(definition, each), "nb") for each in told}

    late = "Avviket skulle vært besvart innen 21. desember 2026"
    counts = f"{late}, og telles som ikke besvart i den neste rapporten til utvalget"
    assert late in words[date(2026, 12, 22)]
    assert counts not in words[date(2026, 12, 22)]
    assert counts in words[date(2027, 1, 4)]


def test_whoever_has_two_roles_in_a_deadline_hears_once_as_both(world):
    world.join("member", "mottak")
    world.closed_matter("mottak", at=MONDAY + DAY)
    world.plan(MONDAY + DAY)
    world.plan(at(date(2026, 12, 23)))

    assert [n.person_id for n in world.notices(kind="due")] == [world.id("member")]


@pytest.mark.parametrize(
    ("years", "quiet", "told"),
    [
        ([2018], True, False),  # an old plan: over before it was imported
        ([2018], False, True),  # somebody writes down what is late already
        ([2026], True, True),  # an old plan: over later
    ],
)
def test_what_was_over_before_a_plan_was_imported_is_no_news(world, years, quiet, told):
    act = Act(world.secretary, MONDAY, quiet=quiet)
    given = {"title": "Gammel rutine", "bodies": ["fagrad-1"], "years": years}
    case = open_case(world.session, "measure", world.partnership.id, act, given)
    world.approve(case, at=MONDAY)
    advance(world.session, case, "assign", act)

    world.plan(MONDAY + DAY)
    world.plan(at(date(2027, 1, 20)))

    assert any(late(notice.data) for notice in world.notices(kind="due")) is told


def late(data: Any) -> bool:
    """Whether a notice tells that something is late; its data is text on SQLite alone."""
    return (json.loads(data) if isinstance(data, str) else data)["late"]
