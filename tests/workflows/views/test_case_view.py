"""Nobody learns by a measure, an agenda or a digest that there is a case which she may not see."""

from __future__ import annotations

import json
import re
from typing import Any

from engine.cases.reading import visible_refs
from engine.cases.records import Case
from engine.people import registry
from engine.people.actors import ANYONE, Actor
from engine.people.acts import Act
from tests.world import World
from workflows.councils import agenda
from workflows.councils.agenda import ItemIn
from workflows.deviations import reports
from workflows.views import meeting_view
from workflows.views.case_view import View, seen

REF = re.compile(r"[AT]-\d[\d-]*")


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


def _told(world: World, case: Case, reader: Actor) -> tuple[set[str], str]:
    """What the reader may know the names of: cases that she sees, and what stands in the fields
    that are hers to read; and all that she is told of steps and of what happened."""
    shown = whole(world, case, reader)
    said = json.dumps([shown["actions"], shown["history"]], ensure_ascii=False)
    known = visible_refs(world.session, REF.findall(said), reader, world.at.date())
    return known | {*REF.findall(json.dumps(shown["fields"]))}, said


def test_no_reason_names_a_case_that_its_reader_may_not_see(world):
    """A report from next door, that the same was reported as, and that a unit is asked about."""
    world.share_mottak()
    handler = world.of_the_neighbours()
    asked = world.of_the_neighbours("Asta Asker", "naboutval")
    here = world.routed(by=world.gp)
    world.step(here, "ask", world.handler, question="Når?")
    world.step(here, "reply", world.secretary, reply="I går")
    twin, same, other = world.sent_over(here), world.report().case, world.routed(by=world.gp)
    unit = registry.body(world.session, "nabo/legevakt")
    also = reports.report(world.session, unit, {"what": "Det same."}, Act(ANYONE, world.at)).case
    world.step(same, "mark_duplicate", original=other.ref)
    world.step(twin, "route", world.neighbour, handler="legevakt")
    world.step(also, "mark_duplicate", world.neighbour, original=twin.ref)
    world.step(twin, "ask_part", handler, part_question="Når?", awaited=["naboutval"])
    world.step(other, "ask_part", world.handler, part_question="Når?", awaited=["fagrad-1"])
    reads = [(twin, each) for each in (asked, handler, world.gp, world.neighbour)]
    reads += [(other, each) for each in (world.owner, world.handler, world.gp, world.secretary)]

    for case, reader in reads:
        known, said = _told(world, case, reader)
        assert {*REF.findall(said)} <= known | {case.ref}, (case.ref, reader)
    for reader, case in ((asked, twin), (world.gp, other)):
        said = _told(world, case, reader)[1]
        assert "Fjord" not in said, reader
        assert "may_go_over" not in said, reader
    assert "Naboutvalet" not in _told(world, twin, world.gp)[1]
    assert "Fjord" in _told(world, twin, world.neighbour)[1]
    assert same.ref in _told(world, other, world.secretary)[1]
