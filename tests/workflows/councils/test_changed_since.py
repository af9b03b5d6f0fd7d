"""A meeting is held as it was seen, or not at all."""

from __future__ import annotations

import pytest

from engine.errors import Conflict
from engine.people.acts import Act
from workflows.councils import agenda_changes, decisions
from workflows.councils.agenda import Outcome
from workflows.councils.changed_since import refuse_changed
from workflows.councils.meetings import happened_to


def test_what_was_recorded_since_is_told_and_nothing_is_held(world):
    meeting, case = world.meeting("asu"), world.measure()
    item = world.item(meeting, case)
    seen = happened_to(world.session, meeting)[-1].seq
    act = Act(world.secretary, world.at)
    decisions.decide(world.session, meeting, item, Outcome.APPROVED, "3/26", act)

    with pytest.raises(Conflict) as refused:
        decisions.hold(world.session, meeting, act, expected=seen)

    assert [reason.code for reason in refused.value.reasons] == ["version", "1"]
    assert f"of item 1 ({case.ref}) is recorded approved (3/26)." in str(refused.value)
    assert world.now(case).state == "proposed"
    decisions.hold(world.session, meeting, act, expected=seen + 1)
    assert world.now(case).state == "approved"


def test_an_item_without_a_case_is_named_as_it_stands_on_the_agenda(world):
    meeting = world.meeting("asu")
    first, item = world.item(meeting, title="Orientering"), world.item(meeting, title="Budsjett")
    seen = happened_to(world.session, meeting)[-1].seq
    act = Act(world.secretary, world.at)
    decisions.decide(world.session, meeting, item, Outcome.NOTED, "", act)

    with pytest.raises(Conflict) as refused:
        refuse_changed(world.session, meeting, seen)
    assert "of item 2 (Budsjett) is recorded" in str(refused.value)

    agenda_changes.move_item(world.session, meeting, first.id, 2, act)
    with pytest.raises(Conflict) as refused:
        refuse_changed(world.session, meeting, seen)
    assert "(Orientering)" not in str(refused.value)  # it has that number only now


def test_who_says_nothing_of_what_was_seen_is_not_asked(world):
    refuse_changed(world.session, world.meeting("asu"), None)
