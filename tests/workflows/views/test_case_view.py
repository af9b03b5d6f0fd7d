"""Nobody learns by a measure, an agenda or a digest that there is a case which she may not see."""

from __future__ import annotations

from typing import Any

from engine.cases.records import Case
from engine.people.actors import Actor
from engine.people.acts import Act
from tests.world import World
from workflows.councils import agenda
from workflows.councils.agenda import ItemIn
from workflows.views import meeting_view
from workflows.views.case_view import View, seen


def whole(world: World, case: Case, reader: Actor) -> dict[str, Any]:
    found, definition = seen(world.session, case.ref, reader, world.at)
    return View(
        session=world.session,
        case=found,
        definition=definition,
        reader=reader,
        at=world.at,
        language="nb",
    ).whole()


def test_a_measure_says_nothing_of_a_deviation_behind_it(world):
    hidden, measure = world.routed(), world.measure()
    world.step(measure, "link_deviation", behind=[hidden.ref])

    actions = [event["action"] for event in whole(world, measure, world.gp)["history"]]
    assert actions == ["open"]
    told = whole(world, measure, world.secretary)["history"]
    assert [event["changes"] for event in told][1:] == [{"behind": [None, [hidden.ref]]}]


def test_a_step_that_changed_more_is_told_without_it(world):
    hidden = world.routed()
    measure = world.measure(behind=[hidden.ref])

    (event,) = whole(world, measure, world.gp)["history"]
    assert "behind" not in event["changes"]
    assert "title" in event["changes"]


def test_a_case_that_one_may_not_see_stands_on_no_agenda(world):
    hidden, meeting = world.routed(), world.meeting()
    world.item(meeting, hidden)
    agenda.add_item(
        world.session, meeting, ItemIn(title="Eventuelt"), Act(world.secretary, world.at)
    )
    on = world.at.date()

    (seen_by_member,) = meeting_view.shown(world.session, [meeting], world.member, on)
    assert [each["title"] for each in seen_by_member["items"]] == ["Eventuelt"]
    (seen_by_secretary,) = meeting_view.shown(world.session, [meeting], world.secretary, on)
    assert [each["ref"] for each in seen_by_secretary["items"]] == [hidden.ref, None]
