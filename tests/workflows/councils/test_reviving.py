"""A meeting that was cancelled is planned again, but for one whose report waits elsewhere."""

from __future__ import annotations

from engine.errors import WayOut
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from tests.world import MONDAY, World, refusal
from workflows.councils import agenda_changes, meetings, reviving
from workflows.councils.agenda import Outcome
from workflows.councils.meetings import Meeting, MeetingState
from workflows.deviations import council_reports


def test_a_meeting_cancelled_by_slip_is_planned_again_with_its_agenda(world):
    case, meeting, act = world.measure(), world.meeting(), Act(world.secretary, world.at)
    world.item(meeting, case)
    meetings.cancel(world.session, meeting, act)

    reviving.revive(world.session, meeting, act)

    again = meetings.get(world.session, meeting.id, OPERATOR, MONDAY.date())
    assert (again.state, again.sequence) == (MeetingState.PLANNED, 2)
    happened = [each.kind for each in meetings.happened_to(world.session, meeting)]
    assert happened[-2:] == ["cancelled", "revived"]
    assert refusal(lambda: reviving.revive(world.session, meeting, act)).unmet == ["meeting"]
    world.item(meeting, case, Outcome.APPROVED)
    assert len(world.hold(meeting)) == 1


def reported_twice(world: World) -> tuple[Meeting, Meeting, Act]:
    """A cancelled meeting, and a planned one whose report counts the same case."""
    world.learnt()
    cancelled, planned, act = world.meeting(), world.meeting(), Act(world.secretary, world.at)
    council_reports.propose(world.session, cancelled, act)
    meetings.cancel(world.session, cancelled, act)
    world.item(planned, title="Orientering")
    council_reports.propose(world.session, planned, act)
    return cancelled, planned, act


def test_a_meeting_is_not_revived_while_its_report_waits_for_another(world):
    cancelled, planned, act = reported_twice(world)

    (reason,) = refusal(lambda: reviving.revive(world.session, cancelled, act)).reasons

    assert reason.code == "elsewhere"
    assert reason.sentence.values["number"] == planned.id
    assert reason.remedy == (WayOut.TAKE_OFF_AGENDA, {"meeting": planned.id, "item": 2})


def test_it_is_revived_once_the_other_report_is_taken_off(world):
    cancelled, planned, act = reported_twice(world)
    agenda_changes.remove_item(world.session, planned, "2", act)

    reviving.revive(world.session, cancelled, act)

    assert [event.action for event in world.hold(cancelled)] == ["report"]
    assert world.hold(planned) == []


def test_a_meeting_without_a_report_is_revived_whatever_waits_elsewhere(world):
    world.learnt()
    cancelled, planned, act = world.meeting(), world.meeting(), Act(world.secretary, world.at)
    case = world.measure()
    for meeting in (cancelled, planned):
        world.item(meeting, case)
    meetings.cancel(world.session, cancelled, act)
    council_reports.propose(world.session, planned, act)

    reviving.revive(world.session, cancelled, act)

    assert meetings.get(world.session, cancelled.id, OPERATOR, MONDAY.date()).state == "planned"
