"""What has gone from a report that waits for its meeting is told before anybody holds it."""

from __future__ import annotations

from engine.language.sentences import say
from engine.people.actors import Actor
from engine.people.acts import Act
from tests.world import World, refusal
from workflows.councils import decisions, meetings
from workflows.councils.agenda import Outcome
from workflows.councils.gone_cases import gone_from
from workflows.deviations import council_reports


def told(world: World, number: int, reader: Actor) -> list[str]:
    return [
        g.ref for g in gone_from(world.session, [number], reader, world.at.date()).get(number, [])
    ]


def test_what_left_is_told_to_whoever_prepares_reports_until_it_is_back(world):
    _one, two = world.learnt(), world.learnt()
    meeting = world.meeting()
    report = council_reports.propose(world.session, meeting, Act(world.secretary, world.at)).report
    assert told(world, report.id, world.secretary) == []

    world.correct(two, world.secretary)
    (gone,) = gone_from(world.session, [report.id], world.secretary, world.at.date())[report.id]

    assert (gone.ref, gone.state) == (two.ref, "handled")
    assert gone.reason == refusal(lambda: world.hold(meeting)).reasons[0]
    assert told(world, report.id, world.member) == told(world, report.id, world.handler) == []
    world.step(two, "learn", world.handler, learning="Ring.")
    assert told(world, report.id, world.secretary) == []
    world.hold(meeting)
    assert told(world, report.id, world.secretary) == []


def test_what_is_learnt_otherwise_after_a_report_was_made_is_in_a_report_made_anew(world):
    case, meeting = world.learnt(), world.meeting()
    act = Act(world.secretary, world.at)
    report = council_reports.propose(world.session, meeting, act).report
    world.correct(case, world.secretary)
    world.step(case, "learn", world.handler, learning="Noe annet.")

    (newer,) = gone_from(world.session, [report.id], world.secretary, world.at.date())[report.id]
    assert say(newer.reason.sentence, "nb") == (
        f"Rapporten har ikke med det som sist er skrevet om læring i {case.ref}."
        " Lag rapporten på nytt."
    )
    assert newer.reason == refusal(lambda: world.hold(meeting)).reasons[0]

    anew = council_reports.propose(world.session, meeting, act).report
    assert told(world, anew.id, world.secretary) == []
    world.hold(meeting)
    assert world.now(case).state == "reported_to_asu"


def test_a_report_that_reports_nothing_loses_nothing(world):
    case, meeting = world.learnt(), world.meeting()
    act = Act(world.secretary, world.at)
    placed = council_reports.propose(world.session, meeting, act)
    decisions.decide(world.session, meeting, placed.item, Outcome.POSTPONED, "", act)
    world.correct(case, world.secretary)
    assert told(world, placed.report.id, world.secretary) == []

    other = world.meeting()
    meetings.cancel(world.session, meeting, act)
    world.step(case, "learn", world.handler, learning="Ring.")
    second = council_reports.propose(world.session, other, act)
    world.correct(case, world.secretary)
    assert told(world, second.report.id, world.secretary) == [case.ref]
    meetings.cancel(world.session, other, act)
    assert told(world, second.report.id, world.secretary) == []
