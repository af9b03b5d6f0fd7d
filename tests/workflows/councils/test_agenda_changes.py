from __future__ import annotations

import pytest

from engine.cases.chain import verify_chains
from engine.errors import BadInput, NotFound
from engine.people.acts import Act
from engine.people.trace import trace_of
from tests.world import World, refusal
from workflows.councils import agenda, meetings
from workflows.councils.agenda import ITEM, ItemIn, Outcome
from workflows.councils.agenda_changes import (
    add_typed,
    move_item,
    put_item,
    remove_item,
    rename_item,
)
from workflows.councils.meetings import Meeting
from workflows.councils.outcomes import Recorded


def three(world: World) -> Meeting:
    meeting = world.meeting()
    for title in ("Referat", "Økonomi", "Eventuelt"):
        world.item(meeting, title=title)
    return meeting


def listed(world: World, meeting: Meeting) -> list[tuple[int, str]]:
    return [(item.number, item.title) for item in agenda.items(world.session, meeting)]


def happened(world: World, meeting: Meeting) -> list[str]:
    return [event.kind for event in meetings.happened_to(world.session, meeting)]


def test_an_item_put_there_by_slip_is_removed_and_the_rest_moves_up(world):
    meeting, act = three(world), Act(world.secretary, world.at)

    gone = remove_item(world.session, meeting, "2", act)

    assert listed(world, meeting) == [(1, "Referat"), (2, "Eventuelt")]
    assert [event.kind for event in trace_of(world.session, ITEM, gone.id)] == ["added", "removed"]
    told = meetings.happened_to(world.session, meeting)[-1]
    assert (told.kind, told.by, told.parts) == (
        "item_removed",
        world.secretary.person_id,
        {"number": 2, "title": "Økonomi"},
    )
    assert verify_chains(world.session) == []


def test_a_case_is_removed_by_its_ref_and_can_be_put_there_again(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case)

    remove_item(world.session, meeting, case.ref.lower(), Act(world.secretary, world.at))

    assert listed(world, meeting) == []
    assert world.item(meeting, case).number == 1


def test_an_item_is_renamed_and_its_case_is_not(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case)

    rename_item(world.session, meeting, "1", " Ny rutine ", Act(world.secretary, world.at))

    assert listed(world, meeting) == [(1, "Ny rutine")]
    assert world.now(case).title == "Lage felles rutine"
    assert happened(world, meeting)[-1] == "item_renamed"


@pytest.mark.parametrize(
    ("which", "place", "order"),
    [
        ("3", 1, ["Eventuelt", "Referat", "Økonomi"]),
        ("1", 3, ["Økonomi", "Eventuelt", "Referat"]),
        ("1", 2, ["Økonomi", "Referat", "Eventuelt"]),
    ],
)
def test_an_item_is_put_at_another_place(world, which, place, order):
    meeting = three(world)

    move_item(world.session, meeting, which, place, Act(world.secretary, world.at))

    assert listed(world, meeting) == list(enumerate(order, start=1))
    assert happened(world, meeting)[-1] == "item_moved"
    assert verify_chains(world.session) == []


@pytest.mark.parametrize("place", [0, 4, -1])
def test_an_agenda_has_only_so_many_places(world, place):
    meeting = three(world)

    with pytest.raises(BadInput, match="has 3 places"):
        move_item(world.session, meeting, "1", place, Act(world.secretary, world.at))


def test_what_a_held_meeting_decided_stays_and_the_rest_can_be_mended(world):
    case, meeting = world.measure(), world.meeting()
    world.item(meeting, case, Outcome.APPROVED)
    world.item(meeting, title="Feilført")
    world.hold(meeting)
    act = Act(world.secretary, world.at)

    for change in (
        lambda: remove_item(world.session, meeting, case.ref, act),
        lambda: rename_item(world.session, meeting, "1", "Annet", act),
        lambda: move_item(world.session, meeting, "1", 2, act),
    ):
        assert refusal(change).unmet == ["item"]
    remove_item(world.session, meeting, "2", act)
    assert listed(world, meeting) == [(1, "Lage felles rutine")]


def test_nothing_is_changed_on_the_agenda_of_a_cancelled_meeting(world):
    meeting, act = three(world), Act(world.secretary, world.at)
    meetings.cancel(world.session, meeting, act)

    assert refusal(lambda: remove_item(world.session, meeting, "1", act)).unmet == ["meeting"]


def test_an_item_that_is_not_there_is_not_found_and_none_is_made(world):
    case, meeting, act = world.measure(), three(world), Act(world.secretary, world.at)

    for which in ("4", case.ref):
        with pytest.raises(NotFound, match="has no item"):
            remove_item(world.session, meeting, which, act)
    assert len(listed(world, meeting)) == 3


def test_an_item_needs_words(world):
    with pytest.raises(BadInput, match="Give the words"):
        rename_item(world.session, three(world), "1", "  ", Act(world.secretary, world.at))


@pytest.mark.parametrize("typed", ["T-9999", "A-2026-77", "T-5.4, T-6.4", "t-2026-9 "])
def test_a_case_that_is_none_is_no_words_on_an_agenda(world, typed):
    meeting, act = world.meeting(), Act(world.secretary, world.at)

    with pytest.raises(NotFound, match="There is no case"):
        add_typed(world.session, meeting, typed, act)

    assert agenda.items(world.session, meeting) == []


def test_a_plan_that_is_none_is_no_words_on_an_agenda(world):
    meeting, act = world.meeting(), Act(world.secretary, world.at)

    with pytest.raises(NotFound, match="There is no plan st-olav-2030-2033"):
        add_typed(world.session, meeting, "st-olav-2030-2033", act)

    assert agenda.items(world.session, meeting) == []


def test_what_stands_on_the_agenda_is_not_put_there_again_without_a_word(world):
    meeting, act, case = world.meeting(), Act(world.secretary, world.at), world.measure()
    add_typed(world.session, meeting, "Eventuelt", act)
    add_typed(world.session, meeting, case.ref, act)

    again = refusal(lambda: add_typed(world.session, meeting, case.ref.lower(), act))
    add_typed(world.session, meeting, case.ref, act, report=True)

    assert f"{case.ref.lower()} is item 2 already." in str(again)
    assert [(i.number, i.report) for i in agenda.items(world.session, meeting)] == [
        (1, False),
        (2, False),
        (3, True),
    ]


def test_words_that_only_look_like_a_case_are_words(world):
    meeting, act = world.meeting(), Act(world.secretary, world.at)

    item = add_typed(world.session, meeting, "ROS-2026", act)

    assert (item.case_id, item.title) == (None, "ROS-2026")


def test_what_a_held_meeting_decided_keeps_its_number(world):
    meeting, act = world.meeting(), Act(world.secretary, world.at)
    waiting = world.item(meeting, world.measure("Noe annet"))
    world.item(meeting, world.measure(), Outcome.APPROVED)
    last = world.item(meeting, title="Eventuelt")
    world.hold(meeting)
    before = [(each.number, each.id) for each in agenda.items(world.session, meeting)]

    for change in (
        lambda: move_item(world.session, meeting, str(last.number), 1, act),
        lambda: remove_item(world.session, meeting, str(waiting.number), act),
    ):
        assert refusal(change).unmet == ["item"]
    assert [(each.number, each.id) for each in agenda.items(world.session, meeting)] == before
    remove_item(world.session, meeting, str(last.number), act)


def held(world: World) -> tuple[Meeting, Act]:
    meeting = world.meeting()
    world.item(meeting, title="Referat", outcome=Outcome.NOTED, number="1/26")
    world.hold(meeting)
    return meeting, Act(world.secretary, world.at)


def test_of_a_held_meeting_nothing_is_put_on_the_agenda_without_what_it_made_of_it(world):
    (meeting, act), case = held(world), world.measure()

    for what in (
        ItemIn(ref=case.ref),
        ItemIn(ref=case.ref, report=True),
        ItemIn(title="Eventuelt"),
    ):
        refused = refusal(lambda what=what: put_item(world.session, meeting, what, Recorded(), act))
        assert refused.unmet == ["outcome"]
    assert refusal(lambda: add_typed(world.session, meeting, case.ref, act)).unmet == ["outcome"]

    assert listed(world, meeting) == [(1, "Referat")]


def test_what_a_held_meeting_decided_besides_is_written_down_with_the_decision(world):
    (meeting, act), case = held(world), world.measure()

    words = put_item(
        world.session, meeting, ItemIn(title="Eventuelt"), Recorded(Outcome.NOTED), act
    )
    add_typed(world.session, meeting, case.ref, act, now=Recorded(Outcome.APPROVED, "2/26"))

    assert (words.outcome, world.now(case).state) == (Outcome.NOTED, "approved")
    assert world.now(case).fields["case_number"] == "2/26"


def test_an_item_of_a_held_meeting_is_not_there_where_its_decision_is_refused(world):
    (meeting, act), case = held(world), world.measure()

    now = Recorded(Outcome.APPROVED, "1/26")
    refused = refusal(lambda: put_item(world.session, meeting, ItemIn(ref=case.ref), now, act))

    assert refused.unmet == ["case_number"]
    assert listed(world, meeting) == [(1, "Referat")]
