"""Who prepares and who sees a report to the council, and how it is frozen."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.errors import NotFound, Refused
from engine.people import registry
from engine.people.actors import OPERATOR, Actor
from engine.people.acts import Act
from tests.world import World, refusal
from workflows.councils import agenda_changes, decisions, meetings
from workflows.councils.agenda import Outcome
from workflows.councils.meetings import Meeting
from workflows.deviations import council_reports
from workflows.deviations.council_reports import PlacedReport, draft, find_report, listed_reports

EVERYBODY = ("secretary", "member", "mayor", "owner", "handler", "gp", "stranger", "neighbour")


def propose(world: World, meeting: Meeting, by: Actor | None = None) -> PlacedReport:
    act = Act(by or world.secretary, world.at)
    return council_reports.propose(world.session, meeting, act)


def readers(world: World, number: int) -> set[str]:
    """Those who find the report; the same as those in whose list it stands."""
    found = set()
    for who in EVERYBODY:
        reader, day = getattr(world, who), world.at.date()
        listed = {each.report.id for each in listed_reports(world.session, reader, day)}
        try:
            find_report(world.session, number, reader, day)
            found.add(who)
        except NotFound:
            pass
        assert (number in listed) == (who in found), who
    return found


@pytest.mark.parametrize("who", EVERYBODY[1:])
def test_only_the_secretariat_reads_a_draft_or_proposes(world, who):
    world.learnt()
    meeting, fjord = world.meeting(), registry.partnership(world.session, "fjord")
    actor = getattr(world, who)

    with pytest.raises(Refused, match="This is for members of: the secretariat"):
        draft(world.session, fjord, actor, world.at.date())
    with pytest.raises(Refused, match="This is for members of: the secretariat"):
        propose(world, meeting, by=actor)


def test_a_draft_counts_what_was_learnt_until_today(world):
    world.learnt()
    fjord = registry.partnership(world.session, "fjord")

    for reader in (world.secretary, OPERATOR):
        figures = draft(world.session, fjord, reader, world.at.date())
        assert (figures["until"], figures["numbers"][0]["value"]) == ("2026-03-02", 1)


def test_a_report_is_seen_by_the_secretariat_and_by_those_who_meet(world):
    world.learnt()
    meeting = world.meeting()
    number = propose(world, meeting).report.id

    assert readers(world, number) == {"secretary", "member"}
    world.hold(meeting)
    assert readers(world, number) == {"secretary", "member"}


def test_those_who_meet_jointly_see_it_too(world):
    world.learnt()
    number = propose(world, world.meeting("asu", "psu")).report.id

    assert readers(world, number) == {"secretary", "member", "mayor"}


def test_a_report_that_is_on_no_agenda_is_the_secretariats_alone(world):
    world.learnt()
    meeting = world.meeting()
    first = propose(world, meeting).report.id
    world.learnt()
    second = propose(world, meeting).report.id

    assert readers(world, first) == {"secretary"}
    assert readers(world, second) == {"secretary", "member"}
    meetings.cancel(world.session, meeting, Act(world.secretary, world.at))
    assert readers(world, second) == {"secretary"}


def test_there_is_no_report_of_a_number_that_none_has(world):
    for number in (0, 7, 10**12):
        with pytest.raises(NotFound, match="There is no report"):
            find_report(world.session, number, world.secretary, world.at.date())


def test_the_figures_stay_as_they_were_when_it_was_proposed(world):
    world.learnt()
    placed = propose(world, world.meeting())
    world.learnt()

    found = find_report(world.session, placed.report.id, world.member, world.at.date())

    assert found.figures["numbers"][0]["value"] == 1
    assert found.report.figures == json.dumps(
        found.figures, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_the_same_report_proposed_again_is_the_same(world):
    world.learnt()
    meeting = world.meeting()

    assert propose(world, meeting).report.id == propose(world, meeting).report.id


def with_towns(world: World, **times: int) -> None:
    """Municipalities of these names, and so many learnt deviations of each."""
    world.with_bodies([{"id": key, "name": key, "kind": "municipality"} for key in times])
    for unit, n in times.items():
        for _each in range(n):
            world.learnt(unit)


def by_unit(placed: PlacedReport) -> dict[str, int | None]:
    """The counts that a report shows by unit."""
    return {row["key"]: row["count"] for row in table(placed, "unit")}


def hidden(placed: PlacedReport) -> set[str]:
    return {key for key, n in by_unit(placed).items() if n is None}


def postponed(world: World, first: Meeting, placed: PlacedReport) -> None:
    act = Act(world.secretary, world.at)
    decisions.decide(world.session, first, placed.item, Outcome.POSTPONED, "", act)
    world.hold(first)


def cancelled(world: World, first: Meeting, _placed: PlacedReport) -> None:
    meetings.cancel(world.session, first, Act(world.secretary, world.at))


def taken_off(world: World, first: Meeting, placed: PlacedReport) -> None:
    act = Act(world.secretary, world.at)
    agenda_changes.remove_item(world.session, first, placed.item.id, act)


@pytest.mark.parametrize("left", [postponed, cancelled, taken_off])
def test_what_was_hidden_stays_hidden_wherever_the_same_cases_are_reported_again(world, left):
    with_towns(world, a=2, b=5, c=5, d=5, e=5)
    meeting, new = world.meeting(), world.meeting()
    first = propose(world, meeting)
    left(world, meeting, first)
    world.learnt("a")

    assert len(hidden(first)) == 2
    assert hidden(propose(world, new)) == hidden(first)


def test_what_two_reports_hid_stays_hidden_in_a_third(world):
    with_towns(world, a=2, b=5, c=5)
    meeting = world.meeting()
    hides = [hidden(propose(world, meeting))]
    for unit in ("a", "c"):
        world.learnt(unit)
        hides.append(hidden(propose(world, meeting)))

    assert hides[0] == hides[1] == hides[2]


def test_a_report_on_none_of_the_same_cases_is_not_bound_by_it(world):
    with_towns(world, a=4, b=6, c=6)
    first = world.meeting()
    propose(world, first)
    world.hold(first)
    with_towns(world, a=5, b=5, c=5)

    assert hidden(propose(world, world.meeting())) == set()


def test_who_fell_below_five_is_not_told_by_the_report_that_is_made_anew(world):
    with_towns(world, a=4, b=6, c=6)
    world.learnt("a")
    gone, meeting = world.learnt("mottak"), world.meeting()
    assert hidden(propose(world, meeting)) == set()

    world.correct(gone, world.secretary)
    anew = propose(world, meeting)

    assert hidden(anew) == set(by_unit(anew))
    assert [each["count"] for each in table(anew, "direction")] == [None] * 3


def table(placed: PlacedReport, name: str) -> list[dict[str, Any]]:
    (rows,) = [each["rows"] for each in placed.figures["tables"] if each["name"] == name]
    return rows


def test_of_nothing_there_is_no_report(world):
    world.handled()

    assert refusal(lambda: propose(world, world.meeting())).unmet == ["cases"]


def test_deviations_are_reported_to_one_council_alone(world):
    world.learnt()

    (reason,) = refusal(lambda: propose(world, world.meeting("psu"))).reasons
    council = registry.body(world.session, "fjord/asu").name
    assert (reason.code, reason.sentence.values["councils"]) == ("meeting", [council])


def test_no_two_reports_wait_at_once(world):
    world.learnt()
    first, second = world.meeting(), world.meeting()
    propose(world, first)

    assert refusal(lambda: propose(world, second)).unmet == ["elsewhere"]


def test_a_held_meeting_takes_no_report(world):
    world.learnt()
    meeting = world.meeting()
    world.hold(meeting)

    assert refusal(lambda: propose(world, meeting)).unmet == ["meeting"]


def test_the_last_report_stands_beside_the_next_one(world):
    world.learnt()
    first = world.meeting()
    propose(world, first)
    world.hold(first)
    world.learnt(), world.learnt()

    placed = propose(world, world.meeting())

    total = placed.figures["numbers"][0]
    assert (total["value"], total["before"]) == (2, 1)
    assert placed.figures["since"] == "2026-03-02"


def test_what_was_decided_is_not_decided_of_other_figures(world):
    world.learnt()
    meeting, act = world.meeting(), Act(world.secretary, world.at)
    first = propose(world, meeting)
    decisions.decide(world.session, meeting, first.item, Outcome.APPROVED, "", act)
    world.learnt()

    assert refusal(lambda: propose(world, meeting)).unmet == ["outcome"]
    taken_off(world, meeting, first)
    anew = propose(world, meeting)
    assert anew.figures["numbers"][0]["value"] == 2
    assert not anew.item.outcome
