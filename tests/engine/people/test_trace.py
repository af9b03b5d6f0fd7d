"""Whoever changes who decides leaves a trace, and nobody changes it unseen."""

from __future__ import annotations

import pytest

from engine.cases.anchors import anchor_chains
from engine.cases.chain import verify_chains
from engine.days.dates import NEVER
from engine.people import closed_days
from engine.people.actors import find_actor
from engine.people.acts import Act
from engine.people.registry import PERSON, PersonIn, register_person
from engine.people.seats import SEAT, SeatIn, join_body
from engine.people.trace import trace_of
from tests.world import tamper
from workflows.councils import mandates, meetings
from workflows.councils.mandates import MANDATE
from workflows.councils.meetings import MEETING
from workflows.partnerships.leaving import leave_body


def _broken(world) -> set[tuple[str, str]]:
    return {(found.ref.split()[0], found.what) for found in verify_chains(world.session)}


def _new(world):
    act = Act(world.secretary, world.at)
    return register_person(
        world.session, PersonIn("ny@example.no", "Nina Ny"), act, [world.partnership]
    )


def test_a_seat_tells_who_gave_it_when_and_who_ended_it(world):
    person, act = _new(world), Act(world.secretary, world.at)
    join_body(world.session, person, SeatIn(world.body("asu"), "member"), act)
    seat = trace_of(world.session, PERSON, person.id)
    assert [event.kind for event in seat] == ["registered"]
    [post] = world.session.orm.execute(
        SEAT.model.__table__.select().where(SEAT.model.person_id == person.id)
    ).all()

    actor = find_actor(world.session, "ny@example.no")
    leave_body(world.session, actor, world.body("asu"), world.day(7).date(), act)

    taken, left = trace_of(world.session, SEAT, post.id)
    assert (taken.kind, taken.by, taken.at) == ("taken", world.secretary.person_id, world.at)
    assert taken.parts["changes"]["role"] == [None, "member"]
    assert (left.kind, left.parts["changes"]) == (
        "left",
        {"valid_to": [NEVER.isoformat(), "2026-03-09"]},
    )


def test_no_name_or_address_is_kept_in_the_trace(world):
    person, act = _new(world), Act(world.secretary, world.at)
    register_person(
        world.session, PersonIn("ny@example.no", "Nina Nyere"), act, [world.partnership]
    )

    told = [event.data for event in trace_of(world.session, PERSON, person.id)]
    assert '"renamed":true' in told[1]
    assert not any("Nina" in data or "example.no" in data for data in told)


def test_days_of_a_mandate_and_of_a_meeting_are_told_from_and_to(world):
    act = Act(world.secretary, world.at)
    written = mandates.of_partnership(world.session, world.partnership, act.by, world.at.date())
    number = written[0].mandate.id
    mandates.set_days(world.session, number, world.at.date(), None, act)
    meeting = world.meeting(day=world.day(14).date())
    meetings.move(world.session, meeting, world.day(21).date(), "12:30", act)

    assert trace_of(world.session, MANDATE, number)[-1].parts["changes"] == {
        "valid_from": [None, "2026-03-02"]
    }
    moved = trace_of(world.session, MEETING, meeting.id)[-1]
    assert moved.kind == "moved"
    assert moved.parts["changes"]["day"] == ["2026-03-16", "2026-03-23"]
    assert moved.parts["changes"]["clock"] == ["10:00", "12:30"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_event SET at = '2020-01-01'",
        "DELETE FROM registry_event WHERE subject = 'mandate'",
    ],
)
def test_the_database_itself_refuses_to_change_a_trace(world, statement):
    with pytest.raises(Exception, match="never changed or removed"), world.session.begin():
        world.session.driver.execute(statement)
    assert _broken(world) == set()


@pytest.mark.parametrize(
    ("behind_our_back", "found"),
    [
        ("UPDATE membership SET role = 'leader' WHERE role = 'member'", ("seat", "row_differs")),
        ("UPDATE membership SET valid_to = '2026-01-01'", ("seat", "row_differs")),
        ("UPDATE body SET kind = 'secretariat' WHERE key LIKE '%asu'", ("body", "row_differs")),
        ("UPDATE mandate SET valid_from = '2020-01-01'", ("mandate", "row_differs")),
        ("UPDATE meeting SET state = 'held'", ("meeting", "row_differs")),
        ("UPDATE meeting SET day = '2026-01-01'", ("meeting", "row_differs")),
        ("DELETE FROM closed_day", ("closed_day", "row_differs")),
        ("UPDATE registry_event SET at = '2020-01-01'", ("seat", "event_changed")),
        ("DELETE FROM registry_event WHERE subject = 'mandate'", ("mandate", "history_vanished")),
        (
            "DELETE FROM registry_event WHERE subject = 'meeting' AND seq = 2",
            ("meeting", "row_differs"),
        ),
    ],
)
def test_what_is_changed_behind_our_back_is_found(world, behind_our_back, found):
    act = Act(world.secretary, world.at)
    meeting = world.meeting(day=world.day(14).date())
    meetings.move(world.session, meeting, world.day(21).date(), None, act)
    with world.session.begin():
        closed_days.close(
            world.session, world.partnership, world.at.date(), world.at.date(), "Stengt", act
        )
    assert _broken(world) == set()

    tamper(world.session, behind_our_back)
    assert found in _broken(world)


def test_a_trace_cut_short_with_its_row_breaks_the_day_that_was_anchored(world):
    meeting = world.meeting(day=world.day(14).date())
    assert anchor_chains(world.session, world.at.date())

    tamper(
        world.session,
        f"DELETE FROM meeting_body WHERE meeting_id = {meeting.id}",
        f"DELETE FROM meeting WHERE id = {meeting.id}",
        "DELETE FROM registry_event WHERE subject = 'meeting'",
    )
    assert _broken(world) == {("2026-03-02", "anchor_broken")}
