from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from engine.cases.chain import verify_chains
from engine.cases.events import events_of
from engine.cases.records import Case
from engine.errors import BadInput, Conflict, NotFound, Refused
from engine.people.actors import OPERATOR
from engine.people.acts import Act
from engine.people.registry import body
from tests.world import MONDAY, World, at_once
from workflows.councils import agenda, decisions, meeting_lists, meetings, reviving
from workflows.councils.agenda import ItemIn, Outcome
from workflows.councils.ever_called import ever_called
from workflows.councils.meeting_lists import Chosen
from workflows.councils.meetings import Meeting, MeetingState
from workflows.plans import Plan, PlanEntry

TUESDAY = date(2026, 3, 3)


def refusal(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def happened(world: World, meeting: Meeting) -> list[str]:
    return [event.kind for event in meetings.happened_to(world.session, meeting)]


def plan_of(world: World, *cases: Case) -> str:
    """A plan in which these measures stand."""
    orm = world.session.orm
    with world.session.begin():
        orm.add(
            Plan(
                id="plan-2026",
                partnership_id=world.partnership,
                title="Plan",
                layout="areas",
                imported_at=world.at,
            )
        )
        orm.flush()
        for number, case in enumerate(cases, start=1):
            entry = {
                "plan_id": "plan-2026",
                "kind": "measure",
                "key": f"1.{number}",
                "wording": "",
                "printed": {},
            }
            orm.add(PlanEntry(**entry, position=number, case_id=case.id))
    return "plan-2026"


def test_a_decision_waits_until_the_meeting_was_held(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.APPROVED, number="27/26")
    assert world.now(case).state == "proposed"

    (event,) = world.hold(meeting)

    assert (event.action, event.by) == ("approve", world.secretary.person_id)
    assert (world.now(case).state, world.now(case).fields["case_number"]) == ("approved", "27/26")
    assert world.now(case).fields["meeting"] == meeting.id


def test_a_decision_in_a_held_meeting_takes_effect_at_once(world):
    case, meeting = world.measure(), world.meeting()
    item = world.item(meeting, case)
    world.hold(meeting)

    (event,) = decisions.decide(
        world.session,
        meeting,
        item,
        Outcome.DECLINED,
        case_number="",
        act=Act(world.secretary, world.at),
    )

    assert (event.action, world.now(case).state) == ("decline", "declined")
    assert item.outcome == Outcome.DECLINED


def test_all_decided_items_move_together(world):
    cases, meeting = [world.measure() for _number in range(3)], world.meeting()
    for case, outcome in zip(
        cases, (Outcome.APPROVED, Outcome.DECLINED, Outcome.POSTPONED), strict=True
    ):
        world.item(meeting, case, outcome)

    assert len(world.hold(meeting)) == 2
    assert [world.now(case).state for case in cases] == ["approved", "declined", "proposed"]


def test_one_item_that_cannot_move_keeps_all_of_them_and_the_meeting(world):
    first, second, meeting = world.measure(), world.measure(), world.meeting()
    for case in (first, second):
        world.item(meeting, case, Outcome.APPROVED)
    world.step(second, "withdraw", reason="Ikke aktuelt")

    assert refusal(lambda: world.hold(meeting)).unmet == ["state"]

    assert world.now(first).state == "proposed"
    assert (
        meetings.get(world.session, meeting.id, OPERATOR, MONDAY.date()).state
        == MeetingState.PLANNED
    )
    assert "held" not in happened(world, meeting)


def test_a_decision_of_a_held_meeting_stands(world):
    case, meeting = world.measure(), world.meeting()
    item = world.item(meeting, case, Outcome.APPROVED)
    world.hold(meeting)

    again = lambda: decisions.decide(  # noqa: E731
        world.session,
        meeting,
        item,
        Outcome.DECLINED,
        case_number="",
        act=Act(world.secretary, world.at),
    )

    assert "correct the case instead" in str(refusal(again))


def test_a_corrected_approval_can_be_taken_again_from_the_same_meeting(world):
    case = world.approved()
    meeting = case.fields["meeting"]
    world.correct(case)

    world.step(case, "approve", meeting=meeting)

    assert world.now(case).state == "approved"


def test_a_cancelled_meeting_decides_nothing(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.APPROVED)

    meetings.cancel(world.session, meeting, act=Act(world.secretary, world.at))

    for act in (
        lambda: world.hold(meeting),
        lambda: world.item(meeting, world.measure()),
        lambda: meetings.move(
            world.session, meeting, date(2026, 4, 1), None, act=Act(world.secretary, world.at)
        ),
    ):
        assert refusal(act).unmet == ["meeting"]
    assert "was cancelled and decided nothing" in str(
        refusal(lambda: world.step(case, "approve", meeting=meeting.id))
    )


def test_a_meeting_in_the_future_was_not_held(world):
    meeting = world.meeting(day=world.at.date() + timedelta(days=1))

    assert refusal(lambda: world.hold(meeting)).unmet == ["day"]
    assert world.hold(meeting, at=world.day(1)) == []


def test_a_held_meeting_is_held_once_and_not_moved(world):
    meeting = world.meeting()
    world.hold(meeting)

    assert refusal(lambda: world.hold(meeting)).unmet == ["meeting"]
    assert refusal(
        lambda: meetings.cancel(world.session, meeting, act=Act(world.secretary, world.at))
    ).unmet == ["meeting"]


def test_moving_and_cancelling_raise_the_sequence(world):
    meeting = world.meeting()

    meetings.move(
        world.session, meeting, date(2026, 3, 9), None, act=Act(world.secretary, world.at)
    )
    meetings.move(
        world.session, meeting, date(2026, 3, 9), "9.30", act=Act(world.secretary, world.at)
    )
    moved = meetings.get(world.session, meeting.id, OPERATOR, MONDAY.date())
    assert (moved.day, moved.clock, moved.sequence) == (date(2026, 3, 9), "09:30", 2)
    meetings.cancel(world.session, meeting, act=Act(world.secretary, world.at))

    assert meetings.get(world.session, meeting.id, OPERATOR, MONDAY.date()).sequence == 3
    assert happened(world, meeting) == ["added", "moved", "moved", "cancelled"]


def test_moving_a_meeting_to_where_it_is_moves_nothing(world):
    meeting = world.meeting()

    refused = refusal(
        lambda: meetings.move(
            world.session, meeting, meeting.day, "10:00", act=Act(world.secretary, world.at)
        )
    )

    assert "already on" in str(refused)
    assert meetings.get(world.session, meeting.id, OPERATOR, MONDAY.date()).sequence == 0


def test_a_meeting_called_twice_is_refused_in_words(world):
    world.meeting("asu", "psu", day=TUESDAY)
    act = Act(world.secretary, world.at)

    twice = refusal(lambda: meetings.add(world.session, [world.body("psu")], TUESDAY, "10.00", act))

    assert (twice.unmet, "Politisk samarbeidsutvalg already has meeting 1" in str(twice)) == (
        ["already"],
        True,
    )
    assert meetings.add(world.session, [world.body("psu")], TUESDAY, "12:00", act).id == 2


def test_a_meeting_is_not_moved_to_where_its_body_meets_already(world):
    first, act = world.meeting(day=TUESDAY), Act(world.secretary, world.at)
    second = world.meeting(day=date(2026, 3, 10))

    moved = lambda: meetings.move(world.session, second, TUESDAY, None, act)  # noqa: E731
    assert refusal(moved).unmet == ["already"]
    meetings.cancel(world.session, first, act)
    moved()
    assert refusal(lambda: reviving.revive(world.session, first, act)).unmet == ["already"]


def test_a_meeting_called_by_twenty_at_once_is_one(world, database):
    def call(there: World, _number: int) -> Meeting:
        bodies, act = [there.body("asu")], Act(there.secretary, there.at)
        return meetings.add(there.session, bodies, TUESDAY, "10:00", act)

    got = at_once(database, world, call, times=8)

    refused = [each for each in got if isinstance(each, Refused)]
    assert len(refused) == 7, got
    assert {each.unmet[0] for each in refused} == {"already"}
    assert len(ever_called(world.session, world.partnership)) == 1


def test_of_two_who_move_a_meeting_they_saw_one_wins_and_the_other_is_told(world, database):
    meeting = world.meeting()

    def move(there: World, number: int) -> None:
        act, day = Act(there.secretary, there.at), date(2026, 3, 10 + number)
        meetings.move(there.session, meeting, day, None, act, expected=0)

    got = at_once(database, world, move)

    (late,) = [each for each in got if each is not None]
    assert isinstance(late, Conflict), late
    assert "Somebody was before you" in str(late)
    assert happened(world, meeting) == ["added", "moved"]


def test_a_cancelled_meeting_was_not_cancelled_by_who_saw_another_day(world):
    meeting, act = world.meeting(), Act(world.secretary, world.at)
    meetings.move(world.session, meeting, TUESDAY, None, act)

    seen_before = lambda: meetings.cancel(world.session, meeting, act, expected=0)  # noqa: E731
    assert refusal(seen_before).unmet == ["version"]


@pytest.mark.parametrize("clock", ["25:00", "ti", "10:60", "09:00-11:00", "09:00+01:00"])
def test_a_time_that_no_clock_shows_is_refused(world, clock):
    with pytest.raises(BadInput, match="is not a time of day"):
        meetings.add(
            world.session,
            [world.body("asu")],
            world.at.date(),
            clock,
            act=Act(world.secretary, world.at),
        )


def test_a_case_stands_once_on_an_agenda_and_its_groups_report_beside_it(world):
    case, meeting = world.measure(), world.meeting()

    numbers = [
        world.item(meeting, case).number,
        world.item(meeting, case).number,
        world.item(meeting, case, report=True).number,
    ]

    assert numbers == [1, 1, 2]
    assert [item.title for item in agenda.items(world.session, meeting)] == [
        case.title,
        case.title,
    ]


def test_an_item_that_is_there_already_is_not_renamed_without_a_word(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, title="Rutinen")

    assert world.item(meeting, case, title="Rutinen").number == 1
    assert world.item(meeting, case).title == "Rutinen"
    assert refusal(lambda: world.item(meeting, case, title="Noe annet")).unmet == ["already"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"plan_id": "plan"}, "a case or a plan, not both"),
        ({"case": None, "report": True, "title": "Rapport"}, "Only a case has the report"),
    ],
)
def test_what_cannot_be_one_item_is_refused(world, given, said):
    what = {"case": world.measure(), **given}
    with pytest.raises(BadInput, match=said):
        world.item(world.meeting(), **what)


def test_a_meeting_is_cancelled_once(world):
    meeting, act = world.meeting(), Act(world.secretary, world.at)
    meetings.cancel(world.session, meeting, act)

    assert "has been cancelled already" in str(
        refusal(lambda: meetings.cancel(world.session, meeting, act))
    )


def test_a_case_from_next_door_is_not_put_on_the_agenda(world):
    next_door = body(world.session, "nabo/naboutval")
    both = world.person(
        "Begge Steder", ("fjord/sekretariat", "secretary"), ("nabo/sekretariat", "secretary")
    )
    meeting = meetings.add(
        world.session, [next_door], world.at.date(), "", act=Act(world.neighbour, world.at)
    )

    case = world.measure()

    def put() -> object:
        act = Act(both, world.at)
        return agenda.add_item(world.session, meeting, ItemIn(ref=case.ref), act)

    assert "belongs to another partnership" in str(refusal(put))


def test_bodies_of_two_partnerships_do_not_meet(world):
    with pytest.raises(BadInput, match="one partnership"):
        meetings.add(
            world.session,
            [world.body("asu"), body(world.session, "nabo/naboutval")],
            world.at.date(),
            "",
            act=Act(world.secretary, world.at),
        )


def test_a_joint_meeting_is_a_meeting_of_each_body(world):
    case, meeting = world.measure(), world.meeting("asu", "psu")
    world.item(meeting, case, Outcome.APPROVED)

    world.hold(meeting)

    assert world.now(case).state == "approved"
    assert meetings.held_on(world.session, world.body("psu"), meeting.day).id == meeting.id
    chosen = Chosen(world.body("psu").id)
    psu = meeting_lists.every(world.session, chosen, world.mayor, world.at.date())
    assert [m.id for m in psu] == [meeting.id]


@pytest.mark.parametrize("number", [0, -1, 99, 10**30])
def test_a_meeting_that_is_not_there_is_not_found(world, number):
    with pytest.raises(NotFound, match="There is no meeting"):
        meetings.get(world.session, number, OPERATOR, MONDAY.date())


def test_a_meeting_held_twice_at_once_is_held_once(world, database):
    for _round in range(5):
        case, meeting = world.measure(), world.meeting()
        world.item(meeting, case, Outcome.APPROVED)

        got = at_once(database, world, lambda w, _n, m=meeting: w.hold(m))

        assert sorted(type(each).__name__ for each in got) == ["Refused", "list"], got
        assert world.now(case).version == 2
    assert verify_chains(world.session) == []


def test_items_added_at_once_get_numbers_of_their_own(world, database):
    meeting = world.meeting()

    got = at_once(
        database,
        world,
        lambda w, n: [w.item(meeting, title=f"Sak {n}-{each}").number for each in range(5)],
    )

    assert sorted(number for numbers in got for number in numbers) == list(range(1, 11)), got


def test_holding_and_deciding_at_once_loses_no_decision(world, database):
    for _round in range(5):
        case, meeting = world.measure(), world.meeting()
        world.item(meeting, case)

        got = at_once(
            database,
            world,
            lambda w, n, m=meeting, c=case: w.item(m, c, Outcome.APPROVED) if n else w.hold(m),
        )

        assert not [each for each in got if isinstance(each, Exception)], got
        assert [event.action for event in events_of(world.session, case.id)] == ["open", "approve"]


def test_a_plan_s_decision_moves_its_measures_that_wait_and_no_others(world):
    waiting, ongoing = world.measure(), world.ongoing()
    plan = plan_of(world, waiting, ongoing)
    meeting = world.meeting()
    item = agenda.add_item(
        world.session, meeting, ItemIn(plan_id=plan), Act(world.secretary, world.at)
    )
    decisions.decide(
        world.session,
        meeting,
        item,
        Outcome.APPROVED,
        case_number="3/26",
        act=Act(world.secretary, world.at),
    )

    events = world.hold(meeting)

    assert [(event.case_id, event.action) for event in events] == [(waiting.id, "approve")]
    assert world.now(ongoing).state == "ongoing"


def test_the_outcome_of_a_plan_is_mended_with_its_measures(world):
    cases, meeting = [world.measure(), world.measure()], world.meeting()
    item = world.item(meeting, outcome=Outcome.DECLINED, plan_id=plan_of(world, *cases))
    world.hold(meeting)

    act = Act(world.secretary, world.at, reason="Feil i protokollen")
    decisions.mend(world.session, meeting, item, Outcome.APPROVED, "", act)

    assert [world.now(case).state for case in cases] == ["approved", "approved"]


def test_calendars_take_no_meeting_for_another(world):
    meetings_here = [world.meeting(day=date(2026, 4, day)) for day in (7, 8)]
    uids = {meeting.uid for meeting in meetings_here}

    meetings.move(
        world.session, meetings_here[0], date(2026, 4, 9), None, Act(world.secretary, world.at)
    )

    assert len(uids) == 2
    moved = meetings.get(world.session, meetings_here[0].id, world.secretary, world.at.date())
    assert moved.uid in uids


def test_a_body_that_is_named_twice_meets_once(world):
    asu = world.body("asu")

    meeting = meetings.add(
        world.session, [asu, asu], date(2026, 4, 9), "10:00", Act(world.secretary, world.at)
    )

    assert [key for _number, key, _name in meetings.bodies_of(world.session, meeting.number)] == [
        "asu"
    ]
