"""A meeting's place: kept with it, moved with it or alone, and traced."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.errors import BadInput, Conflict, Refused
from engine.people.acts import Act
from engine.people.trace import told
from tests.world import MONDAY
from workflows.councils import meetings
from workflows.councils.meeting_places import NewTime, move_to


@pytest.fixture
def act(world):
    return Act(world.secretary, MONDAY)


@pytest.fixture
def called(world, act):
    day = (MONDAY + timedelta(days=9)).date()
    return meetings.add(world.session, [world.body("asu")], day, "10:00", act, " Rom  4 ")


def found(world, meeting):
    return meetings.get(world.session, meeting.number, world.secretary, MONDAY.date())


def last(world, meeting):
    happened = meetings.happened_to(world.session, meeting)
    return told(happened), happened[-1].kind, happened[-1].parts["changes"]


def test_it_is_called_to_a_place(world, called):
    assert called.place == "Rom 4"
    assert last(world, called)[0]["place"] == "Rom 4"


def test_to_another_place_it_moves_alone_and_once(world, called, act):
    move_to(world.session, called, NewTime(called.day, place="Teams"), act, expected=0)

    known, kind, changes = last(world, called)
    assert (known["place"], known["sequence"], kind) == ("Teams", 1, "moved")
    assert changes == {"place": ["Rom 4", "Teams"], "sequence": [0, 1]}


def test_to_another_day_and_place_it_moves_at_once(world, called, act):
    later = called.day + timedelta(days=1)
    move_to(world.session, called, NewTime(later, "12:00", ""), act)

    known, _kind, _changes = last(world, called)
    assert "place" not in known
    assert (known["day"], known["clock"], known["sequence"]) == (later.isoformat(), "12:00", 1)
    assert found(world, called).place is None


def test_what_is_not_said_stays(world, called, act):
    move_to(world.session, called, NewTime(called.day + timedelta(days=1)), act)

    now = found(world, called)
    assert (now.clock, now.place) == ("10:00", "Rom 4")


def test_where_it_is_already_nothing_is_done(world, called, act):
    with pytest.raises(Refused, match="already on"):
        move_to(world.session, called, NewTime(called.day, "10:00", "Rom 4"), act)
    with pytest.raises(Conflict, match="Somebody was before you"):
        move_to(world.session, called, NewTime(called.day, place="Teams"), act, expected=7)
    with pytest.raises(BadInput, match="at most 200"):
        move_to(world.session, called, NewTime(called.day, place="x" * 201), act)

    now = found(world, called)
    assert (now.place, now.sequence) == ("Rom 4", 0)


def test_a_place_is_not_moved_once_it_was_held(world, called, act):
    after = act._replace(at=act.at + timedelta(days=10), recorded_at=act.at + timedelta(days=10))
    with pytest.raises(Refused, match="has passed"):
        move_to(world.session, called, NewTime(called.day, place="Teams"), after)
