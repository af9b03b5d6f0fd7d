"""A report on an agenda: holding the meeting reports its cases, all of them or none."""

from __future__ import annotations

import pytest

from engine.cases.records import Case
from engine.errors import Refused
from engine.people.acts import Act
from engine.people.trace import broken_traces
from tests.world import World, refusal, tamper, unmet
from workflows.councils import agenda, agenda_changes, decisions, meetings, reviving
from workflows.councils.agenda import Outcome
from workflows.councils.meetings import Meeting
from workflows.councils.reported_cases import case_numbers, reports_of_items
from workflows.deviations import council_reports
from workflows.deviations.council_reports import PlacedReport


def propose(world: World, meeting: Meeting) -> PlacedReport:
    return council_reports.propose(world.session, meeting, Act(world.secretary, world.at))


def states(world: World, *cases: Case) -> list[str]:
    return [world.now(case).state for case in cases]


def test_holding_the_meeting_reports_every_case_of_the_report(world):
    one, two, handled = world.learnt(), world.learnt(), world.handled()
    meeting = world.meeting()
    propose(world, meeting)

    events = world.hold(meeting)

    assert [event.action for event in events] == ["report", "report"]
    assert states(world, one, two, handled) == ["reported_to_asu", "reported_to_asu", "handled"]
    assert world.now(one).fields["meeting"] == meeting.id


def test_what_was_learnt_after_the_report_was_made_waits_for_the_next(world):
    world.learnt()
    meeting = world.meeting()
    propose(world, meeting)
    later = world.learnt()
    world.hold(meeting)

    assert states(world, later) == ["learning"]


def test_a_case_that_cannot_move_is_told_and_nothing_is_held(world):
    one, two = world.learnt(), world.learnt()
    meeting = world.meeting()
    propose(world, meeting)
    world.correct(two, world.secretary)

    refused = refusal(lambda: world.hold(meeting))

    assert str(refused).startswith(f"{two.ref} is now “Handled”")
    assert str(refused).count(two.ref) == 1
    assert states(world, one, two) == ["learning", "handled"]
    world.step(two, "learn", world.handler, learning="Ring.")
    assert len(world.hold(meeting)) == 2


def test_a_report_made_anew_goes_without_the_case_that_left(world):
    one, two = world.learnt(), world.learnt()
    meeting = world.meeting()
    first = propose(world, meeting)
    world.correct(two, world.secretary)
    second = propose(world, meeting)

    assert second.item == first.item
    assert case_numbers(world.session, second.report) == [one.id]
    assert [event.case_id for event in world.hold(meeting)] == [one.id]


def test_a_report_is_made_anew_of_other_cases_that_make_the_same_figures(world):
    one = world.learnt()
    meeting = world.meeting()
    first = propose(world, meeting)
    world.correct(one, world.secretary)
    two = world.learnt()
    second = propose(world, meeting)

    assert second.figures == first.figures
    assert case_numbers(world.session, second.report) == [two.id]
    assert propose(world, meeting).report.id == second.report.id


def test_a_case_of_a_report_alone_is_reported_by_nobody_before_the_meeting_is_held(world):
    case = world.learnt()
    meeting = world.meeting()
    propose(world, meeting)

    assert "item_in_held_meeting" in unmet(lambda: world.step(case, "report", meeting=meeting.id))


def test_a_case_that_was_in_no_report_of_the_meeting_was_not_its_item(world):
    world.learnt()
    meeting = world.meeting()
    propose(world, meeting)
    other = world.learnt()
    world.hold(meeting)

    told = unmet(lambda: world.step(other, "report", meeting=meeting.id))

    assert told == {"item_in_held_meeting": f"{other.ref} was not an item in meeting {meeting.id}."}


def test_a_moved_meeting_keeps_its_report(world):
    case = world.learnt()
    meeting = world.meeting(day=world.day(7).date())
    propose(world, meeting)
    act = Act(world.secretary, world.at)
    meetings.move(world.session, meeting, world.day(14).date(), None, act)

    world.hold(meeting, at=world.day(14))

    assert states(world, case) == ["reported_to_asu"]


def reported_elsewhere(world: World) -> tuple[Case, Meeting]:
    """A case that another meeting reported than the cancelled one, which was to."""
    case = world.learnt()
    first, second = world.meeting(), world.meeting()
    propose(world, first)
    meetings.cancel(world.session, first, Act(world.secretary, world.at))
    propose(world, second)
    world.hold(second)
    return case, first


def test_a_report_of_a_cancelled_meeting_is_proposed_to_another_one(world):
    case, _cancelled = reported_elsewhere(world)

    assert states(world, case) == ["reported_to_asu"]


def test_a_meeting_that_is_revived_cannot_report_the_same_again(world):
    case, cancelled = reported_elsewhere(world)
    reviving.revive(world.session, cancelled, Act(world.secretary, world.at))

    assert f"{case.ref} is now" in str(refusal(lambda: world.hold(cancelled)))


def test_a_postponed_report_reports_nothing_and_may_be_proposed_again(world):
    case = world.learnt()
    first, second = world.meeting(), world.meeting()
    item = propose(world, first).item
    act = Act(world.secretary, world.at)
    decisions.decide(world.session, first, item, Outcome.POSTPONED, "", act)
    world.hold(first)

    assert states(world, case) == ["learning"]
    propose(world, second)
    world.hold(second)
    assert states(world, case) == ["reported_to_asu"]


def test_a_report_whose_cases_were_reported_is_not_postponed(world):
    world.learnt()
    meeting = world.meeting()
    item = propose(world, meeting).item
    world.hold(meeting)
    act = Act(world.secretary, world.at)

    with pytest.raises(Refused, match="cannot be postponed now"):
        decisions.decide(world.session, meeting, item, Outcome.POSTPONED, "", act)
    assert decisions.decide(world.session, meeting, item, Outcome.NOTED, "", act) == []


def test_an_item_that_is_taken_off_takes_its_report_off(world):
    case = world.learnt()
    meeting = world.meeting()
    placed = propose(world, meeting)
    act = Act(world.secretary, world.at)
    agenda_changes.remove_item(world.session, meeting, placed.item.id, act)

    assert world.hold(meeting) == []
    assert states(world, case) == ["learning"]
    assert list(broken_traces(world.session)) == []


def test_an_item_whose_cases_were_reported_is_not_taken_off(world):
    world.learnt()
    meeting = world.meeting()
    item = propose(world, meeting).item
    world.hold(meeting)
    act = Act(world.secretary, world.at)

    with pytest.raises(Refused, match="is a report, and its meeting was held"):
        agenda_changes.remove_item(world.session, meeting, item.id, act)


def test_the_agenda_says_that_an_item_is_a_report_and_names_no_case(world):
    world.learnt()
    meeting = world.meeting()
    placed = propose(world, meeting)
    (item,) = agenda.items(world.session, meeting)

    assert (item.case_id, item.plan_id) == (None, None)
    assert item.title == "Rapport om avvik, til og med 2. mars 2026"
    assert reports_of_items(world.session, [item.id]) == {item.id: placed.report.id}


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE council_report SET figures = figures || ' '",
        "UPDATE council_report SET item_id = NULL",
        'DELETE FROM council_report_case WHERE case_id = (SELECT max(id) FROM "case")',
        "DELETE FROM council_report_case",
    ],
)
def test_a_report_that_somebody_changed_is_found(world, change):
    world.learnt(), world.learnt()
    propose(world, world.meeting())
    assert list(broken_traces(world.session)) == []

    tamper(world.session, change)

    assert [each.what for each in broken_traces(world.session)] == ["row_differs"]
